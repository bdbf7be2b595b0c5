// Keeps the items of a store as they are, and puts them back later: for tests that want to begin anew at once.
import { orderAlso } from './orders.ts';
import { removeItems } from './removal.ts';
import type { Store } from './store.ts';

export interface Baseline {
  /** Keeps all items as they are now, in place of those that were kept before. */
  keep(): void;
  /**
   * Puts the kept items back as they were, with their ETags, and removes all others. Costs what has changed since. Change feeds hear nothing of
   * it and go on where they were: a container's count of changes never goes back. Its time does, to what it was. What is in `except` stays as it is.
   */
  putBack(): void;
}

const tables = ['items', 'entries', 'unique_keys'] as const;

/** `except`: containers that say how far readers of the others' change feeds have come. */
export function createBaseline(store: Store, except: readonly string[]): Baseline {
  const others = `container IN (SELECT number FROM containers WHERE id NOT IN (SELECT value FROM json_each('${JSON.stringify(except)}')))`;
  let kept = false;
  return {
    keep() {
      kept = true;
      store.run('PRAGMA temp_store = MEMORY');
      store.run('CREATE TABLE IF NOT EXISTS temp.missing (number INTEGER PRIMARY KEY)');
      for (const table of tables) {
        store.run(`DROP TABLE IF EXISTS temp.kept_${table}`);
        store.run(`CREATE TABLE temp.kept_${table} AS SELECT * FROM main.${table} WHERE ${others}`);
      }
      store.run('DROP TABLE IF EXISTS temp.kept_times');
      store.run('CREATE TABLE temp.kept_times AS SELECT number, ts FROM main.containers');
      store.run('CREATE UNIQUE INDEX temp.kept_items_by_number ON kept_items (number)');
      for (const table of ['entries', 'unique_keys']) store.run(`CREATE INDEX temp.kept_${table}_by_item ON kept_${table} (item)`);
    },
    putBack() {
      if (!kept) throw new Error('Nothing was kept.');
      store.transaction(() => {
        // An item that has been written since has another number in its container's count of changes.
        const same = 'SELECT 1 FROM temp.kept_items k WHERE k.number = items.number AND k.lsn = items.lsn';
        removeItems(store, `${others} AND NOT EXISTS (${same})`);
        store.run('DELETE FROM temp.missing');
        store.run('INSERT INTO temp.missing SELECT number FROM temp.kept_items WHERE number NOT IN (SELECT number FROM main.items)');
        store.run('INSERT INTO main.items SELECT * FROM temp.kept_items WHERE number IN (SELECT number FROM temp.missing)');
        for (const table of ['entries', 'unique_keys'])
          store.run(`INSERT INTO main.${table} SELECT * FROM temp.kept_${table} WHERE item IN (SELECT number FROM temp.missing)`);
        orderAlso(store, 'temp.kept_entries', 'e.item IN (SELECT number FROM temp.missing)');
        store.run('UPDATE main.containers SET ts = k.ts FROM temp.kept_times k WHERE k.number = containers.number');
      });
    },
  };
}
