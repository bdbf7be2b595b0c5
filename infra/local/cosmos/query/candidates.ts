// Reads the items that may match a query one by one: along an index, or all items of a partition in the order of their creation.
import { partitionCondition } from '../items/changeFeed.ts';
import type { Container } from '../items/containers.ts';
import type { Json } from '../http/json.ts';
import type { PartitionKey } from '../items/partitionKeys.ts';
import { indexKey } from './indexing.ts';
import type { Access } from './plan.ts';
import { integer, text } from '../items/rows.ts';
import type { Row, Store } from '../items/rows.ts';

export interface Candidate {
  /** The item's key in the index; few items need it. Empty without an index. */
  readonly key: () => Buffer;
  readonly number: number;
  readonly document: Json;
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
  /** The place of the item to continue after. Undefined: the reading starts at the first item. */
  readonly after: { readonly key: Buffer; readonly number: number } | undefined;
}

/** Reads each item when the caller asks for the next one; `retrieved` counts the items that have been read. */
export function readRows(
  store: Store,
  container: Container,
  search: Search,
): { readonly candidates: Iterable<Candidate>; readonly retrieved: () => number } {
  const { partition, way, after } = search;
  let retrieved = 0;
  function* read(): Generator<Candidate> {
    const rows =
      way && 'index' in way
        ? alongIndex(store, container, way, search)
        : way
          ? byIds(store, container, way)
          : inCreationOrder(store, container, partition, after?.number ?? 0);
    for (const row of rows) {
      retrieved++;
      const number = integer(row, 'number');
      const document = store.parsed(number, integer(row, 'lsn'), () => bodyOf(store, number));
      yield { key: () => (way && 'index' in way && indexKey(way.index, document)) || noKey, number, document };
    }
  }
  return { candidates: read(), retrieved: () => retrieved };
}

const noKey = Buffer.alloc(0);

function bodyOf(store: Store, number: number): string {
  const row = store.row('SELECT body FROM items WHERE number = ?', number);
  if (!row) throw new Error('An item went while it was read.');
  return text(row, 'body');
}

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

function inCreationOrder(store: Store, container: Container, partition: PartitionKey | undefined, after: number): Iterable<Row> {
  const { clause, values } = partitionCondition(partition);
  return store.rows(
    `SELECT number, lsn FROM items WHERE container = ? ${clause} AND number > ? AND (expires IS NULL OR expires > ?) ORDER BY number`,
    container.number,
    ...values,
    after,
    store.now(),
  );
}

function alongIndex(store: Store, container: Container, access: Access, { partition, after }: Search): Iterable<Row> {
  const { index, low, high, backward } = access;
  const { clause, values } = partitionCondition(partition, 'e.partition');
  const [sign, direction] = backward ? ['<', 'DESC'] : ['>', 'ASC'];
  return store.rows(
    // CROSS JOIN makes SQLite start at the index entries, which are in order, and not at the items.
    `SELECT i.number, i.lsn FROM entries e CROSS JOIN items i ON i.number = e.item
     WHERE e.container = ? AND e.index_number = ? ${partition || index.composite ? clause : 'AND e.single = 1'} AND e.key >= ? ${high ? 'AND e.key < ?' : ''}
     ${after ? `AND (e.key, e.item) ${sign} (?, ?)` : ''} AND (i.expires IS NULL OR i.expires > ?)
     ORDER BY e.key ${direction}, e.item ${direction}`,
    container.number,
    index.number,
    ...values,
    low,
    ...(high ? [high] : []),
    ...(after ? [after.key, after.number] : []),
    store.now(),
  );
}
