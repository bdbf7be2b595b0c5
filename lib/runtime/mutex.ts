// Bounds how much work runs side by side: one piece at a time, where others wait for a limited time and are then told to try again later, or some.
import { unavailable } from './errors.ts';

export interface Mutex {
  /** Resolves, in the order of the calls, to a function that ends the turn. Throws 503 with `Retry-After` when no turn came in time. */
  acquire(): Promise<() => void>;
}

interface Waiting {
  readonly begin: () => void;
}

/** `patienceMs`: how long a caller waits for a turn; `retryAfterSeconds`: the `Retry-After` of one who got none. */
export function createMutex(patienceMs: number, retryAfterSeconds: number): Mutex {
  const queue: Waiting[] = [];
  let isTaken = false;

  const end = (): void => {
    const next = queue.shift();
    if (next === undefined) isTaken = false;
    else next.begin();
  };
  /** A function that ends this turn when it is called for the first time. */
  const once = (): (() => void) => {
    let isOver = false;
    return () => {
      if (!isOver) end();
      isOver = true;
    };
  };

  return {
    acquire() {
      if (!isTaken) {
        isTaken = true;
        return Promise.resolve(once());
      }
      return new Promise((resolve, reject) => {
        const waiting: Waiting = {
          begin: () => {
            clearTimeout(timer);
            resolve(once());
          },
        };
        const timer = setTimeout(() => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(unavailable('The service is busy with another large file.', retryAfterSeconds));
        }, patienceMs);
        queue.push(waiting);
      });
    },
  };
}

/** Runs the task when there is a place for it. */
export type Place = <T>(task: () => Promise<T>) => Promise<T>;

/** Lets so many tasks run at once; the others follow in the order of their calls. */
export function places(free: number): Place {
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
