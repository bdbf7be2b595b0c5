// Where entries of an index are looked for: in one partition, or in all of them.
import { partitionCondition } from '../items/changeFeed.ts';
import type { Container } from '../items/containers.ts';
import type { PartitionKey } from '../items/partitionKeys.ts';
import type { Store } from '../items/store.ts';

export interface Place {
  readonly store: Store;
  readonly container: Container;
  /** Undefined: every partition. */
  readonly partition: PartitionKey | undefined;
}

/** SQL that reads one index's entries, `e`, of which those with keys in a range can be read in the order of their keys. */
export interface EntriesSql {
  readonly from: string;
  readonly where: string;
  readonly values: readonly (number | Buffer)[];
}

export function entriesIn({ store, container: { number }, partition }: Place, index: number): EntriesSql {
  if (partition === undefined) return { from: `entries e INDEXED BY ${acrossPartitions(store, number, index)}`, ...named(number, index) };
  const { clause, values } = partitionCondition(partition, 'e.partition');
  return { from: 'entries e', where: `e.container = ? AND e.index_number = ? ${clause}`, values: [number, index, ...values] };
}

/** SQLite takes a part of an index only for conditions whose values it knows beforehand. */
const named = (container: number, index: number): Omit<EntriesSql, 'from'> => ({
  where: `e.container = ${container} AND e.index_number = ${index}`,
  values: [],
});

/** Names of the orders over all partitions that there are in a store. */
const made = new WeakMap<Store, Set<string>>();

/**
 * Orders an index's entries by their keys alone, from the first query over all partitions on: hardly any index is asked so, and each order
 * costs every write. Returns the order's name.
 */
function acrossPartitions(store: Store, container: number, index: number): string {
  const name = `entries_of_${container}_${index}`;
  const orders = made.get(store) ?? new Set();
  made.set(store, orders);
  if (!orders.has(name)) {
    const where = `container = ${container} AND index_number = ${index}`;
    store.run(`CREATE UNIQUE INDEX IF NOT EXISTS ${name} ON entries (key, item) WHERE ${where}`);
  }
  orders.add(name);
  return name;
}
