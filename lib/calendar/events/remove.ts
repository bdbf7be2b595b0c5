// Deletes an event or cancels an occurrence by one batch, then begins to remove what it leaves behind and to tell its attendees.
import type { Clock } from '../../runtime/clock.ts';
import type { Documents, Write } from '../../stores/documents.ts';
import type { Author } from '../../stores/records.ts';
import { isEntry, type EventRecord } from './record/eventRecord.ts';
import { entryRemoval, leavesBehind } from '../entries/bring.ts';
import { copyRemoval } from '../entries/series/changeCopy.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { occurrenceRemoval } from '../occurrences/cancel.ts';
import { isOccurrence } from '../occurrences/overlay.ts';
import { eventRemoval, purgeOf, type PurgeRecord, type RemovalTerms } from './purge.ts';

/** What a deletion begins; timers finish it, even if it fails here. */
export interface RemovalPorts {
  /** Removes a first page of what the event leaves behind. */
  readonly purge: (partition: string, purge: PurgeRecord) => Promise<unknown>;
  /** Tells the attendees that the event is cancelled. */
  readonly tell: (mailbox: Mailbox, event: EventRecord) => Promise<void>;
}

/**
 * Removes a page of what a deleted event leaves behind and tells its attendees, before the timers do the rest. An entry leaves the copies of
 * its occurrences, and nobody is told of it. Never rejects.
 */
export async function beginRemoval(
  { clock, purge, tell }: RemovalPorts & { readonly clock: Clock },
  mailbox: Mailbox,
  event: EventRecord,
  by: Author,
  terms: RemovalTerms = {},
): Promise<void> {
  if (isEntry(event) && (isOccurrence(event) || !leavesBehind(event))) return;
  await Promise.allSettled([
    purge(mailboxPartition(mailbox), purgeOf(event, clock(), by, terms)),
    (event.occurrence?.series ?? event).tells ? tell(mailbox, event) : undefined,
  ]);
}

export interface Attempt {
  readonly removed: boolean;
  /** Whether an attempt got no answer: if the event is gone now, that attempt may have deleted it. */
  readonly isUnclear: boolean;
  /** The event as it was; an occurrence without the body that it had from its series. */
  readonly was: EventRecord;
}

/** Deletes the event by one batch, which also leaves its attendees to be told; refused when the event has changed since it was read. */
export async function tryRemove(
  { documents, clock }: { readonly documents: Documents; readonly clock: Clock },
  mailbox: Mailbox,
  event: EventRecord,
  by: Author,
  terms: RemovalTerms,
): Promise<Attempt> {
  const { writes, was } = removal(mailbox, event, clock(), by, terms);
  const committed = await documents.commit(mailboxPartition(mailbox), writes);
  const removed = committed.outcome === 'done';
  return { removed, isUnclear: !removed && committed.repeated, was };
}

function removal(
  mailbox: Mailbox,
  ...[event, now, by, terms]: Parameters<typeof eventRemoval>
): { readonly writes: readonly [Write, ...Write[]]; readonly was: EventRecord } {
  if (isOccurrence(event) && isEntry(event)) return { writes: copyRemoval(mailbox, event, now), was: event };
  if (isOccurrence(event)) return occurrenceRemoval(event, now, by, terms ?? {});
  return { writes: isEntry(event) ? entryRemoval(event, now, by) : eventRemoval(event, now, by, terms), was: event };
}
