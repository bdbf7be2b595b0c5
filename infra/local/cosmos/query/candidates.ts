// Reads the items that may match a query one by one: along an index, or all items of a partition in the order of their creation.
import { partitionCondition } from '../items/changeFeed.ts';
import type { Container } from '../items/containers.ts';
import type { Json } from '../http/json.ts';
import type { PartitionKey } from '../items/partitionKeys.ts';
import { indexKey } from './indexing.ts';
import type { Lookup } from './lookups.ts';
import type { Access } from './plan.ts';
import { entriesIn } from './place.ts';
import type { Place } from './place.ts';
import { fewest, itemsIn } from './postings.ts';
import { bodyOf, integer } from '../items/store.ts';
import type { Row, Store } from '../items/store.ts';

export interface Candidate {
  /** Makes the item's key in the index; few items need it. Empty without an index. */
  readonly key: () => Buffer;
  readonly number: number;
  readonly document: Json;
  /** The document as JSON text. */
  readonly text: string;
}

/** Items by their ids, by which every partition is indexed. */
export interface ById {
  readonly partition: Buffer;
  readonly ids: readonly string[];
}

/** How a query finds its items: along an index, by their ids, or (undefined) by reading all of them. */
export type AccessPath = Access | ById | undefined;

/** Which items of a container are read. */
export interface Search {
  /** Undefined: every partition. */
  readonly partition: PartitionKey | undefined;
  readonly way: AccessPath;
  /** What else narrows the query. */
  readonly lookups: readonly Lookup[];
  /** The place of the item to continue after. Undefined: the reading starts at the first item. */
  readonly after: Position | undefined;
  /** How many results the caller still waits for, as the reading goes on; Infinity where it needs all of them, in any order. */
  readonly wanted: () => number;
}

interface Position {
  readonly key: Buffer;
  readonly number: number;
}

/** Reads each item when the caller asks for the next one; `retrieved` counts the items that have been read. */
export function readRows(
  store: Store,
  container: Container,
  search: Search,
): { readonly candidates: Iterable<Candidate>; readonly retrieved: () => number } {
  const { way } = search;
  let retrieved = 0;
  const place: Place = { store, container, partition: search.partition };
  const load = (row: Row): Candidate => {
    retrieved++;
    const number = integer(row, 'number');
    const { document, text } = store.parsed(number, integer(row, 'lsn'), () => bodyOf(store, number));
    return { key: () => (way && 'index' in way ? indexKey(way.index, document) : noKey), number, document, text };
  };
  function* read(): Generator<Candidate> {
    if (way && 'ids' in way) for (const row of byIds(store, container, way)) yield load(row);
    else if (search.wanted() === Infinity) for (const row of fewestRows(place, search)) yield load(row);
    else yield* walk(place, search, load);
  }
  return { candidates: read(), retrieved: () => retrieved };
}

/** The most entries of which it matters how many a lookup has. */
const mostSought = 25_600;

/** All items that one of the lookups has, whichever has the fewest. */
function fewestRows(place: Place, { way, lookups }: Search): Iterable<Row> {
  const found = fewest(place, lookups, mostSought);
  if (found) return itemsIn(place, found.stretches);
  return rowsAlong(place, way && 'index' in way ? way : undefined, undefined);
}

/** The most items that are read and put in order at once, in the place of a walk. */
const mostAtOnce = 10_000;

/**
 * Walks along the index. Where that finds little, and one of the lookups has fewer items than the rest of the walk will read by what it has
 * found until now, it reads those in its place.
 */
function* walk(place: Place, search: Search, load: (row: Row) => Candidate): Generator<Candidate> {
  const { way, after, lookups, wanted } = search;
  const access = way && 'index' in way ? way : undefined;
  const rows = rowsAlong(place, access, after)[Symbol.iterator]();
  const before = wanted();
  let looked = 0;
  let last: Candidate | undefined;
  let check = access ? 64 + 2 * before : 0;
  for (;;) {
    if (looked >= check) {
      const left = Math.ceil(((looked + 64) * wanted()) / Math.max(before - wanted(), 0.5));
      const fewer = fewest(place, lookups, Math.min(left, mostAtOnce));
      if (fewer) {
        const position = last ? { key: last.key(), number: last.number } : after;
        yield* inOrder(access, Array.from(itemsIn(place, fewer.stretches), load), position);
        return;
      }
      check = Math.max(64, 2 * looked);
    }
    const next = rows.next();
    if (next.done === true) return;
    last = load(next.value);
    looked++;
    yield last;
  }
}

/** Items in the order of the walk, without those that it has come past. */
function inOrder(access: Access | undefined, found: readonly Candidate[], passed: Position | undefined): readonly Candidate[] {
  const forward = access?.backward === true ? -1 : 1;
  const compare = (a: Position, b: Position): number => forward * (Buffer.compare(a.key, b.key) || a.number - b.number);
  return found
    .map((candidate) => ({ candidate, key: access ? indexKey(access.index, candidate.document) : noKey, number: candidate.number }))
    .filter((each) => passed === undefined || compare(each, passed) > 0)
    .sort(compare)
    .map(({ candidate }) => candidate);
}

const rowsAlong = (place: Place, access: Access | undefined, after: Position | undefined): Iterable<Row> =>
  access ? alongIndex(place, access, after) : inCreationOrder(place, after?.number ?? 0);

const noKey = Buffer.alloc(0);

function byIds(store: Store, container: Container, { partition, ids }: ById): Iterable<Row> {
  return store.rows(
    // CROSS JOIN makes SQLite look up each id: for the order of numbers alone it would read the whole partition.
    `SELECT i.number, i.lsn FROM json_each(?) wanted CROSS JOIN items i ON i.container = ? AND i.partition = ? AND i.id = wanted.value
     WHERE i.expires IS NULL OR i.expires > ? ORDER BY i.number`,
    JSON.stringify(ids),
    container.number,
    partition,
    store.now(),
  );
}

function inCreationOrder({ store, container, partition }: Place, after: number): Iterable<Row> {
  const { clause, values } = partitionCondition(partition);
  return store.rows(
    `SELECT number, lsn FROM items WHERE container = ? ${clause} AND number > ? AND (expires IS NULL OR expires > ?) ORDER BY number`,
    container.number,
    ...values,
    after,
    store.now(),
  );
}

function alongIndex(place: Place, access: Access, after: Position | undefined): Iterable<Row> {
  const { index, low, high, backward } = access;
  const { from, where, values } = entriesIn(place, index.number);
  const [sign, direction] = backward ? ['<', 'DESC'] : ['>', 'ASC'];
  return place.store.rows(
    // CROSS JOIN makes SQLite start at the index entries, which are in order, and not at the items.
    `SELECT i.number, i.lsn FROM ${from} CROSS JOIN items i ON i.number = e.item
     WHERE ${where} AND e.key >= ? ${high ? 'AND e.key < ?' : ''}
     ${after ? `AND (e.key, e.item) ${sign} (?, ?)` : ''} AND (i.expires IS NULL OR i.expires > ?)
     ORDER BY e.key ${direction}, e.item ${direction}`,
    ...values,
    low,
    ...(high ? [high] : []),
    ...(after ? [after.key, after.number] : []),
    place.store.now(),
  );
}
