// A message about a meeting as it is stored in the mailbox of whom it was sent to: it names the organizer's event, and says what that was then.
import { z } from 'zod';
import { hashedId } from '../../ids.ts';
import type { StoredDocument } from '../../stores/documents.ts';
import { decode, recordShape } from '../../stores/records.ts';
import { emailAddressShape, eventProperties } from '../eventProperties.ts';
import type { EventRecord, Judged } from '../eventRecord.ts';
import { previewOf } from '../events/plainText.ts';
import { eventTypeOf, eventTypes } from '../eventType.ts';
import { sameMailbox, type Mailbox } from '../mailbox.ts';

/** What a message tells: to an attendee an invitation, an update or a cancellation, to the organizer an answer. */
export const messageKinds = ['invitation', 'update', 'cancellation', 'accepted', 'tentativelyAccepted', 'declined'] as const;

const snapshotShape = z.object({
  subject: eventProperties.shape.subject,
  start: eventProperties.shape.start,
  end: eventProperties.shape.end,
  isAllDay: eventProperties.shape.isAllDay,
  location: eventProperties.shape.location,
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
  ...messageContent,
});

/** `id` is its document's. */
export type MessageRecord = z.infer<typeof message> & { readonly etag: string };
export type MessageKind = (typeof messageKinds)[number];

/** The id of a message's document. */
export const messageDocumentId = (messageId: string): string => hashedId('message', messageId);

export function decodeMessage(document: StoredDocument | undefined): MessageRecord | undefined {
  const record = decode('message', message, document);
  return record === undefined || document === undefined ? undefined : { ...record, etag: document.etag };
}

/** What messages show of an event. */
export function snapshotOf(
  event: Pick<EventRecord, 'properties' | 'bodyPreview' | 'occurrence'> & Partial<Pick<EventRecord, 'revision'>>,
): MeetingSnapshot {
  const { properties, bodyPreview = previewOf(properties.body) } = event;
  const { subject, start, end, isAllDay, location, importance, responseRequested, allowNewTimeProposals, recurrence } = properties;
  const shown = { subject, start, end, isAllDay, location, importance, responseRequested, allowNewTimeProposals, recurrence };
  return { ...shown, type: eventTypeOf(event), preview: bodyPreview };
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
