// A cache of parsed items: queries read the same items again and again.
import { parseJson } from './http/json.ts';
import type { Json } from './http/json.ts';

/** The most characters of JSON text whose items are cached; parsed items take a few times as much memory. */
const room = 16 * 1024 * 1024;

export interface ParsedItems {
  /** The parsed item of a row, which the caller must not change. `read` reads its text if this version isn't cached. */
  parsed(number: number, lsn: number, read: () => string): Json;
}

interface Kept {
  readonly lsn: number;
  readonly length: number;
  readonly document: Json;
}

/** Evicts the least recently used item first. */
export function createParsedItems(): ParsedItems {
  const items = new Map<number, Kept>();
  let used = 0;
  const drop = (number: number, { length }: Kept): void => {
    items.delete(number);
    used -= length;
  };
  return {
    parsed(number, lsn, read) {
      const known = items.get(number);
      if (known?.lsn === lsn) {
        items.delete(number);
        items.set(number, known);
        return known.document;
      }
      if (known) drop(number, known);
      const text = read();
      const document = parseJson(text);
      if (text.length > room) return document;
      items.set(number, { lsn, length: text.length, document });
      used += text.length;
      for (const [oldest, kept] of items) {
        if (used <= room) break;
        drop(oldest, kept);
      }
      return document;
    },
  };
}
