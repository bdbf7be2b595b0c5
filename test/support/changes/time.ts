// A clock that tests move: whoever sleeps by it wakes when it has come so far.
import type { Clock } from '../../../lib/runtime/clock.ts';

export interface Time {
  /** A millisecond later each time, so that no two writes have the same time. */
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** Whoever sleeps until then wakes, in order. */
  advance(ms: number): Promise<void>;
  /** Milliseconds until who sleeps shortest wakes; undefined while nobody does. */
  nextWake(): number | undefined;
}

export function startTime(): Time {
  let now = Date.now();
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    clock: () => ++now,
    sleep: (ms) =>
      new Promise((resolve) => {
        const sleeper = {
          at: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
      }),
    async advance(ms) {
      now += ms;
      for (const { wake } of [...sleepers].filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at)) wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
    nextWake: () => (sleepers.size === 0 ? undefined : Math.min(...[...sleepers].map(({ at }) => at)) - now),
  };
}
