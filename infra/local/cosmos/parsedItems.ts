// Keeps the latest version of items parsed, as far as there is room: a query reads the same ones again and again.
import { parseJson } from './http/json.ts';
import type { Json } from './http/json.ts';

/** Characters of JSON text whose items are kept at most; parsed they take a few times as much. */
const room = 16 * 1024 * 1024;

export interface ParsedItems {
  /** The item of a row, parsed: nobody may change it. `read` gives its text where this version isn't kept. */
  parsed(number: number, lsn: number, read: () => string): Json;
}

interface Kept {
  readonly lsn: number;
  readonly length: number;
  readonly document: Json;
}

/** What was not asked for longest goes first. */
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
