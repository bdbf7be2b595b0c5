// Removes expired items: queries hide an item as soon as it expires, and the timer removes it within a second.
import { asObject, containerNumbered } from './containers.ts';
import { moveEntries } from './indexEntries.ts';
import { parseJson } from '../http/json.ts';
import { blob, integer, text } from './rows.ts';
import type { Store } from './rows.ts';

/** Removes expired items every second until it is stopped. */
export function startExpiry(store: Store): { stop(): void } {
  const timer = setInterval(() => store.transaction(() => undefined), 1000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Removes expired items with their index entries; the caller has opened a transaction. */
export function removeExpired(store: Store): void {
  const expired = Array.from(store.rows('SELECT number, container, partition, body FROM items WHERE expires <= ?', store.now()));
  for (const row of expired) {
    const place = { number: integer(row, 'number'), partition: blob(row, 'partition') };
    const before = asObject(parseJson(text(row, 'body')));
    moveEntries(store, containerNumbered(store, integer(row, 'container')), place, { before });
    store.run('DELETE FROM items WHERE number = ?', place.number);
  }
}
