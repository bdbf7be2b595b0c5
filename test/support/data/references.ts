// Arbitraries for references and their spellings, independent of the code that parses and prints them.
import fc from 'fast-check';
import { settingNames } from '../../../lib/paths/reference.ts';
import {
  record,
  ids,
  userKeys,
  people,
  mailboxOwners,
  groupOwners,
  groupCalendars,
  namedCalendars,
  calendars,
  calendarGroups,
  calendarSources,
  values,
  alternateKeySources,
  folders,
  messageSources,
  tails,
  version,
  kind,
} from './referenceParts.ts';
import type {
  CalendarActionReference,
  CalendarReference,
  CollectionReference,
  CountReference,
  DeltaReference,
  DirectoryReference,
  EventReference,
  EventsReference,
  FreeBusyReference,
  MessageReference,
  PersonOrGroup,
  Reference,
  ReminderViewReference,
  ServiceReference,
  SubscriptionReference,
  SettingsReference,
  SharingRolesReference,
} from '../../../lib/paths/reference.ts';

const serviceReferences: fc.Arbitrary<ServiceReference> = record({ kind: kind('batch', 'metadata'), version });

const subscriptionReferences: fc.Arbitrary<SubscriptionReference> = fc.oneof(
  record({ kind: kind('subscriptions'), version }),
  record({ kind: kind('subscription', 'reauthorize'), version, id: ids }),
);

const memberships = kind('memberOf', 'transitiveMemberOf', 'joinedGroups');
const membershipActions = ['checkMemberGroups', 'checkMemberObjects', 'getMemberGroups', 'getMemberObjects'] as const;
const peopleAndGroups: fc.Arbitrary<PersonOrGroup> = fc.oneof(
  people,
  ids.map((id) => ({ kind: 'group' as const, id })),
);

const directoryReferences: fc.Arbitrary<DirectoryReference> = fc.oneof(
  record({ kind: kind('users', 'groups', 'invitations'), version }),
  record({ kind: kind('user'), version, user: mailboxOwners }),
  record({ kind: kind('group', 'invitation'), version, id: ids }),
  record({ kind: kind('memberReferences'), version, group: ids, collection: kind('members', 'owners') }),
  record({ kind: kind('members'), version, group: ids, collection: kind('members', 'owners', 'transitiveMembers') }),
  record({
    kind: kind('members'),
    version,
    group: ids,
    collection: kind('members', 'owners', 'transitiveMembers'),
    cast: kind('user', 'group'),
  }),
  record({ kind: kind('memberReference'), version, group: ids, collection: kind('members', 'owners'), user: userKeys }),
  record({ kind: kind('memberships'), version, of: people, collection: memberships }),
  record({ kind: kind('memberships'), version, of: people, collection: memberships, cast: kind('group') }),
  record({ kind: kind('memberships'), version, of: peopleAndGroups, collection: kind('memberOf', 'transitiveMemberOf') }),
  record({ kind: kind('membershipAction'), version, of: peopleAndGroups, action: fc.constantFrom(...membershipActions) }),
  record({ kind: kind('people'), version, of: people }),
  record({ kind: kind('person'), version, of: people, id: ids }),
  record({ kind: kind('photos', 'photo', 'photoValue'), version, of: peopleAndGroups }),
  record({ kind: kind('photo', 'photoValue'), version, of: peopleAndGroups, size: ids }),
  record({ kind: kind('places'), version, type: kind('room', 'roomList') }),
);

const calendarReferences: fc.Arbitrary<CalendarReference> = fc.oneof(
  record({ kind: kind('calendarGroups', 'calendars'), version, owner: mailboxOwners }),
  record({ kind: kind('calendarGroup', 'calendars'), version, owner: mailboxOwners, group: calendarGroups }),
  record({ kind: kind('calendar'), version, owner: mailboxOwners, calendar: namedCalendars }),
  record({ kind: kind('calendar'), version, owner: groupOwners, calendar: record({ kind: kind('default') }) }),
  record({ kind: kind('calendarPermissions'), version, owner: mailboxOwners, calendar: namedCalendars }),
  record({ kind: kind('calendarPermission'), version, owner: mailboxOwners, calendar: namedCalendars, id: ids }),
);

const settingsReferences: fc.Arbitrary<SettingsReference> = fc.oneof(
  record({
    kind: kind('mailboxSettings', 'outlook', 'masterCategories', 'supportedTimeZones', 'supportedLanguages'),
    version,
    owner: mailboxOwners,
  }),
  record({ kind: kind('supportedTimeZones'), version, owner: mailboxOwners, standard: kind('windows', 'iana') }),
  record({ kind: kind('mailboxSetting'), version, owner: mailboxOwners, setting: kind(...settingNames) }),
  record({ kind: kind('masterCategory'), version, owner: mailboxOwners, id: ids }),
);

const freeBusyReferences: fc.Arbitrary<FreeBusyReference> = fc.oneof(
  record({ kind: kind('getSchedule'), version, owner: mailboxOwners, calendar: namedCalendars }),
  record({ kind: kind('findMeetingTimes'), version, owner: mailboxOwners }),
);

const calendarActions = kind('permanentDelete');

const calendarActionReferences: fc.Arbitrary<CalendarActionReference> = fc.oneof(
  record({ kind: kind('calendarAction'), version, owner: mailboxOwners, calendar: namedCalendars, action: calendarActions }),
  record({
    kind: kind('calendarAction'),
    version,
    owner: groupOwners,
    calendar: record({ kind: kind('default') }),
    action: calendarActions,
  }),
);

/** Arguments of functions: times, and any other text. */
const argumentTexts = fc.oneof(values, fc.constantFrom('', '2026-11-21T10:00:00', '2026-11-21T10:00:00+01:00', 'a,b=c', "it's, x='y'"));

const sharingRolesReferences: fc.Arbitrary<SharingRolesReference> = record({
  kind: kind('allowedCalendarSharingRoles'),
  version,
  owner: mailboxOwners,
  calendar: namedCalendars,
  user: argumentTexts,
});

const reminderViewReferences: fc.Arbitrary<ReminderViewReference> = fc.oneof(
  record({ kind: kind('reminderView'), version, owner: mailboxOwners, startDateTime: argumentTexts }),
  record({ kind: kind('reminderView'), version, owner: mailboxOwners, startDateTime: argumentTexts, endDateTime: argumentTexts }),
);

const eventsReferences: fc.Arbitrary<EventsReference> = fc.oneof(
  record({ kind: kind('events', 'calendarView'), version, owner: mailboxOwners, calendar: calendars }),
  record({ kind: kind('events', 'calendarView'), version, owner: groupOwners, calendar: groupCalendars }),
);

const messageReferences: fc.Arbitrary<MessageReference> = fc.oneof(
  record({ kind: kind('messages', 'mailFolders'), version, owner: mailboxOwners, folders }),
  record({ kind: kind('mailFolder'), version, owner: mailboxOwners, folders: fc.array(ids, { minLength: 1, maxLength: 4 }) }),
  record({ kind: kind('message'), version, owner: mailboxOwners, folders, id: ids }),
);

const eventReferences: fc.Arbitrary<EventReference> = fc
  .oneof(
    record({
      kind: kind('event'),
      version,
      owner: mailboxOwners,
      source: fc.oneof(calendarSources(calendars), alternateKeySources(calendars), messageSources),
      tail: tails,
    }),
    record({
      kind: kind('event'),
      version,
      owner: groupOwners,
      source: fc.oneof(calendarSources(groupCalendars), alternateKeySources(groupCalendars)),
      tail: tails,
    }),
  )
  .filter(({ source, tail }) => source.occurrences.every(({ collection }) => collection !== tail.kind));

/** The kinds of references that name a collection: the kind itself, or the kind of what an event contains. */
const collections: ReadonlySet<string> = new Set([
  'users',
  'groups',
  'members',
  'memberships',
  'people',
  'photos',
  'places',
  'mailFolders',
  'calendarGroups',
  'calendars',
  'calendarPermissions',
  'masterCategories',
  'events',
  'calendarView',
  'messages',
  'instances',
  'exceptionOccurrences',
  'attachments',
  'extensions',
]);

const isCollection = (reference: Reference): reference is CollectionReference =>
  collections.has(reference.kind === 'event' ? reference.tail.kind : reference.kind);

const countReferences: fc.Arbitrary<CountReference> = fc
  .oneof(directoryReferences, calendarReferences, settingsReferences, eventsReferences, messageReferences, eventReferences)
  .filter(isCollection)
  .map((of) => ({ kind: 'count', version: of.version, of }));

const isChanging = (reference: Reference): reference is DeltaReference['of'] =>
  reference.kind === 'events' || reference.kind === 'calendarView' || (reference.kind === 'event' && reference.tail.kind === 'instances');

const deltaReferences: fc.Arbitrary<DeltaReference> = fc
  .record(
    {
      of: fc
        .oneof(
          eventsReferences,
          eventReferences
            .filter(({ source }) => source.occurrences.every(({ collection }) => collection !== 'instances'))
            .map((each): EventReference => ({ ...each, tail: { kind: 'instances' } })),
        )
        .filter(isChanging),
      startDateTime: argumentTexts,
      endDateTime: argumentTexts,
    },
    { requiredKeys: ['of'] },
  )
  .map(({ of, ...times }) => ({ kind: 'delta', version: of.version, of, ...times }));

/** Every kind of reference that the grammar has. */
export const references: fc.Arbitrary<Reference> = fc.oneof(
  countReferences,
  deltaReferences,
  serviceReferences,
  subscriptionReferences,
  directoryReferences,
  calendarReferences,
  settingsReferences,
  freeBusyReferences,
  sharingRolesReferences,
  calendarActionReferences,
  reminderViewReferences,
  eventsReferences,
  messageReferences,
  { weight: 2, arbitrary: eventReferences },
);
