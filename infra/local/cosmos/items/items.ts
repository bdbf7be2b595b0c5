// Operations on one item, alone or in a batch: create, upsert, read, replace, patch, delete.
import { readCharge, refusalCharge, writeCharge } from '../http/charges.ts';
import type { Container } from './containers.ts';
import { badRequest, conflict, itemNotFound, preconditionFailed, tooLarge } from '../http/errors.ts';
import { largest, resourceId, withSystemProperties } from './identity.ts';
import { indexKey } from '../query/indexing.ts';
import { checkId, checkTtl, expiryOf } from './itemRules.ts';
import { isObject, parseJson, valueAt } from '../http/json.ts';
import type { Json, JsonObject } from '../http/json.ts';
import { encodeValue } from '../query/ordering.ts';
import { partitionKeyOf } from './partitionKeys.ts';
import { applyPatch, readPatch } from './patch.ts';
import { holdsFor } from '../query/queries.ts';
import { integer, text } from './store.ts';
import type { Store } from './store.ts';

export type OperationKind = 'Create' | 'Upsert' | 'Read' | 'Replace' | 'Patch' | 'Delete';

export interface Operation {
  readonly kind: OperationKind;
  /** The id in the path; of a create or an upsert, the body has it. */
  readonly id?: string | undefined;
  /** The partition key that the request names, encoded. */
  readonly partition: Buffer | undefined;
  readonly body?: Json | undefined;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

export interface Outcome {
  readonly status: number;
  readonly document?: JsonObject;
  readonly charge: number;
}

interface Item {
  readonly number: number;
  readonly document: JsonObject;
  readonly bytes: number;
}

/** Runs one operation. Writes belong into a transaction of the caller's. Throws CosmosError. */
export function perform(store: Store, container: Container, operation: Operation): Outcome {
  if (operation.kind === 'Create' || operation.kind === 'Upsert') return insert(store, container, operation);
  const { partition, id } = operation;
  if (!partition) throw badRequest('PartitionKey value must be supplied for this operation.');
  const item = find(store, container, partition, checkId(id));
  if (!item) throw itemNotFound();
  if (operation.kind === 'Read') {
    if (operation.ifNoneMatch === item.document['_etag']) return { status: 304, document: item.document, charge: refusalCharge };
    return { status: 200, document: item.document, charge: readCharge(item.bytes) };
  }
  checkPreconditions(item, operation);
  switch (operation.kind) {
    case 'Replace': {
      const body = asItem(operation.body);
      if (body['id'] !== id) throw badRequest('The id of an item can’t be replaced.');
      checkPartition(container, body, partition);
      return save(store, container, partition, body, item);
    }
    case 'Patch': {
      const { operations, condition } = readPatch(operation.body);
      if (condition !== undefined && !holdsFor(condition, item.document)) throw preconditionFailed();
      return save(store, container, partition, applyPatch(item.document, operations, container.partitionPaths), item);
    }
    case 'Delete':
      store.run('DELETE FROM items WHERE number = ?', item.number);
      return { status: 204, charge: writeCharge(item.bytes, container.indexing.indexes.length) };
  }
}

function insert(store: Store, container: Container, operation: Operation): Outcome {
  const body = asItem(operation.body);
  const id = checkId(body['id']);
  const partition = checkPartition(container, body, operation.partition);
  const existing = find(store, container, partition, id);
  if (existing && operation.kind === 'Create') throw conflict();
  if (existing) checkPreconditions(existing, operation);
  return save(store, container, partition, body, existing);
}

function asItem(body: Json | undefined): JsonObject {
  if (!isObject(body)) throw badRequest('An item is a JSON object.');
  return body;
}

/** The document's partition key; 400 with 1001 when the request names another. */
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
    'SELECT number, body FROM items WHERE container = ? AND partition = ? AND id = ? AND (expires IS NULL OR expires > ?)',
    container.number,
    partition,
    id,
    store.now(),
  );
  if (!row) return undefined;
  const body = text(row, 'body');
  return { number: integer(row, 'number'), document: asItem(parseJson(body)), bytes: Buffer.byteLength(body) };
}

/** Writes an item with all that hangs on it: change number, expiry, index entries, unique keys. */
function save(store: Store, container: Container, partition: Buffer, body: JsonObject, existing: Item | undefined): Outcome {
  checkTtl(body);
  const lsn = nextChange(store, container);
  const rid = existing?.document['_rid'] ?? resourceId(container.rid, lsn, 8);
  if (typeof rid !== 'string') throw new TypeError('_rid isn’t text.');
  const system = { rid, self: `${container.self}docs/${rid}/`, now: store.now(), more: { _attachments: 'attachments/' } };
  const document = withSystemProperties(body, system);
  const json = JSON.stringify(document);
  const bytes = Buffer.byteLength(json);
  if (bytes > largest) throw tooLarge();
  const expires = expiryOf(document, container.defaultTtl);
  let number: number;
  if (existing) {
    number = existing.number;
    store.run('UPDATE items SET lsn = ?, expires = ?, body = ? WHERE number = ?', lsn, expires, json, number);
  } else {
    const id = checkId(document['id']);
    const row = store.row(
      'INSERT INTO items (container, partition, id, lsn, expires, body) VALUES (?, ?, ?, ?, ?, ?) RETURNING number',
      container.number,
      partition,
      id,
      lsn,
      expires,
      json,
    );
    if (!row) throw new Error('SQLite gave no row number.');
    number = integer(row, 'number');
  }
  writeIndexes(store, container, partition, number, document, existing?.document);
  claimUniqueKeys(store, container, partition, number, document);
  return { status: existing ? 200 : 201, document, charge: writeCharge(bytes, container.indexing.indexes.length) };
}

function nextChange(store: Store, { number }: Container): number {
  const row = store.row('UPDATE containers SET lsn = lsn + 1 WHERE number = ? RETURNING lsn', number);
  if (!row) throw new Error('The container is gone.');
  return integer(row, 'lsn');
}

/** Entries whose key is still the same are left alone. */
function writeIndexes(
  store: Store,
  { number: container, indexing }: Container,
  partition: Buffer,
  item: number,
  document: JsonObject,
  before: JsonObject | undefined,
): void {
  for (const index of indexing.indexes) {
    const key = indexKey(index, document);
    if (!before) store.run('INSERT INTO entries VALUES (?, ?, ?, ?, ?)', container, index.number, partition, key, item);
    else if (!indexKey(index, before).equals(key))
      store.run('UPDATE entries SET key = ? WHERE item = ? AND index_number = ?', key, item, index.number);
  }
}

/** Unique within the partition; a missing value counts as null. */
function claimUniqueKeys(store: Store, container: Container, partition: Buffer, item: number, document: JsonObject): void {
  if (container.uniqueKeys.length === 0) return;
  store.run('DELETE FROM unique_keys WHERE item = ?', item);
  for (const [policy, paths] of container.uniqueKeys.entries()) {
    const key = Buffer.concat(paths.map((path) => encodeValue(valueAt(document, path) ?? null)));
    const claimed = store.run('INSERT OR IGNORE INTO unique_keys VALUES (?, ?, ?, ?, ?)', container.number, policy, partition, key, item);
    if (claimed === 0) throw conflict('Unique index constraint violation.');
  }
}
