// Productions for the settings of a mailbox, its list of categories, and the time zones and languages that it can have.
import { accept, atEnd, expect, isNext, key, type Cursor } from '../cursor.ts';
import { toId } from '../identifiers.ts';
import { settingNames, type MailboxOwner, type Reference } from '../reference.ts';
import { collection, isWhole } from './collection.ts';
import type { Start } from './start.ts';

/** Whether the path goes on with the settings of a mailbox. */
export const isSettings = (cursor: Cursor): boolean => isNext(cursor, 'mailboxSettings') || isNext(cursor, 'outlook');

export function settings(cursor: Cursor, start: Start<MailboxOwner>): Reference {
  if (accept(cursor, 'outlook')) return outlook(cursor, start);
  expect(cursor, 'mailboxSettings');
  if (atEnd(cursor)) return { kind: 'mailboxSettings', ...start };
  const setting = settingNames.find((name) => accept(cursor, name));
  // What is no setting stays unread, so that the end of the path names it.
  return setting === undefined ? { kind: 'mailboxSettings', ...start } : { kind: 'mailboxSetting', ...start, setting };
}

function outlook(cursor: Cursor, start: Start<MailboxOwner>): Reference {
  if (accept(cursor, 'supportedLanguages')) return { kind: 'supportedLanguages', ...start };
  if (accept(cursor, 'supportedTimeZones')) return { kind: 'supportedTimeZones', ...start };
  if (!accept(cursor, 'masterCategories')) return { kind: 'outlook', ...start };
  if (isWhole(cursor)) return collection(cursor, { kind: 'masterCategories', ...start });
  return { kind: 'masterCategory', ...start, id: key(cursor, toId) };
}
