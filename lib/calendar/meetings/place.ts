// The place of a message: a mailbox has one for each meeting that its owner is told of, and one for each attendee's answers.
import { createHash } from 'node:crypto';
import { hashedId } from '../../runtime/ids.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import type { MessageRecord } from './message.ts';

/*
 * A message's document has its place for an id, and the message's own id begins with that of its place. So a newer message replaces the
 * older one by one write, whoever delivers it and however often, and no document says where a message lies: its id does. Behind the place
 * the id tells what one message says from what another said there, so that the former one's is 404 from then on. Reading one is one point
 * read as ever. Ids that this service didn't make are places of their own.
 */
const made = /^(AAMk[\w-]{22})=[\w-]{22}$/;

const hashOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);

/** What messages of one place are about: one life of an event, or of an occurrence that is told of by itself. */
type Meeting = Pick<MessageRecord, 'meeting' | 'incarnation'>;

/** Where a mailbox has what a meeting tells its owner: the invitation, then the newest update, at last the cancellation. */
export const placeOfMeeting = (reader: Mailbox, { meeting, incarnation }: Meeting): string =>
  `AAMk${hashOf('meeting', mailboxPartition(reader), mailboxPartition(meeting.mailbox), meeting.event, incarnation)}`;

/** Where the organizer has what one attendee answers: about a series and all of its occurrences one. */
export const placeOfAnswers = (organizer: Mailbox, event: Pick<EventRecord, 'incarnation' | 'occurrence'>, attendee: string): string =>
  `AAMk${hashOf('answers', mailboxPartition(organizer), event.occurrence?.series.incarnation ?? event.incarnation, attendee)}`;

/** Where the organizer is told whom a meeting didn't reach. */
export const placeOfFailures = (organizer: Mailbox, { meeting, incarnation }: Meeting): string =>
  `AAMk${hashOf('failures', mailboxPartition(organizer), meeting.event, incarnation)}`;

/** The id of the message that says this at the place: always the same one for the same, and unguessable as the incarnation is. */
export const messageIdAt = (place: string, says: string): string => `${place}=${hashOf(place, says)}`;

/** The id of a message's document. */
export const messageDocumentId = (messageId: string): string => hashedId('message', made.exec(messageId)?.[1] ?? messageId);
