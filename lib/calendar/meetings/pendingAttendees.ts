// Attendees whom the directory didn't know when they were invited: each waits under the address until a user has it.
import { secondsPerDay } from '../../runtime/clock.ts';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { itemNotFound, ServiceError } from '../../runtime/errors.ts';
import { awaitedDays } from '../../runtime/limits/meetings.ts';
import type { Condition, Documents, StoredDocument } from '../../stores/documents.ts';
import { documentsBehind, placeOf, type Order } from '../../stores/keyset.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import type { Events } from '../events/events.ts';
import { addressOf, withUserIds } from '../events/attendees.ts';
import { messageContent } from './message.ts';

const awaited = z.object({
  ...recordShape,
  id: z.string(),
  /** The attendee's address, in lower case. */
  address: z.string(),
  meeting: messageContent.meeting,
  incarnation: z.string(),
  sender: messageContent.sender,
});

/** An attendee who is invited but whom the directory doesn't know. */
export type PendingAttendee = z.infer<typeof awaited>;

export interface PendingAttendeeDependencies {
  readonly documents: Documents;
  readonly events: Pick<Events, 'read' | 'change'>;
  /** Called when an attendee was found: delivers the invitation. */
  readonly tell: (event: EventRecord, meeting: PendingAttendee['meeting']) => Promise<void>;
}

const hashOf = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** Each address has its own partition, so that neither a mailbox nor the directory grows with people who never come. */
const partitionOf = (tenant: string, address: string): string => `${tenant}:awaited:${hashOf(address)}`;

/** Who is awaited where, and who has invited them when (milliseconds since 1970). */
export interface Expected extends Pick<PendingAttendee, 'address' | 'meeting' | 'incarnation' | 'sender'> {
  readonly at: number;
  readonly by: Author;
}

/** Records that the event waits for this address; a repetition changes nothing. */
export async function recordPendingAttendee(
  documents: Documents,
  { address, meeting, incarnation, sender, at, by }: Expected,
): Promise<PendingAttendee> {
  const record = {
    id: `awaited:${hashOf(meeting.event, incarnation)}`,
    ...newRecord(at, by),
    address,
    meeting,
    incarnation,
    ...(sender && { sender }),
  };
  const document = { ...record, kind: 'awaited' as const, received: record.created, ttl: awaitedDays * secondsPerDay };
  await documents.commit(partitionOf(meeting.mailbox.tenant, address), [{ write: 'create', document }]);
  return record;
}

/** The most events of one address that one query returns. */
const atOnce = 100;

/** How much is done now: at most this many events, and no event is begun once `isOver` says so. */
export interface WorkLimit {
  readonly events: number;
  readonly isOver: () => boolean;
}

/** How many events were done within the limit, and whether none waits any more. */
export interface Identified {
  readonly events: number;
  readonly isAll: boolean;
}

/**
 * Gives the attendees who wait under this address the user's object id, and sends their invitations, within the limit. A crash in between
 * loses nothing: the next run skips what is done. Costs one query where nobody waits. An event that can't be changed doesn't hold up the
 * others: an AggregateError is thrown after them.
 */
export async function identifyPendingAttendees(
  deps: PendingAttendeeDependencies,
  tenant: string,
  named: string,
  userId: string,
  { events: maxEvents, isOver }: WorkLimit,
): Promise<Identified> {
  const partition = partitionOf(tenant, named.toLowerCase());
  const failures: unknown[] = [];
  let events = 0;
  for (let last: StoredDocument | undefined, full = true; full;) {
    const limit = Math.min(atOnce, maxEvents - events);
    if (limit <= 0) return { events, isAll: false };
    const found = await documentsBehind(deps.documents, partition, byTime, {
      conditions: [isAwaited],
      after: last && placeOf(byTime, last),
      limit,
    });
    for (const waiting of found.flatMap((document) => decodeAwaited(document) ?? [])) {
      if (isOver()) return { events, isAll: false };
      await identify(deps, waiting, userId).catch((error: unknown) => failures.push(error));
      events++;
    }
    last = found.at(-1);
    full = found.length === limit;
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} events could not be told who an attendee is.`);
  return { events, isAll: true };
}

const isAwaited: Condition = { is: 'eq', property: 'kind', value: 'awaited' };
/** Pages go on after an event that failed and stays, so that it isn't read again. */
const byTime: Order = { within: ['kind'], by: ['received', 'id'] };

export const decodeAwaited = (document: StoredDocument | undefined): PendingAttendee | undefined => decode('awaited', awaited, document);

/** Gives the attendee the object id. Doesn't change an event that is gone, was put again or doesn't name the address any more. */
export async function identify(
  { documents, events, tell }: PendingAttendeeDependencies,
  waiting: PendingAttendee,
  userId: string,
): Promise<void> {
  const { id, address, meeting, incarnation, sender, createdBy } = waiting;
  const event = await events.read(meeting);
  const waits = event?.properties.attendees.some((each) => each.userId === undefined && addressOf(each) === address) ?? false;
  if (event?.incarnation === incarnation && waits) {
    const apply = (current: EventRecord['properties']) => withUserIds(current, new Map([[address, userId]]));
    const change = { apply, newContent: false, isAnswer: true, ...(sender && { sender }) };
    const changed = await events.change(meeting, event, change, createdBy).catch(unlessGone);
    if (changed !== undefined) await tell(changed, meeting);
  }
  // Refused when somebody else was faster.
  await documents.commit(partitionOf(meeting.mailbox.tenant, address), [{ write: 'remove', id }]);
}

function unlessGone(error: unknown): undefined {
  if (error instanceof ServiceError && error.code === itemNotFound().code) return undefined;
  throw error;
}
