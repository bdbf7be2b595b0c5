// Names where a key could stand: functions, actions, casts and system segments that the grammar doesn't have there, on every collection.
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../../lib/paths/grammar.ts';
import { errorOf } from '../../support/errors.ts';

const unknown = (segment: string) => ({ status: 400, code: 'BadRequest', message: `Resource not found for the segment '${segment}'.` });

describe("a name in a key's place is told as such, never taken for a malformed id:", () => {
  const collections = [
    'users',
    'groups',
    'groups/g/members',
    'me/joinedGroups',
    'invitations',
    'me/calendars',
    'me/calendarGroups',
    'me/calendarGroup/calendars',
    'me/calendarGroups/x/calendars',
    'me/calendar/calendarPermissions',
    'me/events',
    'groups/g/calendar/events',
    'me/calendars/c/calendarView',
    'me/events/e/instances',
    'me/events/e/instances/i/exceptionOccurrences',
    'me/events/e/attachments',
    'me/messages',
    'me/mailFolders',
    'me/mailFolders/f/childFolders',
    'me/mailFolders/f/messages',
    'me/messages/m/event/attachments',
  ];
  const names = [
    'getSchedule',
    'microsoft.graph.findMeetingTimes',
    'subscriptions',
    "supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')",
    "reminderView(StartDateTime='x',EndDateTime='y')",
    'permanentDelete',
    'mailboxSettings',
    'graph.device',
    'microsoft.graph.fileAttachment',
    '$value',
    '$links',
    'calendarView',
  ];

  const spelledDelta = [
    'delta',
    'Delta',
    'delta()',
    'microsoft.graph.delta()',
    'microsoft.graph.delta',
    'graph.delta()',
    "delta(startDateTime='2027-01-01',endDateTime='2027-02-01')",
  ];
  const hasDelta = /(?:\/events|\/calendarView|\/instances)$/;

  it.each(collections.filter((collection) => !hasDelta.test(collection)))('the delta of %s is told as a name', (collection) => {
    for (const name of spelledDelta)
      expect(errorOf(() => parsePath(`/v1.0/${collection}/${name}`))).toMatchObject({ status: 400, code: 'BadRequest' });
  });

  it.each(collections.filter((collection) => hasDelta.test(collection)))('the delta of %s is found by all its spellings', (collection) => {
    for (const name of spelledDelta) expect(parsePath(`/v1.0/${collection}/${name}`), name).toMatchObject({ kind: 'delta' });
    expect(errorOf(() => parsePath(`/v1.0/${collection}/delta/x`))).toMatchObject(unknown('x'));
    expect(errorOf(() => parsePath(`/v1.0/${collection}/delta(top='1')`))).toMatchObject({ status: 400, code: 'BadRequest' });
  });

  it.each(collections)('a name in the place of a key of %s is told as such', (collection) => {
    for (const name of names)
      for (const path of [`${collection}/${name}`, `${collection}/${encodeURIComponent(name)}`, `${collection}/${name}/x`])
        expect(
          errorOf(() => parsePath(`/v1.0/${path}`)),
          path,
        ).toMatchObject(unknown(name));
    for (const name of ['delta', 'getSchedule'])
      expect(errorOf(() => parsePath(`/v1.0/${collection}('${name}')`))).toMatchObject(unknown(name));
  });

  it('the number of what has no list is told as a name, never taken for a malformed id', () => {
    for (const path of [
      'invitations',
      'me/mailFolders/f',
      'me/photo',
      'me/photos/48x48',
      'me/people/p',
      'groups/g/members/$ref',
      'me/events/e',
      'me',
      'me/calendar',
    ])
      expect(
        errorOf(() => parsePath(`/v1.0/${path}/$count`)),
        path,
      ).toMatchObject(unknown('$count'));
  });
});
