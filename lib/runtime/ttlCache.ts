// What was read a short while ago, kept in memory: bounded in age and in number.
import type { Clock } from './clock.ts';

/** See `recently`. */
export interface TtlCache<T> {
  /** What was loaded for this key, as it was at most `maxAge` ago; loaded once for all who ask at the same time. */
  get(key: string, load: () => Promise<T>): Promise<T>;
  /** From now on the key is loaded anew. */
  forget(key: string): void;
}

/** Keeps at most `maxEntries`, those that were asked for last; `maxAge` is in milliseconds. A failure isn't kept. */
export function createTtlCache<T>(clock: Clock, maxAge: number, maxEntries: number): TtlCache<T> {
  const kept = new Map<string, { readonly value: Promise<T>; readonly at: number }>();

  return {
    get(key, load) {
      const found = kept.get(key);
      kept.delete(key);
      const entry = found !== undefined && clock() - found.at < maxAge ? found : { value: load(), at: clock() };
      kept.set(key, entry);
      const [oldest] = kept.keys();
      if (kept.size > maxEntries && oldest !== undefined) kept.delete(oldest);
      entry.value.catch(() => {
        if (kept.get(key) === entry) kept.delete(key);
      });
      return entry.value;
    },
    forget: (key) => void kept.delete(key),
  };
}
