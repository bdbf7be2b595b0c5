// Orders of an index's entries over all partitions, for the few indexes that are asked so: each order costs every write to its index.
import { integer } from './store.ts';
import type { Store } from './store.ts';

/** The orders that there are in a store, by the numbers of container and index. */
const known = new WeakMap<Store, Set<string>>();

const nameOf = (container: number, index: number): string => `${container} ${index}`;

function ordersOf(store: Store): Set<string> {
  const found = known.get(store) ?? readOrders(store);
  known.set(store, found);
  return found;
}

const readOrders = (store: Store): Set<string> =>
  new Set(
    Array.from(store.rows('SELECT container, index_number FROM ordered'), (row) =>
      nameOf(integer(row, 'container'), integer(row, 'index_number')),
    ),
  );

/** Whether the index's entries are written to an order as well. */
export const isOrdered = (store: Store, container: number, index: number): boolean => ordersOf(store).has(nameOf(container, index));

/** Makes the order of an index, unless there is one. The caller has no transaction open. */
export function order(store: Store, container: number, index: number): void {
  if (isOrdered(store, container, index)) return;
  store.transaction(() => {
    store.run('INSERT INTO ordered VALUES (?, ?)', container, index);
    const entries = 'SELECT container, index_number, key, item FROM entries WHERE container = ? AND index_number = ?';
    store.run(`INSERT INTO orders ${entries}`, container, index);
  });
  ordersOf(store).add(nameOf(container, index));
}

/** Makes the orders of a container anew from its entries. */
export function rebuildOrders(store: Store, container: number): void {
  store.run('DELETE FROM orders WHERE container = ?', container);
  const entries = 'SELECT e.container, e.index_number, e.key, e.item FROM ordered o JOIN entries e USING (container, index_number)';
  store.run(`INSERT INTO orders ${entries} WHERE o.container = ?`, container);
}

/** Adds entries of a table of such to the orders that there are, those that meet a condition on them (`e`). The caller opens a transaction. */
export const orderAlso = (store: Store, table: string, condition: string): void =>
  void store.run(
    `INSERT INTO orders SELECT e.container, e.index_number, e.key, e.item FROM ordered o JOIN ${table} e USING (container, index_number)
     WHERE ${condition}`,
  );

/** Removes the entries and orders of containers that go, in the caller’s transaction; the caller forgets the orders. */
export function dropEntries(store: Store, containers: string, ...values: readonly number[]): void {
  for (const table of ['entries', 'orders', 'ordered']) store.run(`DELETE FROM ${table} WHERE container ${containers}`, ...values);
}

/** The orders are read anew: whatever became of a change. */
export const forgetOrders = (store: Store): void => void known.delete(store);
