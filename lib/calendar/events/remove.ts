// Deleting an event, or calling off an occurrence: the one write after which it is gone, and the beginning of what that leaves to be done.
import type { Clock } from '../../runtime/clock.ts';
import type { Documents } from '../../stores/documents.ts';
import type { Author } from '../../stores/records.ts';
import type { EventRecord } from './record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { occurrenceRemoval } from '../occurrences/cancel.ts';
import { isOccurrence } from '../occurrences/overlay.ts';
import { eventRemoval, purgeOf, type PurgeRecord, type RemovalTerms } from './purge.ts';

/** What a deletion begins and the sweep finishes, whatever becomes of it here. */
export interface RemovalPorts {
  /** Removes the first of what the event had. */
  readonly purge: (partition: string, purge: PurgeRecord) => Promise<unknown>;
  /** Tells the attendees that it is off. */
  readonly tell: (mailbox: Mailbox, event: EventRecord, occasion: 'cancelled') => Promise<void>;
}

/** A head start for the sweep: removes a page of what a deleted event had, and tells who was invited. Never rejects. */
export async function beginRemoval(
  { clock, purge, tell }: RemovalPorts & { readonly clock: Clock },
  mailbox: Mailbox,
  event: EventRecord,
  by: Author,
): Promise<void> {
  await Promise.allSettled([
    purge(mailboxPartition(mailbox), purgeOf(event, clock(), by)),
    event.attendees.length > 0 ? tell(mailbox, event, 'cancelled') : undefined,
  ]);
}

export interface Attempt {
  readonly removed: boolean;
  /** Whether an attempt got no answer: where the event is gone now, that may have been the one. */
  readonly isUnclear: boolean;
  /** What it was, with its own body alone. */
  readonly was: EventRecord;
}

/** One batch, refused when the event isn't so any more; its attendees are to be told. */
export async function tryRemove(
  { documents, clock }: { readonly documents: Documents; readonly clock: Clock },
  mailbox: Mailbox,
  event: EventRecord,
  by: Author,
  terms: RemovalTerms,
): Promise<Attempt> {
  const { writes, was } = isOccurrence(event)
    ? occurrenceRemoval(mailbox, event, clock(), by, terms)
    : { writes: eventRemoval(mailbox, event, clock(), by, terms), was: event };
  const committed = await documents.commit(mailboxPartition(mailbox), writes);
  const removed = committed.outcome === 'done';
  return { removed, isUnclear: !removed && committed.repeated, was };
}
