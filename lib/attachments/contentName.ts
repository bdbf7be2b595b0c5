// Names of blobs: spread over 16 prefixes, by the hour of their making, so that the sweep can look at each hour's once.
import type { Clock, Randomness } from '../runtime/clock.ts';

/** The 16 prefixes that names begin with. */
export const contentPrefixes: readonly string[] = Array.from({ length: 16 }, (_, digit) => digit.toString(16));

/** `2026-11-21T23`, in UTC. */
export const hourOf = (time: number): string => new Date(time).toISOString().slice(0, 13);

/** `{hex digit}/{UTC hour}/{random}`: never used before, and guessable by nobody. */
export function newContentName(clock: Clock, randomness: Randomness): string {
  const random = randomness(17);
  return `${((random[0] ?? 0) & 15).toString(16)}/${hourOf(clock())}/${random.subarray(1).toString('base64url')}`;
}
