// The broom: items past their time are hidden at once, and removed within a second.
import type { Store } from './store.ts';

/** Sweeps every second until it is told to stop. */
export function startBroom(store: Store): { stop(): void } {
  const timer = setInterval(() => store.removeExpired(), 1000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
