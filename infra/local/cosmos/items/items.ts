// Operations on one item, alone or in a batch: create, upsert, read, replace, patch, delete.
import type { SQLInputValue } from 'node:sqlite';
import { readCharge, refusalCharge, writeCharge } from '../http/charges.ts';
import type { Container } from './containers.ts';
import { badRequest, conflict, itemNotFound, preconditionFailed, tooLarge } from '../http/errors.ts';
import { largest, resourceId, withSystemProperties } from './identity.ts';
import { entriesOf } from '../query/entries.ts';
import type { Entries, Entry } from '../query/entries.ts';
import { checkId, checkTtl, expiryOf } from './itemRules.ts';
import { isObject, valueAt } from '../http/json.ts';
import type { Json, JsonObject } from '../http/json.ts';
import { encodeValue } from '../query/ordering.ts';
import { isOrdered } from './orders.ts';
import { partitionKeyOf } from './partitionKeys.ts';
import { applyPatch, readPatch } from './patch.ts';
import { removeEntries, removeItem } from './removal.ts';
import { holdsFor } from '../query/queries.ts';
import { bodyOf, integer, nextNumber } from './store.ts';
import type { Store } from './store.ts';

export type OperationKind = 'Create' | 'Upsert' | 'Read' | 'Replace' | 'Patch' | 'Delete';

export interface Operation {
  readonly kind: OperationKind;
  /** The id in the path; a create or an upsert has it in the body. */
  readonly id?: string | undefined;
  /** The partition key that the request names, encoded. */
  readonly partition: Buffer | undefined;
  readonly body?: Json | undefined;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  /** The change that the operation is a part of, where others of its batch are too. */
  readonly change?: Change;
}

/** A place in the change feed, and its time in seconds since 1970. What one batch writes has one of both. */
export interface Change {
  readonly lsn: number;
  readonly time: number;
}

export interface Outcome {
  readonly status: number;
  readonly document?: JsonObject;
  /** The document as JSON text. */
  readonly text?: string;
  readonly charge: number;
}

interface Item {
  readonly number: number;
  readonly partition: Buffer;
  readonly document: JsonObject;
  /** The document as JSON text. */
  readonly text: string;
}

/** Does one operation. The caller opens a transaction for writes. Throws CosmosError. */
export function perform(store: Store, container: Container, operation: Operation): Outcome {
  if (operation.kind === 'Create' || operation.kind === 'Upsert') return insert(store, container, operation);
  const { partition, id } = operation;
  if (!partition) throw badRequest('PartitionKey value must be supplied for this operation.');
  const item = find(store, container, partition, checkId(id));
  if (!item) throw itemNotFound();
  if (operation.kind === 'Read') {
    if (operation.ifNoneMatch === item.document['_etag']) return { status: 304, document: item.document, charge: refusalCharge };
    return { status: 200, document: item.document, text: item.text, charge: readCharge(Buffer.byteLength(item.text)) };
  }
  checkPreconditions(item, operation);
  switch (operation.kind) {
    case 'Replace': {
      const body = asItem(operation.body);
      if (body['id'] !== id) throw badRequest('The id of an item can’t be replaced.');
      checkPartition(container, body, partition);
      return save(store, container, { partition, body, existing: item, change: operation.change });
    }
    case 'Patch': {
      const { operations, condition } = readPatch(operation.body);
      if (condition !== undefined && !holdsFor(condition, item.document)) throw preconditionFailed();
      const body = applyPatch(item.document, operations, container.partitionPaths);
      return save(store, container, { partition, body, existing: item, change: operation.change });
    }
    case 'Delete':
      removeItem(store, container.indexing, { container: container.number, partition, number: item.number }, item.document);
      return { status: 204, charge: writeCharge(Buffer.byteLength(item.text), container.indexing.indexes.length) };
  }
}

function insert(store: Store, container: Container, operation: Operation): Outcome {
  const body = asItem(operation.body);
  const id = checkId(body['id']);
  const partition = checkPartition(container, body, operation.partition);
  const existing = find(store, container, partition, id);
  if (existing && operation.kind === 'Create') throw conflict();
  if (existing) checkPreconditions(existing, operation);
  return save(store, container, { partition, body, existing, change: operation.change });
}

function asItem(body: Json | undefined): JsonObject {
  if (!isObject(body)) throw badRequest('An item is a JSON object.');
  return body;
}

/** The document's partition key. Throws 400 with 1001 when the request names another. */
function checkPartition(container: Container, body: JsonObject, named: Buffer | undefined): Buffer {
  const partition = partitionKeyOf(body, container.partitionPaths);
  if (named && !named.equals(partition))
    throw badRequest("PartitionKey extracted from document doesn't match the one specified in the header.", 1001);
  return partition;
}

function checkPreconditions({ document }: Item, { ifMatch, ifNoneMatch }: Operation): void {
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== document['_etag']) throw preconditionFailed();
  if (ifNoneMatch !== undefined && (ifNoneMatch === '*' || ifNoneMatch === document['_etag'])) throw preconditionFailed();
}

function find(store: Store, container: Container, partition: Buffer, id: string): Item | undefined {
  const row = store.row(
    'SELECT number, lsn FROM items WHERE container = ? AND partition = ? AND id = ? AND (expires IS NULL OR expires > ?)',
    container.number,
    partition,
    id,
    store.now(),
  );
  if (!row) return undefined;
  const number = integer(row, 'number');
  const { text, document } = store.parsed(number, integer(row, 'lsn'), () => bodyOf(store, number));
  return { number, partition, document: asItem(document), text };
}

/** An item to write: a new one, or the new version of an existing one. */
interface Draft {
  readonly partition: Buffer;
  readonly body: JsonObject;
  readonly existing: Item | undefined;
  readonly change: Change | undefined;
}

/** Writes an item with its change, its expiry, its index entries and its unique keys. */
function save(store: Store, container: Container, { partition, body, existing, change }: Draft): Outcome {
  checkTtl(body);
  const { lsn, time } = change ?? nextChange(store, container);
  const rid = existing?.document['_rid'] ?? resourceId(container.rid, nextNumber(store, 'items'), 8);
  if (typeof rid !== 'string') throw new TypeError('_rid isn’t text.');
  const system = { rid, self: `${container.self}docs/${rid}/`, now: time, more: { _attachments: 'attachments/' } };
  const document = withSystemProperties(body, system);
  const json = JSON.stringify(document);
  const bytes = Buffer.byteLength(json);
  if (bytes > largest) throw tooLarge();
  // A clock that was set back counts for this, though `_ts` doesn't go back.
  const expires = expiryOf({ ...document, _ts: Math.min(time, store.now()) }, container.defaultTtl);
  const values = [lsn, expires, json] as const;
  if (existing) store.run('UPDATE items SET lsn = ?, expires = ?, body = ? WHERE number = ?', ...values, existing.number);
  const number = existing?.number ?? insertRow(store, [container.number, partition, checkId(document['id']), ...values]);
  const item = { number, partition, document, text: json };
  store.wrote(number, { lsn, text: json, document });
  writeIndexes(store, container, item, existing?.document);
  claimUniqueKeys(store, container, item);
  return { status: existing ? 200 : 201, document, text: json, charge: writeCharge(bytes, container.indexing.indexes.length) };
}

/** Inserts a row and returns its number. */
function insertRow(store: Store, values: readonly SQLInputValue[]): number {
  const row = store.row(
    'INSERT INTO items (container, partition, id, lsn, expires, body) VALUES (?, ?, ?, ?, ?, ?) RETURNING number',
    ...values,
  );
  if (!row) throw new Error('SQLite gave no row number.');
  return integer(row, 'number');
}

/** The next place in the change feed. Its time is not before that of the place before, whatever the clock says. */
export function nextChange(store: Store, { number }: Container): Change {
  const row = store.row('UPDATE containers SET lsn = lsn + 1, ts = MAX(ts, ?) WHERE number = ? RETURNING lsn, ts', store.now(), number);
  if (!row) throw new Error('The container is gone.');
  return { lsn: integer(row, 'lsn'), time: integer(row, 'ts') };
}

/** Removes the index entries that only the document before had, and adds those that only the new one has. */
function writeIndexes(store: Store, { number: container, indexing }: Container, item: Item, before: JsonObject | undefined): void {
  const { number, partition, document } = item;
  const now = entriesOf(indexing, document);
  const had = before === undefined ? noEntries : entriesOf(indexing, before);
  removeEntries(store, { container, partition, number }, without(had, now));
  for (const { index, key } of without(now, had)) {
    store.run('INSERT INTO entries VALUES (?, ?, ?, ?, ?)', container, index, partition, key, number);
    if (isOrdered(store, container, index)) store.run('INSERT INTO orders VALUES (?, ?, ?, ?)', container, index, key, number);
  }
}

const noEntries: Entries = new Map();

/** The entries that aren't among the others. */
function* without(some: Entries, others: Entries): Generator<Entry> {
  for (const [name, entry] of some) if (!others.has(name)) yield entry;
}

/** Keys are unique within the partition; a missing value counts as null. Throws 409 for a key that another item has. */
function claimUniqueKeys(store: Store, container: Container, { number, partition, document }: Item): void {
  if (container.uniqueKeys.length === 0) return;
  store.run('DELETE FROM unique_keys WHERE item = ?', number);
  for (const [policy, paths] of container.uniqueKeys.entries()) {
    const key = Buffer.concat(paths.map((path) => encodeValue(valueAt(document, path) ?? null)));
    const claimed = store.run('INSERT OR IGNORE INTO unique_keys VALUES (?, ?, ?, ?, ?)', container.number, policy, partition, key, number);
    if (claimed === 0) throw conflict('Unique index constraint violation.');
  }
}
