// A cache in memory for what was read a short while ago, limited in age and in number of entries.
import type { Clock } from './clock.ts';

/** See `createTtlCache`. */
export interface TtlCache<T> {
  /** What was loaded for this key, as it was at most `maxAge` ago; loaded once for all who ask at the same time. */
  get(key: string, load: () => Promise<T>): Promise<T>;
  /** Drops the key's value: the next `get` loads it again. */
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
