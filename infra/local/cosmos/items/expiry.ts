// Removes expired items: queries hide an item as soon as it expires, and the timer deletes it within a second.
import { removeExpired } from './removal.ts';
import type { Store } from './store.ts';

/** Deletes expired items every second until it is stopped. */
export function startExpiry(store: Store): { stop(): void } {
  const timer = setInterval(() => removeExpired(store), 1000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
