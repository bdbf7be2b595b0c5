// The emulator's data, all of it in one SQLite file.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { StartError } from '../../process/child.ts';
import { createParsedItems } from '../parsedItems.ts';
import type { Parsed, ParsedItems } from '../parsedItems.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

export interface Store extends Pick<ParsedItems, 'parsed'> {
  /** Seconds since 1970, as Cosmos DB counts (`_ts`, TTL). */
  readonly now: () => number;
  row(sql: string, ...values: readonly SQLInputValue[]): Row | undefined;
  /** Yields rows one by one; a row that the caller doesn't ask for isn't read. */
  rows(sql: string, ...values: readonly SQLInputValue[]): Iterable<Row>;
  run(sql: string, ...values: readonly SQLInputValue[]): number;
  /** Commits all that `work` writes, or rolls it back if `work` throws. */
  transaction<T>(work: () => T): T;
  /** Says in a transaction what an item is from now on, so that nobody parses it; undefined for one that is gone. */
  wrote(number: number, parsed: Parsed | undefined): void;
  close(): void;
}

/** The application id that marks the file as the emulator's ("Cdbe"), and the version of its tables. */
const applicationId = 0x43646265;
const schemaVersion = 5;

const schema = `
CREATE TABLE databases (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE containers (
  number INTEGER PRIMARY KEY AUTOINCREMENT, database INTEGER NOT NULL REFERENCES databases ON DELETE CASCADE,
  id TEXT NOT NULL, body TEXT NOT NULL, lsn INTEGER NOT NULL DEFAULT 0, ts INTEGER NOT NULL DEFAULT 0, UNIQUE (database, id));
CREATE TABLE items (
  number INTEGER PRIMARY KEY AUTOINCREMENT, container INTEGER NOT NULL REFERENCES containers ON DELETE CASCADE,
  partition BLOB NOT NULL, id TEXT NOT NULL, lsn INTEGER NOT NULL, expires INTEGER, body TEXT NOT NULL,
  UNIQUE (container, partition, id));
CREATE INDEX items_by_container ON items (container);
CREATE INDEX items_by_partition ON items (container, partition);
CREATE INDEX items_by_lsn ON items (container, lsn, number);
CREATE INDEX items_by_expiry ON items (expires) WHERE expires IS NOT NULL;
CREATE TABLE entries (
  container INTEGER NOT NULL, index_number INTEGER NOT NULL, partition BLOB NOT NULL, key BLOB NOT NULL, item INTEGER NOT NULL,
  PRIMARY KEY (container, index_number, partition, key, item)) WITHOUT ROWID;
CREATE TABLE ordered (container INTEGER NOT NULL, index_number INTEGER NOT NULL, PRIMARY KEY (container, index_number)) WITHOUT ROWID;
CREATE TABLE orders (
  container INTEGER NOT NULL, index_number INTEGER NOT NULL, key BLOB NOT NULL, item INTEGER NOT NULL,
  PRIMARY KEY (container, index_number, key, item)) WITHOUT ROWID;
CREATE TABLE unique_keys (
  container INTEGER NOT NULL, policy_number INTEGER NOT NULL, partition BLOB NOT NULL, key BLOB NOT NULL,
  item INTEGER NOT NULL REFERENCES items ON DELETE CASCADE,
  PRIMARY KEY (container, policy_number, partition, key)) WITHOUT ROWID;
CREATE INDEX unique_keys_by_item ON unique_keys (item);
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};`;

/** Opens the file, which is created with its folder if needed, or memory. Throws StartError when the file is in use or isn't a store. */
export function openStore(file: string | undefined, now: () => number): Store {
  const database = openDatabase(file);
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const idle = new Map<string, StatementSync[]>();
  // Each reading has a statement of its own: one that is used while its rows are being read would start again.
  function* rows(sql: string, ...values: readonly SQLInputValue[]): Generator<Row> {
    const free = idle.get(sql) ?? [];
    idle.set(sql, free);
    const statement = free.pop() ?? database.prepare(sql);
    try {
      yield* statement.iterate(...values);
    } finally {
      // Also one of which not all rows were wanted: the end of its iterator has reset it.
      free.push(statement);
    }
  }
  const run = (sql: string, ...values: readonly SQLInputValue[]): number => Number(prepare(sql).run(...values).changes);
  const items = createParsedItems();
  /** What the open transaction has written; undefined outside of one. */
  let written: Map<number, Parsed | undefined> | undefined;
  return {
    now,
    // What a transaction reads may be rolled back: nothing of it is kept before it is committed.
    parsed: (number, lsn, read) => written?.get(number) ?? items.parsed(number, lsn, read, written === undefined),
    wrote: (number, parsed) => void written?.set(number, parsed),

    run,
    row: (sql, ...values) => prepare(sql).get(...values),
    rows,
    transaction(work) {
      run('BEGIN IMMEDIATE');
      written = new Map();
      try {
        const result = work();
        run('COMMIT');
        for (const [number, parsed] of written) items.keep(number, parsed);
        return result;
      } catch (error) {
        // SQLite has rolled back already when the disk was full.
        if (database.isTransaction) run('ROLLBACK');
        throw error;
      } finally {
        written = undefined;
      }
    },
    close() {
      database.close();
    },
  };
}

function openDatabase(file: string | undefined): DatabaseSync {
  const name = file ?? ':memory:';
  let database: DatabaseSync | undefined;
  try {
    if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
    database = new DatabaseSync(name);
    // The first read takes the lock and keeps it: a second emulator can't start on the same file.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE');
    prepareSchema(database, name);
    database.exec('COMMIT');
    return database;
  } catch (error) {
    if (database?.isOpen) database.close();
    if (error instanceof StartError) throw error;
    throw new StartError(explain(name, error));
  }
}

function prepareSchema(database: DatabaseSync, name: string): void {
  if (database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined) {
    database.exec(schema);
    return;
  }
  const application = database.prepare('PRAGMA application_id').get()?.['application_id'];
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
  if (application !== applicationId) throw new StartError(`${name} isn't a data file of the Cosmos DB emulator.`);
  if (version !== schemaVersion)
    throw new StartError(`${name} is of another version of the Cosmos DB emulator: remove it to start afresh.`);
}

/** SQLite's result codes: 5 busy, 11 corrupt, 14 can't open, 26 not a database. */
function explain(name: string, error: unknown): string {
  const code = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
  if (code === 5) return `${name} is in use by another Cosmos DB emulator.`;
  if (code === 11 || code === 26) return `${name} is damaged or no SQLite file: restore it, or remove it to start afresh.`;
  return `${name} can't be opened: ${error instanceof Error ? error.message : String(error)}`;
}

/** The number that the next new row gets. Numbers are never reused, so that resource ids aren't either. */
export function nextNumber(store: Store, table: 'databases' | 'containers' | 'items'): number {
  const last = store.row('SELECT seq FROM sqlite_sequence WHERE name = ?', table);
  return last ? integer(last, 'seq') + 1 : 1;
}

/** The JSON text of an item's row. */
export function bodyOf(store: Store, number: number): string {
  const row = store.row('SELECT body FROM items WHERE number = ?', number);
  if (!row) throw new Error('An item went while it was read.');
  return text(row, 'body');
}

/** The value of a text column. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`${column} isn't text.`);
  return value;
}

/** The value of an integer column. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`${column} isn't an integer.`);
  return value;
}

/** The value of a blob column. */
export function blob(row: Row, column: string): Buffer {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`${column} isn't a blob.`);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
