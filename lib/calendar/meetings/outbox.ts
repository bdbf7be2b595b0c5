// The outbox of a mailbox: whom a change of a meeting must be told, written in the batch of the change itself so that it can't be forgotten.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StoredDocument, Write } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import type { EventRecord } from '../eventRecord.ts';
import { previewOf } from '../events/plainText.ts';
import type { Mailbox } from '../mailbox.ts';
import { messageContent, messageKinds, snapshotOf, type MessageKind } from './message.ts';

const outbox = z.object({
  ...recordShape,
  id: z.string(),
  ...messageContent,
  /** Object ids of those to whom this is told; nobody is in two. */
  sends: z.array(z.object({ tells: z.enum(messageKinds), to: z.array(z.string()) })),
  due: z.number(),
});

/** What is still to be sent. */
export type Outbox = z.infer<typeof outbox>;

export const decodeOutbox = (document: StoredDocument | undefined): Outbox | undefined => decode('outbox', outbox, document);

/** The event as a message shows it. */
type Meeting = Pick<
  EventRecord,
  'eventId' | 'incarnation' | 'revision' | 'attendees' | 'organizer' | 'properties' | 'bodyPreview' | 'attachmentCount'
>;

/** The id of what one version of an event has to send; `cancelled` is the last one. */
export const outboxId = ({ incarnation }: Pick<Meeting, 'incarnation'>, version: number | 'cancelled'): string =>
  `outbox:${incarnation}:${version}`;

/** The id of the message that somebody gets out of this outbox: always the same one, and unguessable as the incarnation is. */
export const messageIdFrom = (outboxDocument: string, recipient: string): string =>
  `AAMk${createHash('sha256')
    .update(JSON.stringify([outboxDocument, recipient]))
    .digest('base64url')
    .slice(0, 36)}`;

/** What invites the attendees of a new event; nothing when there are none that the directory knows. */
export const invitations = (mailbox: Mailbox, event: Meeting, now: number, by: Author): Write[] =>
  outboxWrite(mailbox, event, event.revision ?? 0, [{ tells: 'invitation', to: event.attendees }], now, by);

/** What cancels the meeting for all of its attendees. */
export const cancellations = (mailbox: Mailbox, event: Meeting, now: number, by: Author, comment?: string): Write[] =>
  outboxWrite(mailbox, event, 'cancelled', [{ tells: 'cancellation', to: event.attendees }], now, by, comment);

/**
 * What tells a change: new attendees are invited, former ones told that it is cancelled for them; the others learn of it only where what
 * they see in their calendars has changed, as in Exchange.
 */
export function updates(
  mailbox: Mailbox,
  { before, after, newContent }: { readonly before: Meeting; readonly after: Meeting; readonly newContent: boolean },
  now: number,
  by: Author,
): Write[] {
  const known = new Set(before.attendees);
  const invited = new Set(after.attendees);
  const isNews = newContent || newsIn(before.properties) !== newsIn(after.properties);
  return outboxWrite(
    mailbox,
    after,
    after.revision ?? 0,
    [
      { tells: 'invitation', to: after.attendees.filter((id) => !known.has(id)) },
      { tells: 'update', to: isNews ? after.attendees.filter((id) => known.has(id)) : [] },
      { tells: 'cancellation', to: before.attendees.filter((id) => !invited.has(id)) },
    ],
    now,
    by,
  );
}

const newsIn = ({ subject, start, end, isAllDay, location, locations, isOnlineMeeting, body }: EventRecord['properties']): string =>
  JSON.stringify([subject, start, end, isAllDay, location, locations, isOnlineMeeting, body]);

function outboxWrite(
  { tenant, kind, id }: Mailbox,
  event: Meeting,
  version: number | 'cancelled',
  sends: readonly { readonly tells: MessageKind; readonly to: readonly string[] }[],
  now: number,
  by: Author,
  comment?: string,
): Write[] {
  // Nobody is invited to the own meeting.
  const others = sends
    .map(({ tells, to }) => ({ tells, to: to.filter((user) => kind !== 'users' || user !== id) }))
    .filter(({ to }) => to.length > 0);
  if (others.length === 0) return [];
  const { properties, bodyPreview = previewOf(properties.body), attachmentCount, organizer } = event;
  return [
    {
      write: 'create',
      document: {
        id: outboxId(event, version),
        kind: 'outbox',
        ...newRecord(now, by),
        meeting: { mailbox: { tenant, kind, id }, event: event.eventId },
        incarnation: event.incarnation,
        snapshot: snapshotOf(properties, bodyPreview, attachmentCount > 0),
        ...(organizer && { from: organizer }),
        ...(comment !== undefined && { comment }),
        sends: others,
        due: Math.floor(now / 1000),
      },
    },
  ];
}
