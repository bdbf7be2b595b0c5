// A clock that goes as the store's, and that tests move on: whoever sleeps by it wakes when they have moved it so far.
import type { Clock } from '../../../lib/runtime/clock.ts';

export interface Time {
  /** A millisecond later each time at least, so that no two writes have the same time. */
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** Whoever sleeps until then wakes, in order. */
  advance(ms: number): Promise<void>;
  /** Milliseconds until who sleeps shortest wakes; undefined while nobody does. */
  nextWake(): number | undefined;
}

export function startTime(): Time {
  let ahead = 0;
  let now = Date.now();
  const clock = (): number => (now = Math.max(now + 1, Date.now() + ahead));
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    clock,
    sleep: (ms) =>
      new Promise((resolve) => {
        const sleeper = {
          at: clock() + ms,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
      }),
    async advance(ms) {
      ahead += ms;
      clock();
      for (const { wake } of [...sleepers].filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at)) wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
    nextWake: () => (sleepers.size === 0 ? undefined : Math.min(...[...sleepers].map(({ at }) => at)) - now),
  };
}
