// Attendees whom nobody knew when they were invited: each waits under the address until it is somebody's.
import { secondsPerDay } from '../../runtime/clock.ts';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { itemNotFound, ServiceError } from '../../runtime/errors.ts';
import { awaitedDays } from '../../runtime/limits.ts';
import type { Condition, Documents, StoredDocument } from '../../stores/documents.ts';
import { documentsBehind, placeOf, type Order } from '../../stores/keyset.ts';
import { decode, newRecord, recordShape } from '../../stores/records.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import type { Events } from '../events/events.ts';
import { addressOf, identified } from '../events/attendees.ts';
import { messageContent } from './message.ts';
import type { Outbox } from './outbox.ts';

const awaited = z.object({
  ...recordShape,
  id: z.string(),
  /** In lower case. */
  address: z.string(),
  meeting: messageContent.meeting,
  incarnation: z.string(),
  sender: messageContent.sender,
});

/** Somebody who is invited and unknown. */
export type PendingAttendee = z.infer<typeof awaited>;

export interface PendingAttendeeDependencies {
  readonly documents: Documents;
  readonly events: Pick<Events, 'read' | 'change'>;
  /** Told that an attendee was found: the invitation is to be delivered. */
  readonly tell: (event: EventRecord, meeting: PendingAttendee['meeting']) => Promise<void>;
}

const hashOf = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** A partition for each address, so that neither a mailbox nor the directory grows with people who never come. */
const partitionOf = (tenant: string, address: string): string => `${tenant}:awaited:${hashOf(address)}`;

/** Remembers that the event waits for this address; once, however often it is asked. */
export async function recordPendingAttendee(
  documents: Documents,
  { meeting, incarnation, sender, created, createdBy }: Outbox,
  address: string,
): Promise<PendingAttendee> {
  const record = {
    id: `awaited:${hashOf(meeting.event, incarnation ?? '')}`,
    ...newRecord(Date.parse(created), createdBy),
    address,
    meeting,
    incarnation: incarnation ?? '',
    ...(sender && { sender }),
  };
  const document = { ...record, kind: 'awaited' as const, received: created, ttl: awaitedDays * secondsPerDay };
  await documents.commit(partitionOf(meeting.mailbox.tenant, address), [{ write: 'create', document }]);
  return record;
}

/** Events of one address that one query gives. */
const atOnce = 100;

/** How much is worked off now: so many events, and none is begun any more when this says so. */
export interface WorkLimit {
  readonly events: number;
  readonly isOver: () => boolean;
}

/** What has been done of an allowance, and whether nothing waits any more. */
export interface Identified {
  readonly events: number;
  readonly isAll: boolean;
}

/**
 * Gives the attendees that have waited under this address their object id, and their invitations with it, within the allowance. Whoever
 * dies in between has lost nothing: what is done is found done the next time. Costs one query where nobody waits. One event that can't
 * be changed doesn't hold up the others: an AggregateError is thrown behind them.
 */
export async function identifyPendingAttendees(
  deps: PendingAttendeeDependencies,
  tenant: string,
  named: string,
  userId: string,
  { events: most, isOver }: WorkLimit,
): Promise<Identified> {
  const partition = partitionOf(tenant, named.toLowerCase());
  const failures: unknown[] = [];
  let events = 0;
  for (let last: StoredDocument | undefined, full = true; full;) {
    const limit = Math.min(atOnce, most - events);
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
/** Behind one that stays come the others, so that it doesn't come again. */
const byTime: Order = { within: ['kind'], by: ['received', 'id'] };

export const decodeAwaited = (document: StoredDocument | undefined): PendingAttendee | undefined => decode('awaited', awaited, document);

/** Nothing happens to an event that is gone, that was put again or that doesn't name the address any more. */
export async function identify(
  { documents, events, tell }: PendingAttendeeDependencies,
  waiting: PendingAttendee,
  userId: string,
): Promise<void> {
  const { id, address, meeting, incarnation, sender, createdBy } = waiting;
  const event = await events.read(meeting);
  const waits = event?.properties.attendees.some((each) => each.userId === undefined && addressOf(each) === address) ?? false;
  if (event?.incarnation === incarnation && waits) {
    const apply = (current: EventRecord['properties']) => identified(current, new Map([[address, userId]]));
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
