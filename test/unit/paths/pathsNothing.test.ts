// Spellings of one target, and paths that name nothing.
import { describe, expect, it } from 'vitest';
import { parsePath, tryParsePath } from '../../../lib/paths/grammar.ts';
import { printPath } from '../../../lib/paths/print.ts';
import { errorOf } from '../../support/errors.ts';

describe('a target does not depend on', () => {
  it.each([
    ['the casing of a reference', '/v1.0/Groups/g/Members/$REF', '/v1.0/groups/g/members/$ref'],
    ['an encoded dollar', "/v1.0/groups('g')/members('a@b.c')/%24ref/", '/v1.0/groups/g/members/a%40b.c/$ref'],
    ["the namespace of a message's type", '/v1.0/me/messages/m/Microsoft.Graph.EventMessage', '/v1.0/me/messages/m'],
    ["a message's type", '/v1.0/me/messages/m/eventMessage', '/v1.0/me/messages/m'],
    ['the namespace of an action', '/v1.0/me/events/e/MICROSOFT.GRAPH.tentativelyaccept', '/v1.0/me/events/e/tentativelyAccept'],
    ['the casing and encoding of the service itself', '/BETA/%24Batch/', '/beta/$batch'],
    ['a trailing slash', '/v1.0/me/', '/v1.0/me'],
    [
      "Graph's prefix of an extension",
      "/v1.0/me/events/e/extensions('microsoft.graph.openTypeExtension.a.b')",
      '/v1.0/me/events/e/extensions/a.b',
    ],
    [
      "Outlook's prefix of an extension",
      '/v1.0/me/events/e/extensions/Microsoft.OutlookServices.OpenTypeExtension.a.b',
      '/v1.0/me/events/e/extensions/a.b',
    ],
    [
      'prefixes of an extension in any case',
      '/v1.0/me/events/e/extensions/MICROSOFT.GRAPH.openTypeExtension.microsoft.graph.OPENTYPEEXTENSION.a',
      '/v1.0/me/events/e/extensions/a',
    ],
  ])('a target does not depend on %s', (_, path, canonical) => {
    expect(parsePath(path)).toEqual(parsePath(canonical));
    expect(printPath(parsePath(path))).toBe(canonical);
  });
});

describe('there is nothing', () => {
  it.each([
    ['behind a joined group', 'me/joinedGroups/g', 'g'],
    ['behind memberships', 'me/memberOf/g', 'g'],
    ['by way of an invitation but its user', 'invitations/n/events', 'events'],
    ['of an invitation that is a person', 'invitations/n/me', 'me'],
    ['in the groups of an invited user', 'invitations/n/invitedUser/memberOf', 'memberOf'],
    ['in the groups of a group', 'groups/g/memberOf/g', 'g'],
    ['in the teams of a group', 'groups/g/joinedGroups', 'joinedGroups'],
    ['of a person that is a member', 'me/members', 'members'],
    ['of a member but the reference', 'groups/g/members/u', 'u'],
    ['of a member that is a mailbox', 'groups/g/members/u/events', 'events'],
    ['behind a reference', 'groups/g/members/$ref/x', 'x'],
    ['behind the members of a joined group', 'me/joinedGroups/g/members', 'members'],
    ['behind the permissions of no calendar', 'me/calendarPermissions', 'calendarPermissions'],
    ["behind the permissions of a group's calendar", 'groups/g/calendar/calendarPermissions', 'calendarPermissions'],
    ['behind a permission', 'me/calendar/calendarPermissions/p/events', 'events'],
    ['behind an event that is a permission', 'me/events/e/calendarPermissions', 'calendarPermissions'],
    ['in a calendar group but calendars', 'me/calendarGroups/x/events', 'events'],
    ['in a calendar but events', 'me/calendar/calendars', 'calendars'],
    ['behind an action', 'me/events/e/accept/attachments', 'attachments'],
    ['behind a key of an action', "me/events/e/accept('x')", "accept('x')"],
    ['that is done to a message', 'me/messages/m/decline', 'decline'],
    ['that is counted and no collection', 'me/events/e/instances/i/$count', '$count'],
    ['by a name in place of a key: a system segment', 'users/$ref', '$ref'],
    ['by a collection in place of a key', 'groups/g/members/members/$ref', 'members'],
    ['by another collection in place of a key', 'me/calendarGroups/calendars', 'calendars'],
    ['by an action in place of a key', 'me/calendar/calendarPermissions/Cancel', 'Cancel'],
    ['by a word in place of a key', 'me/messages/event', 'event'],
    ['by an action in place of an event', 'me/events/decline', 'decline'],
    ['by the value of a collection', 'me/messages/$value', '$value'],
    ['by an action in place of an attachment', 'me/events/e/attachments/accept', 'accept'],
    ['by a word in place of an extension', 'me/events/e/extensions/Attachments', 'Attachments'],
    ['behind an extension', 'me/events/e/extensions/a/b', 'b'],
    ['behind an event that has no such part, whatever follows', 'me/events/e/x/y/', 'x'],
    ['behind a word that ends the path', 'me/memberOf/g/x', 'g'],
    ['of a message that is an extension', 'me/messages/m/extensions', 'extensions'],
    ['behind a word with a namespace that has none', 'me/microsoft.graph.calendar', 'microsoft.graph.calendar'],
    ['behind settings but one of them', 'me/mailboxSettings/archiveFolder', 'archiveFolder'],
    ["of a group's schedules", 'groups/g/calendar/getSchedule', 'getSchedule'],
    ['a group could find times for', 'groups/g/findMeetingTimes', 'findMeetingTimes'],
    ['behind schedules', 'me/calendar/getSchedule/x', 'x'],
    ['behind a setting', 'me/mailboxSettings/workingHours/startTime', 'startTime'],
    ["of a group's settings", 'groups/g/mailboxSettings', 'mailboxSettings'],
    ["of a group's categories", 'groups/g/outlook/masterCategories', 'outlook'],
    ['behind a category', 'me/outlook/masterCategories/x/color', 'color'],
    ['behind the languages', 'me/outlook/supportedLanguages/de-DE', 'de-DE'],
    ['behind a batch', '$batch/me', 'me'],
    ['behind the metadata', "$metadata('x')", "$metadata('x')"],
    ['of a person that is a batch', 'me/$batch', '$batch'],
    ['behind an empty segment', 'me//calendar', ''],
  ])('there is nothing %s', (_, path, segment) => {
    const message = `Resource not found for the segment '${segment}'.`;
    expect(errorOf(() => parsePath(`/v1.0/${path}`))).toMatchObject({ status: 400, code: 'BadRequest', message });
  });

  it.each([
    'users/a b',
    'groups/a@b.c',
    'invitations/a@b.c',
    'me/calendars/a@b.c',
    "me/calendars('')",
    'me/events/e/extensions/a b',
    `me/events/e/extensions/${'x'.repeat(129)}`,
  ])('there is nothing where a key would be no key: %s', (path) => {
    expect(errorOf(() => parsePath(`/v1.0/${path}`))).toMatchObject({ status: 400, code: 'ErrorInvalidIdMalformed' });
  });

  it('no error is made of a path that leads nowhere until somebody asks for it', () => {
    for (const path of [
      '',
      'x',
      '/',
      '/v2.0/me',
      '/v1.0/me/x',
      '/v1.0/me/events/e/x/y',
      'x/y/z',
      '/v1.0/me/events/a b',
      '/v1.0/%',
      "/v1.0/me/reminderView(x='')",
      "/v1.0/me/events(x='')",
    ]) {
      const found = tryParsePath(path);
      expect(Object.keys(found), path).toEqual(['kind', 'error']);
      expect(found.kind === 'miss' ? found.error() : undefined, path).toEqual(errorOf(() => parsePath(path)));
    }
  });
});
