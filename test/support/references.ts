// Arbitraries for references and for the spellings of a reference, written apart from the code that parses and prints them.
import fc from 'fast-check';
import type {
  CalendarRef, EventSource, OccurrenceRef, Owner, Person, Reference, Tail, UserKey, Version,
} from '../../lib/paths/reference.ts';

const characters = (alphabet: string) => fc.constantFrom(...Array.from(alphabet));
/** Records as the parser makes them: with a prototype, for strict equality. */
const record = <T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) => fc.record(model, { noNullPrototype: true });

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Words that the contract reserves: random text that happens to be one is no id. */
export const reservedWords: readonly string[] = [
  'beta', 'me', 'users', 'groups', 'joinedGroups', 'invitations', 'invitedUser', 'events', 'calendarView', 'messages', 'eventMessage',
  'event', 'calendar', 'calendars', 'calendarGroup', 'calendarGroups', 'mailFolders', 'childFolders', 'instances', 'exceptionOccurrences',
  'attachments', 'createUploadSession', 'itemAttachment', 'item', 'delta',
];
const reserved = new Set(reservedWords.map((word) => word.toLowerCase()));

/** Ids of every kind: random, real ones of Graph, a pair that differs in case alone, names that trip up objects, the longest. */
export const ids: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: characters(`${alphanumeric}_-=`), minLength: 1, maxLength: 40 }),
    fc.constantFrom('a', 'A', 'AAMkAGE1M88AADUv0uAAAG=', '__proto__', 'constructor', '=', 'me2', 'x'.repeat(256)),
    fc.uuid(),
  )
  .filter((id) => !reserved.has(id.toLowerCase()));

const upns: fc.Arbitrary<string> = fc
  .tuple(
    fc.string({ unit: characters(`${alphanumeric}.!#$%&'*+=?^_\`{|}~-éßя名`), minLength: 1, maxLength: 30 }),
    fc.domain(),
  )
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

const mailboxOwners: fc.Arbitrary<Owner> = fc.oneof(
  people,
  ids.map((invitation) => ({ kind: 'invitedUser' as const, invitation })),
);

const groupOwners: fc.Arbitrary<Owner> = fc.oneof(
  ids.map((id) => ({ kind: 'group' as const, id })),
  record({ kind: fc.constant('joinedGroup' as const), of: people, id: ids }),
);

const groupCalendars: fc.Arbitrary<CalendarRef> = fc.constantFrom({ kind: 'any' as const }, { kind: 'default' as const });

const calendars: fc.Arbitrary<CalendarRef> = fc.oneof(
  groupCalendars,
  ids.map((id) => ({ kind: 'calendar' as const, id })),
  record({ kind: fc.constant('inGroup' as const), group: ids, id: ids }),
  ids.map((id) => ({ kind: 'inDefaultGroup' as const, id })),
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

const messageSources: fc.Arbitrary<EventSource> = record({
  via: fc.constant('message' as const), folders: fc.array(ids, { maxLength: 4 }), message: ids, occurrences,
});

const tails: fc.Arbitrary<Tail> = fc.oneof(
  record({ kind: fc.constantFrom('event' as const, 'attachments' as const, 'attachmentCount' as const, 'createUploadSession' as const) }),
  record({ kind: fc.constantFrom('attachment' as const, 'attachmentValue' as const, 'attachmentItem' as const), id: ids }),
);

const version = fc.constantFrom<Version>('v1.0', 'beta');
const event = fc.constant('event' as const);
const events = fc.constant('events' as const);

/** Every kind of reference that the grammar has. */
export const references: fc.Arbitrary<Reference> = fc.oneof(
  record({ kind: events, version, owner: mailboxOwners, calendar: calendars }),
  record({ kind: events, version, owner: groupOwners, calendar: groupCalendars }),
  record({ kind: event, version, owner: mailboxOwners, source: fc.oneof(calendarSources(calendars), messageSources), tail: tails }),
  record({ kind: event, version, owner: groupOwners, source: calendarSources(groupCalendars), tail: tails }),
);
