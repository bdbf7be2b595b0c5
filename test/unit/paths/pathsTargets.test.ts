// Paths to the service itself, people, groups, calendars and messages, one by one: what each means, how it is printed, and the methods it takes.
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../../lib/paths/grammar.ts';
import { allowedMethods } from '../../../lib/api/routes.ts';
import { settingNames } from '../../../lib/paths/reference.ts';
import { printPath } from '../../../lib/paths/print.ts';
import { errorOf } from '../../support/errors.ts';

const me = { kind: 'me' };
const invited = { kind: 'invitedUser', invitation: 'n' };
const adele = { kind: 'user', user: { kind: 'upn', upn: 'a@b.c' } };
const user = { kind: 'user', user: { kind: 'id', id: 'u' } };
const group = { kind: 'group', id: 'g' };
const joined = { kind: 'joinedGroup', of: me, id: 'g' };
const defaultCalendar = { kind: 'default' };

type Row = readonly [path: string, methods: string, meaning: object];

const service: readonly Row[] = [
  ['$batch', 'POST', { kind: 'batch' }],
  ['$metadata', 'GET HEAD', { kind: 'metadata' }],
];

const subscriptions: readonly Row[] = [
  ['subscriptions', 'GET HEAD POST', { kind: 'subscriptions' }],
  ['subscriptions/s', 'GET HEAD PATCH DELETE', { kind: 'subscription', id: 's' }],
  ['subscriptions/s/reauthorize', 'POST', { kind: 'reauthorize', id: 's' }],
];

const people: readonly Row[] = [
  ['users', 'GET HEAD POST', { kind: 'users' }],
  ['me', 'GET HEAD PATCH', { kind: 'user', user: me }],
  ['users/u', 'GET HEAD PATCH DELETE', { kind: 'user', user }],
  ['users/a%40b.c', 'GET HEAD PATCH DELETE', { kind: 'user', user: adele }],
  ['invitations/n/invitedUser', 'GET HEAD', { kind: 'user', user: invited }],
  ['groups', 'GET HEAD POST', { kind: 'groups' }],
  ['groups/g', 'GET HEAD PATCH DELETE', { kind: 'group', id: 'g' }],
  ['groups/g/members', 'GET HEAD', { kind: 'members', group: 'g', collection: 'members' }],
  ['groups/g/owners', 'GET HEAD', { kind: 'members', group: 'g', collection: 'owners' }],
  ['groups/g/members/$ref', 'POST', { kind: 'memberReferences', group: 'g', collection: 'members' }],
  ['groups/g/owners/$ref', 'POST', { kind: 'memberReferences', group: 'g', collection: 'owners' }],
  ['groups/g/members/u/$ref', 'DELETE', { kind: 'memberReference', group: 'g', collection: 'members', user: user.user }],
  ['groups/g/owners/u/$ref', 'DELETE', { kind: 'memberReference', group: 'g', collection: 'owners', user: user.user }],
  ['groups/g/members/a%40b.c/$ref', 'DELETE', { kind: 'memberReference', group: 'g', collection: 'members', user: adele.user }],
  ['groups/g/owners/a%40b.c/$ref', 'DELETE', { kind: 'memberReference', group: 'g', collection: 'owners', user: adele.user }],
  ['groups/g/members/microsoft.graph.user', 'GET HEAD', { kind: 'members', group: 'g', collection: 'members', cast: 'user' }],
  ['me/memberOf/microsoft.graph.group', 'GET HEAD', { kind: 'memberships', of: me, collection: 'memberOf', cast: 'group' }],
  ['users/u/joinedGroups/microsoft.graph.group', 'GET HEAD', { kind: 'memberships', of: user, collection: 'joinedGroups', cast: 'group' }],
  ['me/memberOf', 'GET HEAD', { kind: 'memberships', of: me, collection: 'memberOf' }],
  ['users/u/joinedGroups', 'GET HEAD', { kind: 'memberships', of: user, collection: 'joinedGroups' }],
  ['groups/g/members/microsoft.graph.group', 'GET HEAD', { kind: 'members', group: 'g', collection: 'members', cast: 'group' }],
  ['groups/g/transitiveMembers', 'GET HEAD', { kind: 'members', group: 'g', collection: 'transitiveMembers' }],
  [
    'groups/g/transitiveMembers/microsoft.graph.user',
    'GET HEAD',
    { kind: 'members', group: 'g', collection: 'transitiveMembers', cast: 'user' },
  ],
  ['users/u/transitiveMemberOf', 'GET HEAD', { kind: 'memberships', of: user, collection: 'transitiveMemberOf' }],
  ...['checkMemberGroups', 'checkMemberObjects', 'getMemberGroups', 'getMemberObjects'].map((action): Row => [
    `me/${action}`,
    'POST',
    { kind: 'membershipAction', of: me, action },
  ]),
  [
    'groups/g/transitiveMemberOf/microsoft.graph.group',
    'GET HEAD',
    { kind: 'memberships', of: group, collection: 'transitiveMemberOf', cast: 'group' },
  ],
  ['groups/g/memberOf', 'GET HEAD', { kind: 'memberships', of: group, collection: 'memberOf' }],
  ['groups/g/checkMemberGroups', 'POST', { kind: 'membershipAction', of: group, action: 'checkMemberGroups' }],
  ['me/people', 'GET HEAD', { kind: 'people', of: me }],
  ['users/u/people/p', 'GET HEAD', { kind: 'person', of: user, id: 'p' }],
  ['me/photo', 'GET HEAD', { kind: 'photo', of: me }],
  ['users/u/photo/$value', 'GET HEAD', { kind: 'photoValue', of: user }],
  ['groups/g/photos', 'GET HEAD', { kind: 'photos', of: group }],
  ['groups/g/photos/48x48', 'GET HEAD', { kind: 'photo', of: group, size: '48x48' }],
  ['me/photos/48x48/$value', 'GET HEAD', { kind: 'photoValue', of: me, size: '48x48' }],
  ['places/microsoft.graph.room', 'GET HEAD', { kind: 'places', type: 'room' }],
  ['places/microsoft.graph.roomList', 'GET HEAD', { kind: 'places', type: 'roomList' }],
  ['invitations', 'POST', { kind: 'invitations' }],
  ['invitations/n', 'GET HEAD', { kind: 'invitation', id: 'n' }],
];

const calendars: readonly Row[] = [
  ['me/calendarGroups', 'GET HEAD POST', { kind: 'calendarGroups', owner: me }],
  ['me/calendarGroups/x', 'GET HEAD PATCH DELETE', { kind: 'calendarGroup', owner: me, group: { kind: 'group', id: 'x' } }],
  ['users/u/calendarGroup', 'GET HEAD PATCH DELETE', { kind: 'calendarGroup', owner: user, group: { kind: 'default' } }],
  ['me/calendars', 'GET HEAD POST', { kind: 'calendars', owner: me }],
  ['me/calendarGroups/x/calendars', 'GET HEAD POST', { kind: 'calendars', owner: me, group: { kind: 'group', id: 'x' } }],
  ['me/calendarGroup/calendars', 'GET HEAD POST', { kind: 'calendars', owner: me, group: { kind: 'default' } }],
  ['me/calendar', 'GET HEAD PATCH', { kind: 'calendar', owner: me, calendar: defaultCalendar }],
  ['groups/g/calendar', 'GET HEAD PATCH', { kind: 'calendar', owner: group, calendar: defaultCalendar }],
  ['me/joinedGroups/g/calendar', 'GET HEAD PATCH', { kind: 'calendar', owner: joined, calendar: defaultCalendar }],
  [
    'invitations/n/invitedUser/calendars/c',
    'GET HEAD PATCH DELETE',
    { kind: 'calendar', owner: invited, calendar: { kind: 'calendar', id: 'c' } },
  ],
  [
    'me/calendarGroups/x/calendars/c',
    'GET HEAD PATCH DELETE',
    { kind: 'calendar', owner: me, calendar: { kind: 'inGroup', group: 'x', id: 'c' } },
  ],
  ['me/calendarGroup/calendars/c', 'GET HEAD PATCH DELETE', { kind: 'calendar', owner: me, calendar: { kind: 'inDefaultGroup', id: 'c' } }],
  ['me/calendar/calendarPermissions', 'GET HEAD POST', { kind: 'calendarPermissions', owner: me, calendar: defaultCalendar }],
  [
    'me/calendars/c/calendarPermissions/p',
    'GET HEAD PATCH DELETE',
    { kind: 'calendarPermission', owner: me, calendar: { kind: 'calendar', id: 'c' }, id: 'p' },
  ],
  ['me/calendar/permanentDelete', 'POST', { kind: 'calendarAction', owner: me, calendar: defaultCalendar, action: 'permanentDelete' }],
  [
    'groups/g/calendar/permanentDelete',
    'POST',
    { kind: 'calendarAction', owner: group, calendar: defaultCalendar, action: 'permanentDelete' },
  ],
  [
    'me/calendarGroups/x/calendars/c/permanentDelete',
    'POST',
    { kind: 'calendarAction', owner: me, calendar: { kind: 'inGroup', group: 'x', id: 'c' }, action: 'permanentDelete' },
  ],
  [
    'me/calendarGroup/calendars/c/calendarPermissions/p',
    'GET HEAD PATCH DELETE',
    { kind: 'calendarPermission', owner: me, calendar: { kind: 'inDefaultGroup', id: 'c' }, id: 'p' },
  ],
];

const settings: readonly Row[] = [
  ['me/mailboxSettings', 'GET HEAD PATCH', { kind: 'mailboxSettings', owner: me }],
  ...settingNames.map((setting): Row => [
    `users/u/mailboxSettings/${setting}`,
    'GET HEAD',
    { kind: 'mailboxSetting', owner: user, setting },
  ]),
  ['users/u/outlook', 'GET HEAD', { kind: 'outlook', owner: user }],
  ['me/outlook/masterCategories', 'GET HEAD POST', { kind: 'masterCategories', owner: me }],
  ['users/a%40b.c/outlook/masterCategories/x', 'GET HEAD PATCH DELETE', { kind: 'masterCategory', owner: adele, id: 'x' }],
  ['me/outlook/supportedLanguages', 'GET HEAD', { kind: 'supportedLanguages', owner: me }],
  ['me/outlook/supportedTimeZones', 'GET HEAD', { kind: 'supportedTimeZones', owner: me }],
  ["me/outlook/supportedTimeZones(TimeZoneStandard='iana')", 'GET HEAD', { kind: 'supportedTimeZones', owner: me, standard: 'iana' }],
];

const freeBusy: readonly Row[] = [
  ['me/findMeetingTimes', 'POST', { kind: 'findMeetingTimes', owner: me }],
  ['me/calendar/getSchedule', 'POST', { kind: 'getSchedule', owner: me, calendar: defaultCalendar }],
  [
    "me/calendar/allowedCalendarSharingRoles(User='a%40b.c')",
    'GET HEAD',
    { kind: 'allowedCalendarSharingRoles', owner: me, calendar: defaultCalendar, user: 'a@b.c' },
  ],
  ['users/u/calendars/c/getSchedule', 'POST', { kind: 'getSchedule', owner: user, calendar: { kind: 'calendar', id: 'c' } }],
];

const contents: readonly Row[] = [
  [
    "me/reminderView(StartDateTime='a',EndDateTime='b')",
    'GET HEAD',
    { kind: 'reminderView', owner: me, startDateTime: 'a', endDateTime: 'b' },
  ],
  ['me/events', 'GET HEAD POST', { kind: 'events', owner: me, calendar: { kind: 'any' } }],
  ['groups/g/calendarView', 'GET HEAD', { kind: 'calendarView', owner: group, calendar: { kind: 'any' } }],
  ['me/joinedGroups/g/calendar/calendarView', 'GET HEAD', { kind: 'calendarView', owner: joined, calendar: defaultCalendar }],
  ['me/calendars/c/calendarView', 'GET HEAD', { kind: 'calendarView', owner: me, calendar: { kind: 'calendar', id: 'c' } }],
  ['me/mailFolders', 'GET HEAD', { kind: 'mailFolders', owner: me, folders: [] }],
  ['me/mailFolders/inbox', 'GET HEAD', { kind: 'mailFolder', owner: me, folders: ['inbox'] }],
  ['me/mailFolders/inbox/childFolders', 'GET HEAD', { kind: 'mailFolders', owner: me, folders: ['inbox'] }],
  ['me/mailFolders/inbox/childFolders/f', 'GET HEAD', { kind: 'mailFolder', owner: me, folders: ['inbox', 'f'] }],
  ['me/messages', 'GET HEAD', { kind: 'messages', owner: me, folders: [] }],
  ['users/u/mailFolders/inbox/childFolders/f/messages', 'GET HEAD', { kind: 'messages', owner: user, folders: ['inbox', 'f'] }],
  ['me/messages/m', 'GET HEAD DELETE', { kind: 'message', owner: me, folders: [], id: 'm' }],
  ['me/mailFolders/inbox/messages/m', 'GET HEAD DELETE', { kind: 'message', owner: me, folders: ['inbox'], id: 'm' }],
];

const source = { via: 'calendar', calendar: { kind: 'any' }, collection: 'events', id: 'e', occurrences: [] };
const instance = { collection: 'instances', id: 'i' };

const ofAnEvent: readonly Row[] = [
  ['me/events/e/instances', 'GET HEAD', { kind: 'event', owner: me, source, tail: { kind: 'instances' } }],
  ['me/events/e/exceptionOccurrences', 'GET HEAD', { kind: 'event', owner: me, source, tail: { kind: 'exceptionOccurrences' } }],
  [
    'me/events/e/instances/i/exceptionOccurrences',
    'GET HEAD',
    { kind: 'event', owner: me, source: { ...source, occurrences: [instance] }, tail: { kind: 'exceptionOccurrences' } },
  ],
  ...['accept', 'tentativelyAccept', 'decline', 'cancel', 'snoozeReminder', 'dismissReminder', 'permanentDelete', 'forward'].map(
    (action): Row => [
      `me/events/e/instances/i/${action}`,
      'POST',
      { kind: 'event', owner: me, source: { ...source, occurrences: [instance] }, tail: { kind: 'action', action } },
    ],
  ),
  [
    'me/events/e/instances/i/extensions',
    'GET HEAD POST',
    { kind: 'event', owner: me, source: { ...source, occurrences: [instance] }, tail: { kind: 'extensions' } },
  ],
  [
    'me/events/e/extensions/Com.Contoso.Referral',
    'GET HEAD PATCH DELETE',
    { kind: 'event', owner: me, source, tail: { kind: 'extension', name: 'Com.Contoso.Referral' } },
  ],
  [
    'me/messages/m/microsoft.graph.eventMessage/event/accept',
    'POST',
    {
      kind: 'event',
      owner: me,
      source: { via: 'message', folders: [], message: 'm', occurrences: [] },
      tail: { kind: 'action', action: 'accept' },
    },
  ],
];

const listed = [...people, ...calendars, ...settings, ...contents, ...ofAnEvent].filter(
  ([path, methods]) =>
    /(?:users|groups|members|graph\.\w+|memberOf|MemberOf|transitiveMembers|people|photos|Folders|calendars|Groups|Permissions|events|View|instances|Occurrences|messages|masterCategories|extensions)$/.test(
      path,
    ) && methods.startsWith('GET'),
);

describe.each(['v1.0', 'beta'])('the number of what is listed, in %s:', (version) => {
  it.each([...listed, ['me/events/e/attachments', '', { kind: 'event', owner: me, source, tail: { kind: 'attachments' } }] as const])(
    'the number behind %s/$count is parsed',
    (path, _, meaning) => {
      const reference = parsePath(`/${version}/${path}/$count`);
      expect(reference).toStrictEqual({ kind: 'count', version, of: { ...meaning, version } });
      expect(printPath(reference)).toBe(`/${version}/${path}/$count`);
      expect(allowedMethods(reference)).toEqual(['GET', 'HEAD']);
      expect(errorOf(() => parsePath(`/${version}/${path}/$count/x`))).toMatchObject({
        message: "Resource not found for the segment 'x'.",
      });
    },
  );
  it('the number of what is listed has a row for each list of the tables', () => {
    expect(listed.length).toBeGreaterThanOrEqual(22);
  });
});

describe.each(['v1.0', 'beta'])('in %s', (version) => {
  it.each([...service, ...subscriptions, ...people, ...calendars, ...settings, ...freeBusy, ...contents, ...ofAnEvent])(
    '%s takes %s',
    (path, methods, meaning) => {
      const reference = parsePath(`/${version}/${path}`);
      expect(reference).toStrictEqual({ ...meaning, version });
      expect(printPath(reference)).toBe(`/${version}/${path}`);
      expect(allowedMethods(reference).join(' ')).toBe(methods);
    },
  );
});
