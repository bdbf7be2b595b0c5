// The items that may match a query, read one by one: along an index, or all of a partition in the order of their creation.
import { within } from '../items/changeFeed.ts';
import type { Container } from '../items/containers.ts';
import type { Json } from '../http/json.ts';
import type { PartitionKey } from '../items/partitionKeys.ts';
import type { Access } from './plan.ts';
import { blob, integer, text } from '../items/store.ts';
import type { Row, Store } from '../items/store.ts';

export interface Candidate {
  /** The place in the index, looked up: few rows are asked for it. Empty without an index. */
  readonly key: () => Buffer;
  readonly number: number;
  readonly document: Json;
}

/** Items by their ids, which every partition is indexed by. */
export interface ById {
  readonly partition: Buffer;
  readonly ids: readonly string[];
}

/** How a query finds its items: along an index, by their ids, or by looking at all of them. */
export type Way = Access | ById | undefined;

/** Nothing is read before it is asked for; `retrieved` counts what has been. */
export function readRows(
  store: Store,
  container: Container,
  partition: PartitionKey | undefined,
  way: Way,
  after: { readonly key: Buffer; readonly number: number } | undefined,
): { readonly candidates: Iterable<Candidate>; readonly retrieved: () => number } {
  let retrieved = 0;
  function* read(): Generator<Candidate> {
    const rows =
      way && 'index' in way
        ? alongIndex(store, container, partition, way, after)
        : way
          ? byIds(store, container, way)
          : inCreationOrder(store, container, partition, after?.number ?? 0);
    for (const row of rows) {
      retrieved++;
      const number = integer(row, 'number');
      const document = store.parsed(number, integer(row, 'lsn'), () => bodyOf(store, number));
      yield { key: () => (way && 'index' in way ? keyOf(store, container, way, number) : noKey), number, document };
    }
  }
  return { candidates: read(), retrieved: () => retrieved };
}

const noKey = Buffer.alloc(0);

function keyOf(store: Store, container: Container, { index }: Access, number: number): Buffer {
  const row = store.row(
    'SELECT key FROM entries WHERE item = ? AND container = ? AND index_number = ?',
    number,
    container.number,
    index.number,
  );
  if (!row) throw new Error('An item went while it was read.');
  return blob(row, 'key');
}

function bodyOf(store: Store, number: number): string {
  const row = store.row('SELECT body FROM items WHERE number = ?', number);
  if (!row) throw new Error('An item went while it was read.');
  return text(row, 'body');
}

function byIds(store: Store, container: Container, { partition, ids }: ById): Iterable<Row> {
  return store.rows(
    `SELECT number, lsn FROM items WHERE container = ? AND partition = ? AND id IN (SELECT value FROM json_each(?))
     AND (expires IS NULL OR expires > ?) ORDER BY number`,
    container.number,
    partition,
    JSON.stringify(ids),
    store.now(),
  );
}

function inCreationOrder(store: Store, container: Container, partition: PartitionKey | undefined, after: number): Iterable<Row> {
  const { clause, values } = within(partition);
  return store.rows(
    `SELECT number, lsn FROM items WHERE container = ? ${clause} AND number > ? AND (expires IS NULL OR expires > ?) ORDER BY number`,
    container.number,
    ...values,
    after,
    store.now(),
  );
}

function alongIndex(
  store: Store,
  container: Container,
  partition: PartitionKey | undefined,
  { index, low, high, backward }: Access,
  after: { readonly key: Buffer; readonly number: number } | undefined,
): Iterable<Row> {
  const { clause, values } = within(partition, 'e.partition');
  const [sign, direction] = backward ? ['<', 'DESC'] : ['>', 'ASC'];
  return store.rows(
    // CROSS JOIN keeps SQLite from starting at the items: the entries are in order.
    `SELECT i.number, i.lsn FROM entries e CROSS JOIN items i ON i.number = e.item
     WHERE e.container = ? AND e.index_number = ? ${clause} AND e.key >= ? ${high ? 'AND e.key < ?' : ''}
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
