// Finds out how many entries a lookup has, as far as that matters, and which stretches of the indexes to read for it.
import { blob, integer } from '../items/store.ts';
import type { Row } from '../items/store.ts';
import type { Lookup, Stretch } from './lookups.ts';
import { behind, decodeText } from './ordering.ts';
import { entriesIn } from './place.ts';
import type { Place } from './place.ts';

interface Postings {
  /** The entries; an item may have several. */
  readonly count: number;
  readonly stretches: readonly Stretch[];
}

/** What a lookup finds; undefined for more than `limit` entries, which aren't counted to their end. */
function postingsOf(place: Place, lookup: Lookup, limit: number): Postings | undefined {
  switch (lookup.kind) {
    case 'stretch':
      return within(limit, { count: countIn(place, lookup, limit + 1), stretches: [lookup] });
    case 'texts':
      return textsOf(place, lookup, limit);
    case 'all':
      return fewest(place, lookup.of, limit);
    case 'any': {
      const all: Postings[] = [];
      let left = limit;
      for (const each of lookup.of) {
        const found = postingsOf(place, each, left);
        if (found === undefined) return undefined;
        left -= found.count;
        all.push(found);
      }
      return { count: limit - left, stretches: all.flatMap(({ stretches }) => stretches) };
    }
  }
}

/** What one of the lookups with the fewest entries finds; undefined if each has more than `limit`. Counts no lookup far beyond the fewest. */
export function fewest(place: Place, lookups: readonly Lookup[], limit: number): Postings | undefined {
  for (const bound of [20, 200, 2_000, Infinity]) {
    let best: Postings | undefined;
    for (const lookup of lookups) {
      best = postingsOf(place, lookup, best === undefined ? Math.min(bound, limit) : best.count - 1) ?? best;
      if (best?.count === 0) break;
    }
    if (best !== undefined || bound >= limit) return best;
  }
  return undefined;
}

const keysIn = (high: Buffer | undefined): string => `e.key >= ?${high ? ' AND e.key < ?' : ''}`;
const bounds = (low: Buffer, high: Buffer | undefined): readonly Buffer[] => (high ? [low, high] : [low]);

const within = (limit: number, found: Postings): Postings | undefined => (found.count > limit ? undefined : found);

/** The entries in a stretch, counted up to `limit`. */
export function countIn(place: Place, { index, low, high }: Stretch, limit: number): number {
  const { from, where, values } = entriesIn(place, index);
  const row = place.store.row(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${from} WHERE ${where} AND ${keysIn(high)} LIMIT ?)`,
    ...values,
    ...bounds(low, high),
    Math.min(limit, Number.MAX_SAFE_INTEGER),
  );
  return row ? integer(row, 'n') : 0;
}

/** The most texts that are tried: each is a look at the index, and there may be more of them than items, where these have lists of texts. */
const mostTexts = 2_000;

/** The entries of those texts that pass: asks for each text once, however many items have it. Undefined also where there are more texts to try. */
function textsOf(place: Place, { index, low, high, passes }: Lookup & { kind: 'texts' }, limit: number): Postings | undefined {
  const stretches: Stretch[] = [];
  let count = 0;
  let left = Math.min(limit + 1, mostTexts);
  for (let from = low; ;) {
    const key = firstKey(place, { index, low: from, high });
    if (key === undefined) return { count, stretches };
    if (left-- === 0) return undefined;
    const next = behind(key) ?? key;
    if (passes(decodeText(key))) {
      const one = { index, low: key, high: next };
      count += countIn(place, one, limit - count + 1);
      if (count > limit) return undefined;
      stretches.push(one);
    }
    from = next;
  }
}

function firstKey(place: Place, { index, low, high }: Stretch): Buffer | undefined {
  const { from, where, values } = entriesIn(place, index);
  const row = place.store.row(
    `SELECT e.key FROM ${from} WHERE ${where} AND ${keysIn(high)} ORDER BY e.key LIMIT 1`,
    ...values,
    ...bounds(low, high),
  );
  return row && blob(row, 'key');
}

/** The items that have entries in the stretches, each once, in no order. */
export function* itemsIn(place: Place, stretches: readonly Stretch[]): Generator<Row> {
  const { store } = place;
  const seen = new Set<number>();
  for (const { index, low, high } of stretches) {
    const { from, where, values } = entriesIn(place, index);
    const sql = `SELECT i.number, i.lsn FROM ${from} CROSS JOIN items i ON i.number = e.item
       WHERE ${where} AND ${keysIn(high)} AND (i.expires IS NULL OR i.expires > ?)`;
    for (const row of store.rows(sql, ...values, ...bounds(low, high), store.now())) {
      const number = integer(row, 'number');
      if (!seen.has(number)) yield row;
      seen.add(number);
    }
  }
}
