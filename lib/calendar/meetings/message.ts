// A message about a meeting as it is stored in the mailbox of whom it was sent to: it names the organizer's event, and says what that was then.
import { z } from 'zod';
import { maxSnapshotText } from '../../runtime/limits.ts';
import type { StoredDocument } from '../../stores/documents.ts';
import { decode, decodeCurrent, recordShape } from '../../stores/records.ts';
import { emailAddressShape, eventProperties } from '../events/record/eventProperties.ts';
import type { EventRecord, Judged } from '../events/record/eventRecord.ts';
import { previewOf } from '../text/plainText.ts';
import { eventTypeOf, eventTypes, type EventType } from '../events/record/eventType.ts';
import { sameMailbox, type Mailbox } from '../mailbox.ts';

/** What a message tells: to an attendee an invitation, an update or a cancellation, to the organizer an answer, or whom it didn't reach. */
export const messageKinds = ['invitation', 'update', 'cancellation', 'accepted', 'tentativelyAccepted', 'declined', 'undelivered'] as const;

const snapshotShape = z.object({
  subject: eventProperties.shape.subject,
  start: eventProperties.shape.start,
  end: eventProperties.shape.end,
  isAllDay: eventProperties.shape.isAllDay,
  /** What it is called; all else of it is the event's. */
  location: eventProperties.shape.location.pick({ displayName: true, locationType: true }),
  importance: eventProperties.shape.importance,
  responseRequested: eventProperties.shape.responseRequested,
  allowNewTimeProposals: eventProperties.shape.allowNewTimeProposals,
  recurrence: eventProperties.shape.recurrence,
  type: z.enum(eventTypes),
  preview: z.string(),
});

/** What a message shows of its meeting, as it was when the message was sent. Its attachments aren't: whoever asks for them gets today's. */
export type MeetingSnapshot = z.infer<typeof snapshotShape>;

/** What a message or what will become one says, whoever gets it. */
export const messageContent = {
  meeting: z.object({ mailbox: z.object({ tenant: z.string(), kind: z.enum(['users', 'groups']), id: z.string() }), event: z.string() }),
  /** The one life of the event that it is about; one that was written without leads to whatever has the id. */
  incarnation: z.string().optional(),
  snapshot: snapshotShape.optional(),
  /** In whose name it was sent, as others see them. */
  from: emailAddressShape.optional(),
  /** Who sent it in that name; nothing where that is the same person. */
  sender: emailAddressShape.optional(),
  /** What the sender wrote for this occasion. */
  comment: z.string().optional(),
};

const message = z.object({
  ...recordShape,
  id: z.string(),
  messageId: z.string(),
  /** RFC 3339, UTC: when what it tells happened. */
  received: z.string().optional(),
  /** Names of the folders that it lies in, outermost first. */
  folders: z.array(z.string()),
  tells: z.enum(messageKinds).default('invitation'),
  /** Counts what its place was told before; what was told later has the larger one, whatever comes first. */
  version: z.number().default(0),
  /** Whether it is about somebody else's meeting, and counted as such. */
  ofOthers: z.literal(true).optional(),
  ...messageContent,
});

/** What a deleted message leaves at its place for a while, so that what was on its way when it was deleted doesn't bring it back. */
const messageTombstone = z.object({ ...recordShape, id: z.string(), version: z.number(), deletedBy: z.string(), ttl: z.number() });

/** `id` is its document's. */
export type MessageRecord = z.infer<typeof message> & { readonly etag: string };
export type MessageKind = (typeof messageKinds)[number];

export const decodeMessage = (document: StoredDocument | undefined): MessageRecord | undefined =>
  decodeCurrent('message', message, document);

export const decodeMessageTombstone = (document: StoredDocument | undefined): z.infer<typeof messageTombstone> | undefined =>
  decode('messageTombstone', messageTombstone, document);

/** The first characters of a text, none of them cut in two. */
const beginning = (text: string): string => text.slice(0, maxSnapshotText).replace(/[\uD800-\uDBFF]$/, '');

/** What messages show of an event. Its texts are cut, so that a message is small whatever the event holds. `type`: what it is to whom it is sent. */
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
 * Whether a message of this mailbox still leads to the event: the same one as when it was sent or an occurrence of that, to which its owner is still invited or
 * which is the owner's. This holds for applications, too, which may read the event but not through a mailbox that it has left.
 */
export const stillLeadsTo = (
  { incarnation, meeting }: MessageRecord,
  mailbox: Mailbox,
  event: Pick<Judged, 'incarnation' | 'attendees' | 'occurrence'>,
): boolean =>
  (incarnation === undefined || incarnation === event.incarnation || incarnation === event.occurrence?.series.incarnation) &&
  (sameMailbox(meeting.mailbox, mailbox) || event.attendees.includes(mailbox.id));
