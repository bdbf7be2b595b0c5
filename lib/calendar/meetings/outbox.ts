// The outbox of a mailbox: whom a change of a meeting must be told, written in the batch of the change itself so that it can't be forgotten.
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
  /** The meeting as those have seen it last whom this tells that it is cancelled for them; where nobody else is told, `snapshot` is that. */
  former: messageContent.snapshot,
  /** Object ids of those to whom this is told; nobody is in two. */
  sends: z.array(z.object({ tells: z.enum(messageKinds), to: z.array(z.string()) })),
  /** Addresses, in lower case, of attendees whom nobody knows yet. */
  awaits: z.array(z.string()),
  /** How many of all these, in this order, have been told: a request tells the first, a timer the rest. */
  told: z.number(),
  /** Object ids of those among them whose mailboxes have taken nothing. */
  refused: z.array(z.string()),
  /** Larger than that of whatever the meeting has told before. */
  version: z.number(),
  due: z.number(),
});
const telling = outbox.pick({ meeting: true, createdBy: true, sends: true, awaits: true });

/** What is still to be sent. */
export type Outbox = z.infer<typeof outbox>;

export const decodeOutbox = (document: StoredDocument | undefined): Outbox | undefined => decode('outbox', outbox, document);

/**
 * How many people an outbox that is to be written invites, or tells of a change, of whose meeting and who says so; nothing for any other
 * document. Who is only told that it is over for them doesn't count: taking somebody away must always be possible, and each of them was
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

/** Why something is sent: the event was written, or is no more. */
export type Occasion = 'written' | 'cancelled';

/**
 * The id of what one version of an event has to send; `cancelled` is the last one. An occurrence may be cancelled, given back by its
 * series and cancelled again, and counts from one each time: the moment tells these apart.
 */
export function outboxId({ incarnation, revision, modified, occurrence }: Meeting, occasion: Occasion): string {
  const version = occasion === 'cancelled' ? occasion : revision;
  return `outbox:${incarnation}:${version}${occurrence === undefined ? '' : `:${Date.parse(modified)}`}`;
}

/**
 * Orders what one meeting tells: each write of an event raises its revision, its deletion is the last. Of an occurrence its series counts
 * each write, and the occurrence's giving back.
 */
function versionOf({ revision, occurrence }: Meeting, occasion: Occasion): number {
  if (occurrence !== undefined) return occurrence.series.revision + occurrence.series.occurrenceRevision + 1;
  return occasion === 'cancelled' ? revision + 1 : revision;
}

/** What of a meeting who is told so sees: whoever leaves sees nothing that was written as they left. */
export const shownTo = (tells: MessageKind, { snapshot, former }: Pick<Outbox, 'snapshot' | 'former'>): MeetingSnapshot | undefined =>
  tells === 'cancellation' ? (former ?? snapshot) : snapshot;

/** What invites the attendees of a new event; nothing when there are none. `sender` acts in the organizer's name. */
export const invitations = (mailbox: Mailbox, event: Meeting, now: number, by: Author, sender?: EmailAddress): Write[] =>
  outboxWrite(mailbox, event, { sends: [{ tells: 'invitation', to: event.attendees }], awaits: strangersOf(event), sender }, now, by);

/** What cancels the meeting for all of its attendees. */
export const cancellations = (
  mailbox: Mailbox,
  event: Meeting,
  now: number,
  by: Author,
  said: Pick<Telling, 'comment' | 'sender'> = {},
): Write[] =>
  outboxWrite(mailbox, event, { ...said, occasion: 'cancelled', sends: [{ tells: 'cancellation', to: event.attendees }] }, now, by);

/**
 * What tells a change: new attendees are invited, former ones told that it is cancelled for them; the others learn of it only where what
 * they see in their calendars has changed, as in Exchange.
 */
export function updates(mailbox: Mailbox, { before, after, newContent, sender }: MeetingChange, now: number, by: Author): Write[] {
  const known = new Set(before.attendees);
  // To whom it is closed by being private is still invited, and told nothing.
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

/** What a meeting was to its attendees: what the organizer alone has written of an occurrence has made no exception of it for them. */
const typeBefore = (meeting: Meeting): EventType => typeOf(meeting, meeting.version > 0);

/** How a meeting has changed, and who has changed it in the organizer's name. */
interface MeetingChange {
  readonly before: Meeting;
  readonly after: Meeting;
  readonly newContent: boolean;
  readonly sender?: EmailAddress | undefined;
}

/** Addresses of attendees whom nobody knows. */
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
  // Nobody is invited to the own meeting.
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
