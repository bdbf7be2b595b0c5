// A change of a mailbox, as the latest version of a document in the feed tells it.
import { z } from 'zod';
import { decodeAttachment, type AttachmentRecord } from '../../../attachments/attachment.ts';
import { decodeListed, type EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import { memoryShape } from '../../../calendar/events/record/memory.ts';
import { mailboxIn, type Mailbox } from '../../../calendar/mailbox.ts';
import { decodeMessage, type MessageRecord } from '../../../calendar/meetings/message.ts';
import { decodeOccurrence, type OccurrenceRecord } from '../../../calendar/occurrences/occurrenceRecord.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import type { StoredDocument } from '../../../stores/documents.ts';
import type { Kind } from '../../../stores/kinds.ts';
import { json, recordShape } from '../../../stores/records.ts';

const eventGone = z.object({
  ...recordShape,
  id: z.string(),
  eventId: z.string(),
  incarnation: z.string(),
  calendar: z.string(),
  ...memoryShape,
});

/** What is left of an event or entry that was deleted. */
export type EventGone = z.infer<typeof eventGone>;

const occurrenceGone = z.object({ ...recordShape, id: z.string(), seriesOf: z.string(), day: z.string(), incarnation: z.string() });

const attachmentGone = z.object({ ...recordShape, id: z.string(), of: z.string(), incarnation: z.string(), attachmentId: z.string() });

/** What is left of an attachment that was deleted. */
export type AttachmentGone = z.infer<typeof attachmentGone>;

const calendarGone = z.object({ calendarId: z.string() });

/** What a document says that it is about. */
export type Thing =
  | { readonly is: 'event'; readonly event: EventRecord }
  | { readonly is: 'eventGone'; readonly gone: EventGone }
  | { readonly is: 'occurrence'; readonly stored: OccurrenceRecord }
  | { readonly is: 'occurrenceGone'; readonly gone: z.infer<typeof occurrenceGone> }
  | { readonly is: 'attachment'; readonly attachment: AttachmentRecord }
  | { readonly is: 'attachmentGone'; readonly gone: AttachmentGone }
  | { readonly is: 'message'; readonly message: MessageRecord }
  | { readonly is: 'calendarGone'; readonly calendarId: string };

/** A document of the feed that subscriptions may be told of. */
export interface Change {
  readonly mailbox: Mailbox;
  /** The mailbox's partition. */
  readonly partition: string;
  readonly document: StoredDocument;
  /** When it was written, by the store's clock: seconds since 1970 UTC. */
  readonly writtenAt: number;
}

/** The kinds that subscriptions are told of. `calendarTombstone` ends the subscriptions to a calendar. */
const told: ReadonlySet<unknown> = new Set<Kind>([
  'event',
  'eventTombstone',
  'entry',
  'entryTombstone',
  'occurrence',
  'cancelledOccurrence',
  'attachment',
  'attachmentTombstone',
  'message',
  'calendarTombstone',
]);

const feedDocument = z.looseObject({ id: z.string(), mailbox: z.string(), kind: z.string(), _etag: z.string(), _ts: z.number() });

/** The change in a document of the feed; undefined for one that no subscription is told of. Of no kind that it passes over it reads more. */
export function changeIn(document: JsonObject): Change | undefined {
  if (!told.has(document.kind)) return undefined;
  const { id, mailbox: partition, _etag: etag, _ts: writtenAt } = feedDocument.parse(document);
  const mailbox = mailboxIn(partition);
  return mailbox && { mailbox, partition, document: { id, etag, body: document }, writtenAt };
}

/** The change that a document is about which was read again; undefined where it is gone by now. */
export const changeAgain = (partition: string, document: StoredDocument | undefined): Change | undefined =>
  document && changeIn({ ...json.parse(document.body), mailbox: partition });

/** Reads the document; throws where its shape isn't known. */
export function thingIn({ document }: Change): Thing {
  const { body } = document;
  switch (body.kind) {
    case 'eventTombstone':
    case 'entryTombstone':
      return { is: 'eventGone', gone: eventGone.parse(body) };
    case 'cancelledOccurrence':
      return { is: 'occurrenceGone', gone: occurrenceGone.parse(body) };
    case 'attachmentTombstone':
      return { is: 'attachmentGone', gone: attachmentGone.parse(body) };
    case 'calendarTombstone':
      return { is: 'calendarGone', ...calendarGone.parse(body) };
    default:
      return livingIn(document);
  }
}

function livingIn(document: StoredDocument): Thing {
  const event = decodeListed(document);
  if (event !== undefined) return { is: 'event', event };
  const stored = decodeOccurrence(document);
  if (stored !== undefined) return { is: 'occurrence', stored };
  const attachment = decodeAttachment(document);
  if (attachment !== undefined) return { is: 'attachment', attachment };
  const message = decodeMessage(document);
  if (message !== undefined) return { is: 'message', message };
  throw new Error('A document of the feed is of no kind that subscriptions are told of.');
}
