// The places of messages: a mailbox has one for each meeting that its owner is told of, and one for each attendee's answers.
import { createHash } from 'node:crypto';
import { hashedId } from '../../runtime/ids.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import type { MessageRecord } from './message.ts';

/*
 * The id of a message's document is made of its place, and the message's own id begins with its place. So one write replaces an older
 * message by a newer one, whoever delivers it and however often, and the message's id alone says where it lies. The rest of the id tells
 * the messages at one place apart, so that the replaced message's id gives 404 from then on. Reading a message is one point read. An id
 * that this service didn't make is a place of its own.
 */
const made = /^(AAMk[\w-]{22})=[\w-]{22}$/;

const hashOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);

/** What the messages at one place are about: one incarnation of an event, or of an occurrence that has messages of its own. */
type Meeting = Pick<MessageRecord, 'meeting' | 'incarnation'>;

/** The place of what a meeting tells a mailbox's owner: the invitation, then the newest update, finally the cancellation. */
export const placeOfMeeting = (reader: Mailbox, { meeting, incarnation }: Meeting): string =>
  `AAMk${hashOf('meeting', mailboxPartition(reader), mailboxPartition(meeting.mailbox), meeting.event, incarnation)}`;

/** The place of one attendee's answers in the organizer's mailbox: a single one for a series and all of its occurrences. */
export const placeOfAnswers = (organizer: Mailbox, event: Pick<EventRecord, 'incarnation' | 'occurrence'>, attendee: string): string =>
  `AAMk${hashOf('answers', mailboxPartition(organizer), event.occurrence?.series.incarnation ?? event.incarnation, attendee)}`;

/** The place of the message that tells the organizer to whom one attendee has forwarded a meeting; a single one for a series and its occurrences. */
export const placeOfForwards = (organizer: Mailbox, event: Pick<EventRecord, 'incarnation' | 'occurrence'>, attendee: string): string =>
  `AAMk${hashOf('forwards', mailboxPartition(organizer), event.occurrence?.series.incarnation ?? event.incarnation, attendee)}`;

/** The place of the message that tells the organizer whom a meeting didn't reach. */
export const placeOfFailures = (organizer: Mailbox, { meeting, incarnation }: Meeting): string =>
  `AAMk${hashOf('failures', mailboxPartition(organizer), meeting.event, incarnation)}`;

/** The id of the message that says this at the place: the same for the same arguments, and as hard to guess as the incarnation. */
export const messageIdAt = (place: string, says: string): string => `${place}=${hashOf(place, says)}`;

/** The id of a message's document. */
export const messageDocumentId = (messageId: string): string => hashedId('message', made.exec(messageId)?.[1] ?? messageId);
