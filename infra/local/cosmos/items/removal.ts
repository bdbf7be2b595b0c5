// Removes items with their index entries, which are found by what the items hold: to list them by their items would cost every write.
import { isOrdered } from './orders.ts';
import { blob, integer, text } from './store.ts';
import type { Store } from './store.ts';
import { indexingOf } from './containers.ts';
import { entriesOf } from '../query/entries.ts';
import type { Entry } from '../query/entries.ts';
import { isObject } from '../http/json.ts';
import type { JsonObject } from '../http/json.ts';
import type { Indexing } from '../query/indexing.ts';

/** Where entries of an item are kept. */
export interface EntriesPlace {
  readonly container: number;
  readonly partition: Buffer;
  readonly number: number;
}

/** Removes one item. */
export function removeItem(store: Store, indexing: Indexing, place: EntriesPlace, document: JsonObject): void {
  removeEntries(store, place, entriesOf(indexing, document).values());
  store.run('DELETE FROM items WHERE number = ?', place.number);
  store.wrote(place.number, undefined);
}

export function removeEntries(store: Store, { container, partition, number }: EntriesPlace, entries: Iterable<Entry>): void {
  for (const { index, key } of entries) {
    store.run(
      'DELETE FROM entries WHERE container = ? AND index_number = ? AND partition = ? AND key = ? AND item = ?',
      ...[container, index, partition, key, number],
    );
    if (isOrdered(store, container, index))
      store.run('DELETE FROM orders WHERE container = ? AND index_number = ? AND key = ? AND item = ?', container, index, key, number);
  }
}

/** Removes the items that meet a condition on their rows. The caller opens a transaction. */
export function removeItems(store: Store, condition: string, ...values: readonly (number | Buffer)[]): void {
  for (const row of [...store.rows(`SELECT number, container, partition, lsn, body FROM items WHERE ${condition}`, ...values)]) {
    const [number, container] = [integer(row, 'number'), integer(row, 'container')];
    const { document } = store.parsed(number, integer(row, 'lsn'), () => text(row, 'body'));
    if (!isObject(document)) throw new TypeError('An item isn’t an object.');
    removeItem(store, indexingOf(store, container), { container, partition: blob(row, 'partition'), number }, document);
  }
}

/** Removes what has expired. */
export function removeExpired(store: Store): void {
  if (store.row(`SELECT 1 FROM items WHERE ${isExpired} LIMIT 1`, store.now()) === undefined) return;
  store.transaction(() => removeItems(store, isExpired, store.now()));
}

/** Changes items in a transaction, behind the removal of what has expired: an expired item hinders no new one of its id. */
export function changing<T>(store: Store, work: () => T): T {
  removeExpired(store);
  return store.transaction(work);
}

const isExpired = 'expires <= ?';
