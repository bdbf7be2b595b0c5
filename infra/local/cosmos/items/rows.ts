// The rows of the emulator's SQLite file, as its parts read and write them.
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { ParsedItems } from '../parsedItems.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

export interface Store extends ParsedItems {
  /** Seconds since 1970, as Cosmos DB counts (`_ts`, TTL). */
  readonly now: () => number;
  row(sql: string, ...values: readonly SQLInputValue[]): Row | undefined;
  /** Yields rows one by one; a row that the caller doesn't ask for isn't read. */
  rows(sql: string, ...values: readonly SQLInputValue[]): Iterable<Row>;
  run(sql: string, ...values: readonly SQLInputValue[]): number;
  /** Commits all that `work` writes, or rolls it back if `work` throws. Expired items are removed before. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** The number that the next new row gets. Numbers are never reused, so that resource ids aren't either. */
export function nextNumber(store: Store, table: 'databases' | 'containers' | 'items'): number {
  const last = store.row('SELECT seq FROM sqlite_sequence WHERE name = ?', table);
  return last ? integer(last, 'seq') + 1 : 1;
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
