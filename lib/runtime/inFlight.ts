// Keeps track of the work under way, so that a process that is told to stop can let it finish.
import { setTimeout } from 'node:timers/promises';
import type { Clock } from './clock.ts';

export interface InFlight {
  /** Whether the process is stopping: whoever asks for something new is to be refused. */
  readonly stopping: boolean;
  /** Does the work; `stop` waits for it. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Waits until all work has ended, at most so many milliseconds, and then until the last answer is sent. Resolves to how many works are
   * left.
   */
  stop(patienceMs: number): Promise<number>;
}

/** `answerMs`: milliseconds that an answer may still be on its way when the work that gave it has ended. */
export function createInFlight(clock: Clock, answerMs: number): InFlight {
  const works = new Set<Promise<unknown>>();
  let stopping = false;
  let lastEnd = -Infinity;
  return {
    get stopping() {
      return stopping;
    },
    async run(work) {
      const running = work();
      works.add(running);
      try {
        return await running;
      } finally {
        works.delete(running);
        lastEnd = clock();
      }
    },
    async stop(patienceMs) {
      stopping = true;
      await Promise.race([Promise.allSettled(works), setTimeout(patienceMs, undefined, { ref: false })]);
      const left = works.size;
      const wait = Math.min(answerMs, answerMs - (clock() - lastEnd));
      if (wait > 0) await setTimeout(wait);
      return left;
    },
  };
}
