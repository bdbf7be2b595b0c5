// The waits of a process of the local stack, which end earlier when a test moves the clock forward.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

type Wait = typeof timers.setTimeout;

/** Waits of which the end must be worked out anew. */
const pending = new Set<AbortController>();
let skipped = 0;

/** Milliseconds that have passed for those who wait. */
const passed = (): number => performance.now() + skipped;

/**
 * From now on `setTimeout` of `node:timers/promises`, by which the app and the host wait for a time to come, lets `skipWaits` shorten it: the
 * pause before a notification is sent again, before the feed is looked at, before a fault's delay is over. The timers of callbacks stay the
 * system's, since these bound how long a connection or a store may take.
 */
export function leadWaits(): void {
  const system: Wait = timers.setTimeout;
  const wait: Wait = async (delay, value, options = {}) => {
    const until = passed() + (delay ?? 1);
    const given = options.signal;
    for (;;) {
      const anew = new AbortController();
      pending.add(anew);
      const signal = given === undefined ? anew.signal : AbortSignal.any([given, anew.signal]);
      try {
        return await system(Math.max(0, until - passed()), value, { ...options, signal });
      } catch (error) {
        if (!anew.signal.aborted || given?.aborted === true) throw error;
      } finally {
        pending.delete(anew);
      }
    }
  };
  Object.assign(timers, { setTimeout: wait });
  syncBuiltinESMExports();
}

/** Lets so many milliseconds pass at once for all who wait. */
export function skipWaits(ms: number): void {
  skipped += ms;
  for (const each of [...pending]) each.abort();
}
