// Productions for the settings of a mailbox, its list of categories, and the time zones and languages that it can have.
import { badRequest } from '../../runtime/errors.ts';
import { accept, acceptOneOf, atEnd, expect, fail, key, type Cursor } from '../cursor.ts';
import { ids } from '../identifiers.ts';
import { miss } from '../miss.ts';
import { settingNames, timeZoneStandards, type MailboxOwner, type Reference } from '../reference.ts';
import { args } from './args.ts';
import { collection, isWhole } from './collection.ts';
import type { Start } from './start.ts';

export function settings(cursor: Cursor, start: Start<MailboxOwner>): Reference {
  if (accept(cursor, 'outlook')) return outlook(cursor, start);
  expect(cursor, 'mailboxSettings');
  if (atEnd(cursor)) return { kind: 'mailboxSettings', ...start };
  const setting = acceptOneOf(cursor, settingNames);
  // What is no setting stays unread, so that the end of the path names it.
  return setting === undefined ? { kind: 'mailboxSettings', ...start } : { kind: 'mailboxSetting', ...start, setting };
}

function outlook(cursor: Cursor, start: Start<MailboxOwner>): Reference {
  if (accept(cursor, 'supportedLanguages')) {
    args(cursor, { of: 'supportedLanguages', required: [] });
    return { kind: 'supportedLanguages', ...start };
  }
  if (accept(cursor, 'supportedTimeZones')) return supportedTimeZones(cursor, start);
  if (!accept(cursor, 'masterCategories')) return { kind: 'outlook', ...start };
  if (isWhole(cursor)) return collection(cursor, { kind: 'masterCategories', ...start });
  return { kind: 'masterCategory', ...start, id: key(cursor, ids) };
}

function supportedTimeZones(cursor: Cursor, start: Start<MailboxOwner>): Reference {
  const { TimeZoneStandard: given } = args(cursor, { of: 'supportedTimeZones', required: [], optional: ['TimeZoneStandard'] });
  if (given === undefined) return { kind: 'supportedTimeZones', ...start };
  const standard = timeZoneStandards.find((each) => each === given.toLowerCase());
  if (standard === undefined) fail(cursor, noStandard);
  return { kind: 'supportedTimeZones', ...start, ...(standard && { standard }) };
}

const noStandard = miss(() => badRequest(`The argument 'TimeZoneStandard' is one of: ${timeZoneStandards.join(', ')}.`));
