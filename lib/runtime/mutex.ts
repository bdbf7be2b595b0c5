// Lets work through one at a time: who comes meanwhile waits a while, and is then told to come again.
import { unavailable } from './errors.ts';

export interface Mutex {
  /** Resolves, in the order of asking, to a function that ends the turn. Throws 503 with `Retry-After` when none came in time. */
  acquire(): Promise<() => void>;
}

interface Waiting {
  readonly begin: () => void;
}

/** `patienceMs`: how long one waits; `retryAfterSeconds`: how long one who waited in vain is told to stay away. */
export function createMutex(patienceMs: number, retryAfterSeconds: number): Mutex {
  const queue: Waiting[] = [];
  let isTaken = false;

  const end = (): void => {
    const next = queue.shift();
    if (next === undefined) isTaken = false;
    else next.begin();
  };
  /** Ends this turn, the first time that it is called. */
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
