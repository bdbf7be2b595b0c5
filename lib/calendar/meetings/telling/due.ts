// The writes by which a change of a meeting makes its people due to be told, in the batch of the change so that nobody is forgotten.
import { isDeepStrictEqual } from 'node:util';
import type { Condition, PatchOperation, Write } from '../../../stores/documents.ts';
import { newRecord, type Author } from '../../../stores/records.ts';
import { addressOf } from '../../events/attendees.ts';
import type { Counter } from '../../events/record/counters.ts';
import type { EmailAddress } from '../../events/record/eventProperties.ts';
import type { EventRecord } from '../../events/record/eventRecord.ts';
import { typeOf, type EventType } from '../../events/record/eventType.ts';
import type { Mailbox } from '../../mailbox.ts';
import { snapshotOf } from '../message.ts';
import { newsOf, versionOf } from './news.ts';
import { pendingId, type CalledOff, type Forwarded, type Pending } from './pending.ts';

/** The event as a message shows it. */
type Meeting = Omit<EventRecord, 'etag'>;

/** Beside which event a `pending` stands: of an occurrence beside its series. */
const besideOf = (meeting: Meeting): Omit<EventRecord, 'etag'> => meeting.occurrence?.series ?? meeting;

/**
 * The condition that an event which had no `pending` beside it when it was read still has none: a batch that changes what attendees see is
 * decided on that. None for an event that had one, since it never loses it.
 */
export const sameTelling = ({ tells }: Pick<EventRecord, 'tells'>): readonly Condition[] =>
  tells ? [] : [{ is: 'eq', property: 'tells', value: false }];

/** Whether there is a `pending` beside the event once it has these attendees. */
export const tellsWith = ({ tells }: Pick<EventRecord, 'tells'>, { properties }: Pick<Meeting, 'properties'>): boolean =>
  tells || properties.attendees.length > 0;

/**
 * The writes that leave the attendees of a new event to be invited; none when it has no attendees. `sender` acts in the organizer's name.
 */
export function invitations(mailbox: Mailbox, event: Meeting, now: number, by: Author, sender?: EmailAddress): Write[] {
  if (!event.tells) return [];
  return [began(mailbox, event, { recipients: peopleIn(mailbox, event.attendees) + unknownAddressesOf(event).length, sender }, now, by)];
}

/** How a meeting has changed, and who has changed it in the organizer's name. `counter`: what the change counts as. */
export interface MeetingChange {
  readonly before: Meeting;
  readonly after: Meeting;
  readonly newContent: boolean;
  readonly counter: Counter;
  readonly sender?: EmailAddress | undefined;
  readonly forwarded?: Forwarded | undefined;
}

/**
 * The writes that leave a change to be told; none where attendees are shown nothing of it. The first attendee brings the document that says
 * so (`tellsWith`); the event must be written with it in the same batch, on the condition `sameTelling`.
 */
export function updates(
  mailbox: Mailbox,
  { before, after, newContent, counter, sender, forwarded }: MeetingChange,
  now: number,
  by: Author,
): Write[] {
  const beside = besideOf(before);
  const isShown = counter === 'version' || forwarded !== undefined || !isDeepStrictEqual(peopleOf(before), peopleOf(after));
  if (!tellsWith(beside, after) || (beside.tells && !isShown)) return [];
  const known = new Set(before.attendees);
  const isNews = newContent || newsOf(before) !== newsOf(after);
  const told = after.attendees.filter((id) => isNews || !known.has(id));
  const awaited = new Set(unknownAddressesOf(before));
  const recipients = peopleIn(mailbox, told) + unknownAddressesOf(after).filter((address) => !awaited.has(address)).length;
  // Recipients who were attendees before are sent the invitation as well.
  const again = forwarded?.to.filter((address) => before.properties.attendees.some((each) => addressOf(each) === address)).length ?? 0;
  const said = { recipients: recipients + (isNews ? 0 : again), sender, forwards: forwardsOf(after, forwarded) };
  return [beside.tells ? due(beside, said, now, by) : began(mailbox, beside, said, now, by)];
}

/** What is said of a forwarding, under a name that no other write to the meeting has. */
function forwardsOf({ revision, occurrence }: Meeting, forwarded: Forwarded | undefined): Readonly<Record<string, Forwarded>> {
  if (forwarded === undefined) return {};
  const day = occurrence?.day;
  return { [`${day ?? 'all'}:${revision}`]: { ...forwarded, ...(day !== undefined && { day }) } };
}

const peopleOf = ({ attendees, properties }: Meeting): unknown[] => [
  attendees,
  properties.attendees.map((each) => [addressOf(each), each.userId]),
];

/** The write that leaves it to be told that a meeting, or one occurrence, is called off; none where nobody has been in it. */
export function cancellations(
  event: Meeting,
  now: number,
  by: Author,
  { comment, sender }: Pick<Said, 'sender'> & Pick<CalledOff, 'comment'>,
): Write[] {
  const beside = besideOf(event);
  if (!beside.tells) return [];
  const called = { snapshot: snapshotOf(event, seenType(event)), ...(comment !== undefined && { comment }) };
  const { occurrence, organizer } = event;
  const saying: PatchOperation =
    occurrence === undefined
      ? { op: 'set', path: '/gone', value: { ...called, ...(organizer && { from: organizer }), version: versionOf(event) + 1 } }
      : { op: 'set', path: `/called/${occurrence.day}`, value: called };
  return [due(beside, { recipients: 0, sender }, now, by, [saying])];
}

/** The write that leaves a change of an event's attachments to be told, by the minute's work alone: a burst is told once. */
export const attachmentsDue = (event: EventRecord, now: number): Write[] => pendingWritesFor(besideOf(event), now);

/** The same, where only the event is known beside which it stands. */
export const pendingWritesFor = ({ tells, incarnation }: Pick<EventRecord, 'tells' | 'incarnation'>, now: number): Write[] =>
  tells ? [{ write: 'patch', id: pendingId(incarnation), operations: dueAt(now) }] : [];

/** A meeting's type as its attendees see it: the organizer's own properties make no exception of an occurrence for them. */
export const seenType = (meeting: Meeting): EventType => typeOf(meeting, meeting.version > 0);

/** Addresses of attendees whom the directory doesn't know, in lower case. */
export const unknownAddressesOf = ({ properties: { attendees } }: Pick<Meeting, 'properties'>): string[] => [
  ...new Set(attendees.flatMap((each) => (each.userId === undefined ? (addressOf(each) ?? []) : []))),
];

/** How many they are without the organizer, who isn't invited to the own meeting. */
const peopleIn = ({ kind, id }: Mailbox, people: readonly string[]): number =>
  people.filter((each) => kind !== 'users' || each !== id).length;

interface Said {
  readonly recipients: number;
  readonly sender?: EmailAddress | undefined;
  readonly forwards?: Readonly<Record<string, Forwarded>>;
}

const dueAt = (now: number): PatchOperation[] => [
  { op: 'set', path: '/due', value: Math.floor(now / 1000) },
  { op: 'increment', path: '/writes', by: 1 },
];

const due = (
  { incarnation }: Meeting,
  { recipients, sender, forwards = {} }: Said,
  now: number,
  by: Author,
  more: readonly PatchOperation[] = [],
): Write => ({
  write: 'patch',
  id: pendingId(incarnation),
  operations: [
    ...dueAt(now),
    { op: 'set', path: '/modified', value: new Date(now).toISOString() },
    { op: 'set', path: '/author', value: by },
    { op: 'set', path: '/sender', value: sender ?? null },
    { op: 'set', path: '/recipients', value: recipients },
    ...Object.entries(forwards).map(([name, value]): PatchOperation => ({ op: 'set', path: `/forwards/${name}`, value })),
    ...more,
  ],
});

function began({ tenant, kind, id }: Mailbox, event: Meeting, { recipients, sender, forwards = {} }: Said, now: number, by: Author): Write {
  const document: Pending = {
    id: pendingId(event.incarnation),
    ...newRecord(now, by),
    meeting: { mailbox: { tenant, kind, id }, event: event.eventId },
    incarnation: event.incarnation,
    due: Math.floor(now / 1000),
    writes: 1,
    author: by,
    sender: sender ?? null,
    recipients,
    called: {},
    forwards,
  };
  return { write: 'create', document: { kind: 'pending', ...document } };
}
