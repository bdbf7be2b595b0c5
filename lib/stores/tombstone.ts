// Tombstones: what is left of a deleted document for a while. It is invisible by every path, and not forgotten before 30 days are over.
import { secondsPerDay } from '../runtime/clock.ts';
import { tombstoneDays } from '../runtime/limits.ts';
import type { PatchOperation } from './documents.ts';
import type { Kind } from './kinds.ts';
import { becomes, type Author } from './records.ts';

export type TombstoneKind = Extract<Kind, `${string}Tombstone`>;

/** Seconds for which a tombstone is kept from its last write on: its `ttl`. */
export const tombstoneTtl = tombstoneDays * secondsPerDay;

/** Seconds after which the sweep looks whether the bytes of a tombstone are gone: far more than a request takes. */
const sweepAfterSeconds = 10 * 60;

/** When the sweep is to look for the bytes that a tombstone names, in seconds since the epoch: its `due`. */
export const bytesDue = (now: number): number => Math.floor(now / 1000) + sweepAfterSeconds;

/**
 * Turns the document that is patched into its tombstone, in the same partition and under the same id, which keeps all its properties but
 * those that are `removed`. These must be there: a patch can't remove what isn't. Four operations, and one for each of them.
 */
export const becomesTombstone = (kind: TombstoneKind, now: number, by: Author, removed: readonly string[] = []): PatchOperation[] => [
  becomes(kind),
  { op: 'set', path: '/modified', value: new Date(now).toISOString() },
  { op: 'set', path: '/deletedBy', value: by },
  { op: 'set', path: '/ttl', value: tombstoneTtl },
  ...removed.map((name): PatchOperation => ({ op: 'remove', path: `/${name}` })),
];
