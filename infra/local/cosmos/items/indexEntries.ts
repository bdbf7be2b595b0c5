// The entries that items have in their container's indexes: made, moved and removed with them.
import type { JsonObject } from '../http/json.ts';
import { indexKey } from '../query/indexing.ts';
import type { Container } from './containers.ts';
import type { Store } from './rows.ts';

/** Where an item is. */
export interface Place {
  readonly number: number;
  readonly partition: Buffer;
}

/** A document as it was before and is after a change; without one of the two it is made or removed. */
export interface Move {
  readonly before?: JsonObject | undefined;
  readonly after?: JsonObject;
}

/** Writes the entries in which a document differs from the one before. */
export function moveEntries(
  store: Store,
  { number: container, indexing }: Container,
  { number: item, partition }: Place,
  { before, after }: Move,
): void {
  for (const index of indexing.indexes) {
    const [old, key] = [before && indexKey(index, before), after && indexKey(index, after)];
    if (old && key && old.equals(key)) continue;
    if (old)
      store.run(
        'DELETE FROM entries WHERE container = ? AND index_number = ? AND partition = ? AND key = ? AND item = ?',
        container,
        index.number,
        partition,
        old,
        item,
      );
    if (key)
      store.run('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)', container, index.number, partition, key, item, index.composite ? 0 : 1);
  }
}
