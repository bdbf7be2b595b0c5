// The outbox of a mailbox: who must be told of a change of a meeting, written in the batch of the change so that nobody is forgotten.
import { z } from 'zod';
import type { Document, StoredDocument, Write } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import type { EmailAddress } from '../events/record/eventProperties.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { typeOf, type EventType } from '../events/record/eventType.ts';
import { addressOf, timeOf } from '../events/attendees.ts';
import type { Mailbox } from '../mailbox.ts';
import { messageContent, messageKinds, snapshotOf, type MeetingSnapshot, type MessageKind } from './message.ts';

const outbox = z.object({
  ...recordShape,
  id: z.string(),
  ...messageContent,
  /** The meeting as removed attendees saw it last; a cancellation shows it to them. Without it, a cancellation shows `snapshot`. */
  former: messageContent.snapshot,
  /** Object ids of the people who are told, by the kind of message; nobody is in two lists. */
  sends: z.array(z.object({ tells: z.enum(messageKinds), to: z.array(z.string()) })),
  /** Addresses, in lower case, of attendees whom the directory doesn't know yet. */
  awaits: z.array(z.string()),
  /** How many of all these, in this order, have been told: the request tells the first ones, the timer `work` the rest. */
  told: z.number(),
  /** Object ids of those among them whose mailboxes have refused the message. */
  refused: z.array(z.string()),
  /** Larger than that of any outbox that the meeting has had before. */
  version: z.number(),
  due: z.number(),
});
const telling = outbox.pick({ meeting: true, createdBy: true, sends: true, awaits: true });

/** What is still to be sent. */
export type Outbox = z.infer<typeof outbox>;

export const decodeOutbox = (document: StoredDocument | undefined): Outbox | undefined => decode('outbox', outbox, document);

/**
 * How many people an outbox that is about to be written invites or tells of a change, with the meeting's mailbox and the author; undefined
 * for any other document. People who only get a cancellation don't count: removing somebody must always be possible, and each of them was
 * counted when invited.
 */
export function toldBy(document: Document): { readonly recipients: number; readonly mailbox: Mailbox; readonly by: Author } | undefined {
  if (document.kind !== 'outbox') return undefined;
  const { meeting, createdBy, sends, awaits } = telling.parse(document);
  const recipients = sends.reduce((sum, { tells, to }) => sum + (tells === 'cancellation' ? 0 : to.length), awaits.length);
  return { recipients, mailbox: meeting.mailbox, by: createdBy };
}

/** The event as a message shows it. */
type Meeting = Omit<EventRecord, 'etag'>;

/** Why something is sent: the event was written, or cancelled. */
export type Occasion = 'written' | 'cancelled';

/**
 * The id of the outbox of one version of an event; `cancelled` is the last version. An occurrence may be cancelled, restored by its series
 * and cancelled again, and its revision starts again each time: so its id also contains the time.
 */
export function outboxId({ incarnation, revision, modified, occurrence }: Meeting, occasion: Occasion): string {
  const version = occasion === 'cancelled' ? occasion : revision;
  return `outbox:${incarnation}:${version}${occurrence === undefined ? '' : `:${Date.parse(modified)}`}`;
}

/**
 * Orders the messages of one meeting: each write of an event raises its revision, and its deletion comes last. For an occurrence the series
 * counts each write, and each time that it restores the occurrence.
 */
function versionOf({ revision, occurrence }: Meeting, occasion: Occasion): number {
  if (occurrence !== undefined) return occurrence.series.revision + occurrence.series.occurrenceRevision + 1;
  return occasion === 'cancelled' ? revision + 1 : revision;
}

/** The snapshot that a message of this kind shows: removed attendees see nothing of the change that removed them. */
export const shownTo = (tells: MessageKind, { snapshot, former }: Pick<Outbox, 'snapshot' | 'former'>): MeetingSnapshot | undefined =>
  tells === 'cancellation' ? (former ?? snapshot) : snapshot;

/** The writes that invite the attendees of a new event; none when it has no attendees. `sender` acts in the organizer's name. */
export const invitations = (mailbox: Mailbox, event: Meeting, now: number, by: Author, sender?: EmailAddress): Write[] =>
  outboxWrite(mailbox, event, { sends: [{ tells: 'invitation', to: event.attendees }], awaits: strangersOf(event), sender }, now, by);

/** The writes that tell all attendees that the meeting is cancelled. */
export const cancellations = (
  mailbox: Mailbox,
  event: Meeting,
  now: number,
  by: Author,
  said: Pick<Telling, 'comment' | 'sender'> = {},
): Write[] =>
  outboxWrite(mailbox, event, { ...said, occasion: 'cancelled', sends: [{ tells: 'cancellation', to: event.attendees }] }, now, by);

/**
 * The writes that tell a change. New attendees get an invitation, removed ones a cancellation; the others get an update only where the
 * time, subject, place or body has changed, as in Exchange.
 */
export function updates(mailbox: Mailbox, { before, after, newContent, sender }: MeetingChange, now: number, by: Author): Write[] {
  const known = new Set(before.attendees);
  // An attendee who may not see the meeting since it is private is still invited, so that no cancellation is sent.
  const invited = new Set(after.properties.attendees.map(({ userId }) => userId));
  const isNews = newContent || newsIn(before.properties) !== newsIn(after.properties);
  const sends = [
    { tells: 'invitation', to: after.attendees.filter((id) => !known.has(id)) },
    { tells: 'update', to: isNews ? after.attendees.filter((id) => known.has(id)) : [] },
    { tells: 'cancellation', to: before.attendees.filter((id) => !invited.has(id)) },
  ] as const;
  const awaited = new Set(strangersOf(before));
  const awaits = strangersOf(after).filter((address) => !awaited.has(address));
  return outboxWrite(mailbox, after, { sends, awaits, sender, former: snapshotOf(before, typeBefore(before)) }, now, by);
}

/** The meeting's type as its attendees saw it: the organizer's own properties make no exception of an occurrence for them. */
const typeBefore = (meeting: Meeting): EventType => typeOf(meeting, meeting.version > 0);

/** How a meeting has changed, and who has changed it in the organizer's name. */
interface MeetingChange {
  readonly before: Meeting;
  readonly after: Meeting;
  readonly newContent: boolean;
  readonly sender?: EmailAddress | undefined;
}

/** Addresses of attendees whom the directory doesn't know. */
const strangersOf = ({ properties: { attendees } }: Meeting): string[] => [
  ...new Set(attendees.flatMap((each) => (each.userId === undefined ? (addressOf(each) ?? []) : []))),
];

const newsIn = (properties: EventRecord['properties']): string => {
  const { subject, location, locations, body } = properties;
  return JSON.stringify([timeOf(properties), subject, location, locations, body]);
};

interface Telling {
  readonly occasion?: Occasion;
  readonly sends: readonly { readonly tells: MessageKind; readonly to: readonly string[] }[];
  readonly awaits?: readonly string[];
  readonly comment?: string | undefined;
  readonly sender?: EmailAddress | undefined;
  readonly former?: MeetingSnapshot;
}

function outboxWrite(
  { tenant, kind, id }: Mailbox,
  event: Meeting,
  { occasion = 'written', sends, awaits = [], comment, sender, former }: Telling,
  now: number,
  by: Author,
): Write[] {
  // An organizer isn't invited to the organizer's own meeting.
  const others = sends
    .map(({ tells, to }) => ({ tells, to: to.filter((user) => kind !== 'users' || user !== id) }))
    .filter(({ to }) => to.length > 0);
  if (others.length === 0 && awaits.length === 0) return [];
  const { organizer } = event;
  return [
    {
      write: 'create',
      document: {
        id: outboxId(event, occasion),
        kind: 'outbox',
        ...newRecord(now, by),
        meeting: { mailbox: { tenant, kind, id }, event: event.eventId },
        incarnation: event.incarnation,
        snapshot: occasion === 'cancelled' ? snapshotOf(event, typeBefore(event)) : snapshotOf(event),
        ...(former && others.some(({ tells }) => tells === 'cancellation') && { former }),
        ...(organizer && { from: organizer }),
        ...(sender && { sender }),
        ...(comment !== undefined && { comment }),
        sends: others,
        awaits: [...awaits],
        told: 0,
        refused: [],
        version: versionOf(event, occasion),
        due: Math.floor(now / 1000),
      },
    },
  ];
}
