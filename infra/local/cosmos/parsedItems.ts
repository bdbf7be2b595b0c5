// A cache of parsed items: requests read the same items again and again.
import { parseJson } from './http/json.ts';
import type { Json } from './http/json.ts';

/** The most characters of JSON text whose items are cached; parsed items take a few times as much memory. */
const room = 16 * 1024 * 1024;

/** A version of an item: its place in the change feed, its JSON text, and what the text says, which nobody may change. */
export interface Parsed {
  readonly lsn: number;
  readonly text: string;
  readonly document: Json;
}

export interface ParsedItems {
  /** The item of a row. `read` reads its text if this version isn't cached; `keeps` says whether it is cached from now on. */
  parsed(number: number, lsn: number, read: () => string, keeps?: boolean): Parsed;
  /** Caches a new version of an item; undefined for one that is gone. */
  keep(number: number, parsed: Parsed | undefined): void;
}

/** Evicts the least recently used item first. */
export function createParsedItems(): ParsedItems {
  const items = new Map<number, Parsed>();
  let used = 0;
  const keep = (number: number, parsed: Parsed | undefined): void => {
    used -= items.get(number)?.text.length ?? 0;
    items.delete(number);
    if (parsed === undefined || parsed.text.length > room) return;
    items.set(number, parsed);
    used += parsed.text.length;
    for (const [oldest, { text }] of items) {
      if (used <= room) break;
      items.delete(oldest);
      used -= text.length;
    }
  };
  return {
    keep,
    parsed(number, lsn, read, keeps = true) {
      const known = items.get(number);
      if (known?.lsn === lsn) {
        items.delete(number);
        items.set(number, known);
        return known;
      }
      const text = read();
      const parsed = { lsn, text, document: parseJson(text) };
      if (keeps) keep(number, parsed);
      return parsed;
    },
  };
}
