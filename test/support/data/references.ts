// Arbitraries for references and their spellings, independent of the code that parses and prints them.
import fc from 'fast-check';
import { settingNames } from '../../../lib/paths/reference.ts';
import { reservedWords } from './reservedWords.ts';
import type {
  CalendarActionReference,
  CalendarGroupRef,
  CalendarRef,
  CalendarReference,
  CollectionReference,
  CountReference,
  DirectoryReference,
  EventAction,
  EventReference,
  EventSource,
  EventsReference,
  FreeBusyReference,
  GroupOwner,
  MailboxOwner,
  MessageReference,
  NamedCalendarRef,
  OccurrenceRef,
  Person,
  PhotoOwner,
  Reference,
  ReminderViewReference,
  ServiceReference,
  SettingsReference,
  SharingRolesReference,
  EventPart,
  UserKey,
  Version,
} from '../../../lib/paths/reference.ts';

const characters = (alphabet: string) => fc.constantFrom(...Array.from(alphabet));
/** Objects with a prototype, as the parser makes them, since strict equality compares prototypes. */
const record = <T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) => fc.record(model, { noNullPrototype: true });

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const reserved = new Set(reservedWords.map((word) => word.toLowerCase()));

/** Ids of all kinds: random ones, real ones of Graph, two that differ in case only, names of object members, the longest ones. */
const ids: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: characters(`${alphanumeric}_-=`), minLength: 1, maxLength: 40 }),
    fc.constantFrom('a', 'A', 'AAMkAGE1M88AADUv0uAAAG=', '__proto__', 'constructor', '=', 'me2', 'x'.repeat(256)),
    fc.uuid(),
  )
  .filter((id) => !reserved.has(id.toLowerCase()));

const upns: fc.Arbitrary<string> = fc
  .tuple(fc.string({ unit: characters(`${alphanumeric}.!#$%&'*+=?^_\`{|}~-éßя名`), minLength: 1, maxLength: 30 }), fc.domain())
  .map(([local, domain]) => `${local}@${domain}`)
  .filter((upn) => upn.length <= 256);

const userKeys: fc.Arbitrary<UserKey> = fc.oneof(
  ids.map((id) => ({ kind: 'id' as const, id })),
  upns.map((upn) => ({ kind: 'upn' as const, upn })),
  record({ kind: fc.constant('idAtTenant' as const), id: fc.uuid(), tenant: fc.uuid() }),
);

const people: fc.Arbitrary<Person> = fc.oneof(
  fc.constant({ kind: 'me' as const }),
  userKeys.map((user) => ({ kind: 'user' as const, user })),
);

const mailboxOwners: fc.Arbitrary<MailboxOwner> = fc.oneof(
  people,
  ids.map((invitation) => ({ kind: 'invitedUser' as const, invitation })),
);

const groupOwners: fc.Arbitrary<GroupOwner> = fc.oneof(
  ids.map((id) => ({ kind: 'group' as const, id })),
  record({ kind: fc.constant('joinedGroup' as const), of: people, id: ids }),
);

const groupCalendars: fc.Arbitrary<CalendarRef> = fc.constantFrom({ kind: 'any' as const }, { kind: 'default' as const });

const namedCalendars: fc.Arbitrary<NamedCalendarRef> = fc.oneof(
  fc.constant({ kind: 'default' as const }),
  ids.map((id) => ({ kind: 'calendar' as const, id })),
  record({ kind: fc.constant('inGroup' as const), group: ids, id: ids }),
  ids.map((id) => ({ kind: 'inDefaultGroup' as const, id })),
);

const calendars: fc.Arbitrary<CalendarRef> = fc.oneof(groupCalendars, namedCalendars);

const calendarGroups: fc.Arbitrary<CalendarGroupRef> = fc.oneof(
  fc.constant({ kind: 'default' as const }),
  ids.map((id) => ({ kind: 'group' as const, id })),
);

const occurrences: fc.Arbitrary<readonly OccurrenceRef[]> = fc
  .tuple(fc.shuffledSubarray(['instances', 'exceptionOccurrences'] as const), ids, ids)
  .map(([collections, ...of]) => collections.map((collection, step) => ({ collection, id: of[step] ?? 'none' })));

const calendarSources = (calendar: fc.Arbitrary<CalendarRef>): fc.Arbitrary<EventSource> =>
  record({
    via: fc.constant('calendar' as const),
    calendar,
    collection: fc.constantFrom('events' as const, 'calendarView' as const),
    id: ids,
    occurrences,
  });

/** Texts of other systems: real ones, quotes and parentheses, characters with a meaning in URLs, the longest ones. */
const values: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.string({ unit: characters("'()=/?#%&+ \\"), minLength: 1, maxLength: 12 }),
    fc.constantFrom('7kukuqrfedlm2f9t0vr0lq9v5c@google.com', "it's", "')", "''", "('a')", '..', 'x'.repeat(255), 'käse 名.ics'),
    fc.uuid(),
  )
  .map((text) => text.replace(/\p{Cc}/gu, '_').toWellFormed());

const alternateKeySources = (calendar: fc.Arbitrary<CalendarRef>): fc.Arbitrary<EventSource> =>
  record({
    via: fc.constant('alternateKey' as const),
    calendar,
    property: fc.constantFrom('iCalUId' as const, 'transactionId' as const),
    value: values,
    occurrences,
  });

const folders = fc.array(ids, { maxLength: 4 });

const messageSources: fc.Arbitrary<EventSource> = record({
  via: fc.constant('message' as const),
  folders,
  message: ids,
  occurrences,
});

const actions = fc.constantFrom<EventAction>(
  'accept',
  'tentativelyAccept',
  'decline',
  'cancel',
  'forward',
  'snoozeReminder',
  'dismissReminder',
  'permanentDelete',
);

/** Names of extensions: random ones, dots, and those that look like others' words. */
const extensionNames: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: characters(`${alphanumeric}_-.`), minLength: 1, maxLength: 30 }),
    fc.constantFrom('Com.Contoso.Referral', 'microsoft.graph.x', 'graph.event', 'x'.repeat(128), '__proto__', '.a', 'a.'),
  )
  // A URL knows no segment of dots alone.
  .filter((name) => !reserved.has(name.toLowerCase()) && !/^\.{1,2}$/.test(name));

const tails: fc.Arbitrary<EventPart> = fc.oneof(
  record({ kind: fc.constantFrom('event' as const, 'attachments' as const, 'createUploadSession' as const) }),
  record({ kind: fc.constant('extensions' as const) }),
  record({ kind: fc.constant('extension' as const), name: extensionNames }),
  record({ kind: fc.constantFrom('instances' as const, 'exceptionOccurrences' as const, 'eventCalendar' as const) }),
  record({ kind: fc.constant('action' as const), action: actions }),
  record({ kind: fc.constantFrom('attachment' as const, 'attachmentValue' as const, 'attachmentItem' as const), id: ids }),
);

const version = fc.constantFrom<Version>('v1.0', 'beta');
const kind = <Kind extends string>(...kinds: readonly Kind[]) => fc.constantFrom(...kinds);

const serviceReferences: fc.Arbitrary<ServiceReference> = record({ kind: kind('batch', 'metadata'), version });

const memberships = kind('memberOf', 'transitiveMemberOf', 'joinedGroups');
const membershipActions = ['checkMemberGroups', 'checkMemberObjects', 'getMemberGroups', 'getMemberObjects'] as const;
const photoOwners: fc.Arbitrary<PhotoOwner> = fc.oneof(
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
  record({ kind: kind('membershipAction'), version, of: people, action: fc.constantFrom(...membershipActions) }),
  record({ kind: kind('people'), version, of: people }),
  record({ kind: kind('person'), version, of: people, id: ids }),
  record({ kind: kind('photos', 'photo', 'photoValue'), version, of: photoOwners }),
  record({ kind: kind('photo', 'photoValue'), version, of: photoOwners, size: ids }),
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

/** Every kind of reference that the grammar has. */
export const references: fc.Arbitrary<Reference> = fc.oneof(
  countReferences,
  serviceReferences,
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
