// Tombstones: a deleted document becomes one, which no path shows and which the store keeps for 30 days.
import { secondsPerDay } from '../runtime/clock.ts';
import { tombstoneDays } from '../runtime/limits.ts';
import type { PatchOperation } from './documents.ts';
import type { Kind } from './kinds.ts';
import { setKind, type Author } from './records.ts';

export type TombstoneKind = Extract<Kind, `${string}Tombstone`>;

/** For how many seconds after its last write a tombstone is kept: its `ttl`. */
export const tombstoneTtl = tombstoneDays * secondsPerDay;

/** Seconds after which the sweep looks whether the bytes of a tombstone are gone: far more than a request takes. */
const sweepAfterSeconds = 10 * 60;

/** When the sweep is to look for the bytes that a tombstone names, in seconds since the epoch: its `due`. */
export const bytesDue = (now: number): number => Math.floor(now / 1000) + sweepAfterSeconds;

/**
 * The operations that turn the patched document into its tombstone, in the same partition and with the same id. It keeps all properties but
 * those in `removed`, which must exist, since a patch can't remove a missing one. Four operations, and one for each removed property.
 */
export const becomesTombstone = (kind: TombstoneKind, now: number, by: Author, removed: readonly string[] = []): PatchOperation[] => [
  setKind(kind),
  { op: 'set', path: '/modified', value: new Date(now).toISOString() },
  { op: 'set', path: '/deletedBy', value: by },
  { op: 'set', path: '/ttl', value: tombstoneTtl },
  ...removed.map((name): PatchOperation => ({ op: 'remove', path: `/${name}` })),
];
