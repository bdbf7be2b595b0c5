// When the request that is being worked on must be over: known to everything that is done for it, however deep down.
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Deadline {
  /** Does the work, which must be over at this time (milliseconds since the epoch). */
  run<T>(at: number, work: () => Promise<T>): Promise<T>;
  /** The time of the work that asks; nothing for work that may take as long as it does. */
  readonly current: () => number | undefined;
}

/** One for an app: made by the composition root, handed to the services that set it and to the stores that keep it. */
export function createDeadline(): Deadline {
  const storage = new AsyncLocalStorage<number>();
  return { run: (at, work) => storage.run(at, work), current: () => storage.getStore() };
}
