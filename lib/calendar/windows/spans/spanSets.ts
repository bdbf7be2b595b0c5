// Keeps which series and long events a calendar has in a stretch of time, so that the next window asks only what has changed since.
import type { Documents } from '../../../stores/documents.ts';
import { maxSpanSets, maxSpanSetsWeight, maxSpanSetWeight } from '../../../runtime/limits/windows.ts';
import type { CachedVersion } from '../../occurrences/outlineCache.ts';

/** Series and long events by the ids of their documents. Never changed: another state is another map. */
export type Members = ReadonlyMap<string, CachedVersion>;

/** What a calendar has in a stretch of time, as it was when it was last looked at. */
export interface SpanSet {
  readonly members: Members;
  /** The ETags of other documents of the mailbox that were written lately: what is known not to belong to the set. */
  readonly others: ReadonlyMap<string, string>;
  /** When the last look began, by this process's `elapsed`: all that was written before is in the set. */
  readonly lookedAt: number;
  /** When it was read as a whole. */
  readonly readAt: number;
  readonly clock: StoreClock;
}

/** What is known of the store's clock, in seconds: never that of an instance, which may be minutes ahead or behind. */
export interface StoreClock {
  /** By how much it is ahead of this process's `elapsed` at the least: by the time of a write that an answer has named. */
  readonly ahead: number;
  /** Since that second so much was written that one look can't know all of it. */
  readonly crowdedSince: number;
}

interface KeptSet {
  readonly set: SpanSet;
  readonly weight: number;
}

interface Kept {
  /** By name, the one that was asked for last at the end. */
  readonly sets: Map<string, KeptSet>;
  weight: number;
}

/** By store: two of them have mailboxes of one name only in tests. */
const stores = new WeakMap<Documents, Kept>();

/** The set that was kept under this name last; it is asked for again longest from now. */
export function keptSet(documents: Documents, name: string): SpanSet | undefined {
  const sets = stores.get(documents)?.sets;
  const found = sets?.get(name);
  if (sets === undefined || found === undefined) return undefined;
  sets.delete(name);
  sets.set(name, found);
  return found.set;
}

/** Keeps a set, unless it is too large or one is there that was looked at later. Drops those that nobody has asked for the longest. */
export function keepSet(documents: Documents, name: string, set: SpanSet): void {
  const kept: Kept = stores.get(documents) ?? { sets: new Map<string, KeptSet>(), weight: 0 };
  stores.set(documents, kept);
  const former = kept.sets.get(name);
  if (former !== undefined && former.set.lookedAt > set.lookedAt) return;
  const weight = former?.set.members === set.members ? former.weight : weightOf(set.members);
  forget(kept, name);
  if (weight > maxSpanSetWeight) return;
  kept.sets.set(name, { set, weight });
  kept.weight += weight;
  for (const oldest of kept.sets.keys()) {
    if (kept.weight <= maxSpanSetsWeight && kept.sets.size <= maxSpanSets) break;
    forget(kept, oldest);
  }
}

function forget(kept: Kept, name: string): void {
  kept.weight -= kept.sets.get(name)?.weight ?? 0;
  kept.sets.delete(name);
}

function weightOf(members: Members): number {
  let weight = 1;
  for (const member of members.values()) weight += member.weight;
  return weight;
}
