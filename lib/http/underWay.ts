// What is under way, so that a process that is told to stop can let it finish.
import { setTimeout } from 'node:timers/promises';

export interface UnderWay {
  /** Whether the process is stopping: whoever asks for something new is to be refused. */
  readonly stopping: boolean;
  /** Does the work, and is waited for by `stop`. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until all of it has ended, at most so many milliseconds. Resolves to how many works are left. */
  stop(patienceMs: number): Promise<number>;
}

export function createUnderWay(): UnderWay {
  const works = new Set<Promise<unknown>>();
  let stopping = false;
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
      }
    },
    async stop(patienceMs) {
      stopping = true;
      await Promise.race([Promise.allSettled(works), setTimeout(patienceMs, undefined, { ref: false })]);
      return works.size;
    },
  };
}
