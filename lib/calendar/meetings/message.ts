// A message about a meeting, as stored in its recipient's mailbox: it names the organizer's event, and shows it as it was when sent.
import { z } from 'zod';
import { maxSnapshotText } from '../../runtime/limits/meetings.ts';
import type { StoredDocument } from '../../stores/documents.ts';
import { decode, decodeCurrent, recordShape } from '../../stores/records.ts';
import { emailAddressShape, eventProperties, timeSlotShape } from '../events/record/eventProperties.ts';
import type { EventRecord, VisibilityProperties } from '../events/record/eventRecord.ts';
import { previewOf } from '../text/plainText.ts';
import { eventTypeOf, eventTypes, type EventType } from '../events/record/eventType.ts';
import { sameMailbox, type Mailbox } from '../mailbox.ts';

/** Kinds of messages: attendees get an invitation, update or cancellation; the organizer gets an answer, who wasn't reached, or to whom an attendee has forwarded. */
export const messageKinds = [
  'invitation',
  'update',
  'cancellation',
  'accepted',
  'tentativelyAccepted',
  'declined',
  'forwarded',
  'undelivered',
] as const;

const snapshotShape = z.object({
  subject: eventProperties.shape.subject,
  start: eventProperties.shape.start,
  end: eventProperties.shape.end,
  isAllDay: eventProperties.shape.isAllDay,
  /** The name and type of the location; only the event has the rest. */
  location: eventProperties.shape.location.pick({ displayName: true, locationType: true }),
  importance: eventProperties.shape.importance,
  responseRequested: eventProperties.shape.responseRequested,
  allowNewTimeProposals: eventProperties.shape.allowNewTimeProposals,
  recurrence: eventProperties.shape.recurrence,
  type: z.enum(eventTypes),
  preview: z.string(),
});

/** What a message shows of its meeting, as it was when the message was sent. Only attachments are always shown as they are now. */
export type MeetingSnapshot = z.infer<typeof snapshotShape>;

/** The properties that messages share with what waits to be told, whoever the recipient is. */
export const messageContent = {
  meeting: z.object({ mailbox: z.object({ tenant: z.string(), kind: z.enum(['users', 'groups']), id: z.string() }), event: z.string() }),
  /** The incarnation of the event that the message is about; a message without one leads to whatever event has the id. */
  incarnation: z.string().optional(),
  snapshot: snapshotShape.optional(),
  /** In whose name it was sent, as others see them. */
  from: emailAddressShape.optional(),
  /** Who sent it in that name; undefined where that is the same person. */
  sender: emailAddressShape.optional(),
  /** What the sender wrote for this occasion. */
  comment: z.string().optional(),
};

const message = z.object({
  ...recordShape,
  id: z.string(),
  messageId: z.string(),
  /** When the event was changed that the message tells of: RFC 3339, UTC. */
  received: z.string().optional(),
  /** Names of the folders that the message lies in, outermost first. */
  folders: z.array(z.string()),
  tells: z.enum(messageKinds).default('invitation'),
  /** Orders the messages for one place: a later message has a larger version, whichever is delivered first. */
  version: z.number().default(0),
  /** Whether it is about somebody else's meeting and counts in the inbox's limit. */
  ofOthers: z.literal(true).optional(),
  /** Of an answer: the time that the attendee proposes instead. */
  proposedNewTime: timeSlotShape.optional(),
  ...messageContent,
});

/** The tombstone that a deleted message leaves at its place for a while, so that a delivery that is still under way doesn't restore it. */
const messageTombstone = z.object({ ...recordShape, id: z.string(), version: z.number(), deletedBy: z.string(), ttl: z.number() });

/** A message; `id` is its document's id. */
export type MessageRecord = z.infer<typeof message> & { readonly etag: string };
export type MessageKind = (typeof messageKinds)[number];

export const decodeMessage = (document: StoredDocument | undefined): MessageRecord | undefined =>
  decodeCurrent('message', message, document);

export const decodeMessageTombstone = (document: StoredDocument | undefined): z.infer<typeof messageTombstone> | undefined =>
  decode('messageTombstone', messageTombstone, document);

/** The first characters of a text; no surrogate pair is cut in two. */
const beginning = (text: string): string => text.slice(0, maxSnapshotText).replace(/[\uD800-\uDBFF]$/, '');

/** What messages show of an event. Its texts are cut, so that messages stay small. `type`: the event's type as the recipient sees it. */
export function snapshotOf(
  event: Pick<EventRecord, 'properties' | 'bodyPreview' | 'occurrence'> & Partial<Pick<EventRecord, 'revision'>>,
  type: EventType = eventTypeOf(event),
): MeetingSnapshot {
  const { properties, bodyPreview = previewOf(properties.body) } = event;
  const { start, end, isAllDay, importance, responseRequested, allowNewTimeProposals, recurrence } = properties;
  const { displayName, locationType } = properties.location;
  return {
    ...{ start, end, isAllDay, importance, responseRequested, allowNewTimeProposals, recurrence },
    subject: properties.subject === null ? null : beginning(properties.subject),
    location: { displayName: beginning(displayName), ...(locationType !== undefined && { locationType }) },
    type,
    preview: beginning(bodyPreview),
  };
}

/**
 * Whether a message of this mailbox still leads to the event. The event must be the one that the message was about, or an occurrence of it,
 * and the mailbox's owner must be its organizer or still be invited. This holds for applications, too: they may read the event, but not
 * through the mailbox of somebody who isn't invited any more.
 */
export const stillLeadsTo = (
  { incarnation, meeting }: MessageRecord,
  mailbox: Mailbox,
  event: Pick<VisibilityProperties, 'incarnation' | 'attendees' | 'occurrence'>,
): boolean =>
  (incarnation === undefined || incarnation === event.incarnation || incarnation === event.occurrence?.series.incarnation) &&
  (sameMailbox(meeting.mailbox, mailbox) || event.attendees.includes(mailbox.id));
