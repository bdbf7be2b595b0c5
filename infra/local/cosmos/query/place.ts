// Where entries of an index are looked for: in one partition, or in all of them.
import { partitionCondition } from '../items/changeFeed.ts';
import type { Container } from '../items/containers.ts';
import { order } from '../items/orders.ts';
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
  if (partition === undefined) {
    order(store, number, index);
    return { from: 'orders e', where: 'e.container = ? AND e.index_number = ?', values: [number, index] };
  }
  const { clause, values } = partitionCondition(partition, 'e.partition');
  return { from: 'entries e', where: `e.container = ? AND e.index_number = ? ${clause}`, values: [number, index, ...values] };
}
