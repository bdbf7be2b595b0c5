// The time at which the current request must be over; all code that works for the request can read it, however deep.
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Deadline {
  /** Does the work, which must be over at this time (milliseconds since the epoch). */
  run<T>(at: number, work: () => Promise<T>): Promise<T>;
  /** The time at which the caller's work must be over; undefined for work without a limit. */
  readonly current: () => number | undefined;
}

/** One for an app: made by the composition root, handed to the services that set it and to the stores that keep it. */
export function createDeadline(): Deadline {
  const storage = new AsyncLocalStorage<number>();
  return { run: (at, work) => storage.run(at, work), current: () => storage.getStore() };
}
