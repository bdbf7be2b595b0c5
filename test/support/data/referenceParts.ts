// Arbitraries for what references are made of: ids, owners, calendars, and the ways to an event.
import fc from 'fast-check';
import { reservedWords } from './reservedWords.ts';
import type {
  CalendarGroupRef,
  CalendarRef,
  EventAction,
  EventSource,
  GroupOwner,
  MailboxOwner,
  NamedCalendarRef,
  OccurrenceRef,
  Person,
  EventPart,
  UserKey,
  Version,
} from '../../../lib/paths/reference.ts';

const characters = (alphabet: string) => fc.constantFrom(...Array.from(alphabet));
/** Objects with a prototype, as the parser makes them, since strict equality compares prototypes. */
export const record = <T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) => fc.record(model, { noNullPrototype: true });

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const reserved = new Set(reservedWords.map((word) => word.toLowerCase()));

/** Ids of all kinds: random ones, real ones of Graph, two that differ in case only, names of object members, the longest ones. */
export const ids: fc.Arbitrary<string> = fc
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

export const userKeys: fc.Arbitrary<UserKey> = fc.oneof(
  ids.map((id) => ({ kind: 'id' as const, id })),
  upns.map((upn) => ({ kind: 'upn' as const, upn })),
  record({ kind: fc.constant('idAtTenant' as const), id: fc.uuid(), tenant: fc.uuid() }),
);

export const people: fc.Arbitrary<Person> = fc.oneof(
  fc.constant({ kind: 'me' as const }),
  userKeys.map((user) => ({ kind: 'user' as const, user })),
);

export const mailboxOwners: fc.Arbitrary<MailboxOwner> = fc.oneof(
  people,
  ids.map((invitation) => ({ kind: 'invitedUser' as const, invitation })),
);

export const groupOwners: fc.Arbitrary<GroupOwner> = fc.oneof(
  ids.map((id) => ({ kind: 'group' as const, id })),
  record({ kind: fc.constant('joinedGroup' as const), of: people, id: ids }),
);

export const groupCalendars: fc.Arbitrary<CalendarRef> = fc.constantFrom({ kind: 'any' as const }, { kind: 'default' as const });

export const namedCalendars: fc.Arbitrary<NamedCalendarRef> = fc.oneof(
  fc.constant({ kind: 'default' as const }),
  ids.map((id) => ({ kind: 'calendar' as const, id })),
  record({ kind: fc.constant('inGroup' as const), group: ids, id: ids }),
  ids.map((id) => ({ kind: 'inDefaultGroup' as const, id })),
);

export const calendars: fc.Arbitrary<CalendarRef> = fc.oneof(groupCalendars, namedCalendars);

export const calendarGroups: fc.Arbitrary<CalendarGroupRef> = fc.oneof(
  fc.constant({ kind: 'default' as const }),
  ids.map((id) => ({ kind: 'group' as const, id })),
);

const occurrences: fc.Arbitrary<readonly OccurrenceRef[]> = fc
  .tuple(fc.shuffledSubarray(['instances', 'exceptionOccurrences'] as const), ids, ids)
  .map(([collections, ...of]) => collections.map((collection, step) => ({ collection, id: of[step] ?? 'none' })));

export const calendarSources = (calendar: fc.Arbitrary<CalendarRef>): fc.Arbitrary<EventSource> =>
  record({
    via: fc.constant('calendar' as const),
    calendar,
    collection: fc.constantFrom('events' as const, 'calendarView' as const),
    id: ids,
    occurrences,
  });

/** Texts of other systems: real ones, quotes and parentheses, characters with a meaning in URLs, the longest ones. */
export const values: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.string({ unit: characters("'()=/?#%&+ \\"), minLength: 1, maxLength: 12 }),
    fc.constantFrom('7kukuqrfedlm2f9t0vr0lq9v5c@google.com', "it's", "')", "''", "('a')", '..', 'x'.repeat(255), 'käse 名.ics'),
    fc.uuid(),
  )
  .map((text) => text.replace(/\p{Cc}/gu, '_').toWellFormed());

export const alternateKeySources = (calendar: fc.Arbitrary<CalendarRef>): fc.Arbitrary<EventSource> =>
  record({
    via: fc.constant('alternateKey' as const),
    calendar,
    property: fc.constantFrom('iCalUId' as const, 'transactionId' as const),
    value: values,
    occurrences,
  });

export const folders = fc.array(ids, { maxLength: 4 });

export const messageSources: fc.Arbitrary<EventSource> = record({
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

export const tails: fc.Arbitrary<EventPart> = fc.oneof(
  record({ kind: fc.constantFrom('event' as const, 'attachments' as const, 'createUploadSession' as const) }),
  record({ kind: fc.constant('extensions' as const) }),
  record({ kind: fc.constant('extension' as const), name: extensionNames }),
  record({ kind: fc.constantFrom('instances' as const, 'exceptionOccurrences' as const, 'eventCalendar' as const) }),
  record({ kind: fc.constant('action' as const), action: actions }),
  record({ kind: fc.constantFrom('attachment' as const, 'attachmentValue' as const, 'attachmentItem' as const), id: ids }),
);

export const version = fc.constantFrom<Version>('v1.0', 'beta');
export const kind = <Kind extends string>(...kinds: readonly Kind[]) => fc.constantFrom(...kinds);
