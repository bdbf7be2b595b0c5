// The items that may match a query, read one by one: along an index, or all of a partition in the order of their creation.
import { within } from './changeFeed.ts';
import type { Container } from './containers.ts';
import { parseJson } from './json.ts';
import type { Json } from './json.ts';
import type { PartitionKey } from './partitionKeys.ts';
import type { Access } from './plan.ts';
import { blob, integer, text } from './store.ts';
import type { Row, Store } from './store.ts';

export interface Candidate {
  /** The place in the index; empty without one. */
  readonly key: Buffer;
  readonly number: number;
  readonly document: Json;
}

/** Nothing is read before it is asked for; `retrieved` counts what has been. */
export function readRows(
  store: Store,
  container: Container,
  partition: PartitionKey | undefined,
  access: Access | undefined,
  after: { readonly key: Buffer; readonly number: number } | undefined,
): { readonly candidates: Iterable<Candidate>; readonly retrieved: () => number } {
  let retrieved = 0;
  function* read(): Generator<Candidate> {
    const rows = access
      ? alongIndex(store, container, partition, access, after)
      : inCreationOrder(store, container, partition, after?.number ?? 0);
    for (const row of rows) {
      retrieved++;
      yield { key: access ? blob(row, 'key') : Buffer.alloc(0), number: integer(row, 'number'), document: parseJson(text(row, 'body')) };
    }
  }
  return { candidates: read(), retrieved: () => retrieved };
}

function inCreationOrder(store: Store, container: Container, partition: PartitionKey | undefined, after: number): Iterable<Row> {
  const { clause, values } = within(partition);
  return store.rows(
    `SELECT number, body FROM items WHERE container = ? ${clause} AND number > ? AND (expires IS NULL OR expires > ?) ORDER BY number`,
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
    `SELECT e.key, i.number, i.body FROM entries e CROSS JOIN items i ON i.number = e.item
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
