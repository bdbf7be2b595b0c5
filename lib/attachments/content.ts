// What a file's bytes are called in the store, and what they are recognized by. A name has one of 16 prefixes and the hour of its creation, so
// that the sweep can list each hour once.
import { createHash } from 'node:crypto';
import type { Clock, Randomness } from '../runtime/clock.ts';
import type { Steps } from '../runtime/inSteps.ts';

/** The 16 prefixes that names begin with. */
export const contentPrefixes: readonly string[] = Array.from({ length: 16 }, (_, digit) => digit.toString(16));

/** The hour of a time in milliseconds since 1970, in UTC: `2026-11-21T23`. */
export const hourOf = (time: number): string => new Date(time).toISOString().slice(0, 13);

/** A new name, `{hex digit}/{UTC hour}/{random}`, that nobody can guess. */
export function newContentName(clock: Clock, randomness: Randomness): string {
  const random = randomness(17);
  return `${((random[0] ?? 0) & 15).toString(16)}/${hourOf(clock())}/${random.subarray(1).toString('base64url')}`;
}

/** Bytes that are hashed in one step: less than a millisecond. */
const bytesPerStep = 512 * 1024;

/** Those that are known already: a request that may be a repetition asks for the hash before its bytes are stored. */
const known = new WeakMap<Uint8Array, string>();

/** SHA-256 in base64 of bytes that nobody changes any more; hashed once, however often it is asked for. */
export function* contentHash(bytes: Uint8Array): Steps<string> {
  const found = known.get(bytes);
  if (found !== undefined) return found;
  const hash = createHash('sha256');
  for (let start = 0; start < bytes.byteLength; start += bytesPerStep) {
    hash.update(bytes.subarray(start, start + bytesPerStep));
    yield;
  }
  const digest = hash.digest('base64');
  known.set(bytes, digest);
  return digest;
}
