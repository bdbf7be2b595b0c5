// Makes the names of blobs: with one of 16 prefixes, and the hour of the blob's creation, so that the sweep can list each hour once.
import type { Clock, Randomness } from '../runtime/clock.ts';

/** The 16 prefixes that names begin with. */
export const contentPrefixes: readonly string[] = Array.from({ length: 16 }, (_, digit) => digit.toString(16));

/** The hour of a time in milliseconds since 1970, in UTC: `2026-11-21T23`. */
export const hourOf = (time: number): string => new Date(time).toISOString().slice(0, 13);

/** A new name, `{hex digit}/{UTC hour}/{random}`, that nobody can guess. */
export function newContentName(clock: Clock, randomness: Randomness): string {
  const random = randomness(17);
  return `${((random[0] ?? 0) & 15).toString(16)}/${hourOf(clock())}/${random.subarray(1).toString('base64url')}`;
}
