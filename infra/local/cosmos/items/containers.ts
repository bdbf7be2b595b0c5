// Creates, lists, replaces and deletes databases and containers, and checks their definitions.
import { badRequest, conflict, ownerNotFound } from '../http/errors.ts';
import { newEtag, resourceId, withSystemProperties } from './identity.ts';
import { entriesOf } from '../query/entries.ts';
import { defaultPolicy, readIndexing, readPath } from '../query/indexing.ts';
import type { Indexing } from '../query/indexing.ts';
import { checkId, expiryOf } from './itemRules.ts';
import { isObject, parseJson } from '../http/json.ts';
import type { Json, JsonObject } from '../http/json.ts';
import { dropEntries, forgetOrders, rebuildOrders } from './orders.ts';
import { blob, integer, nextNumber, text } from './store.ts';
import type { Row, Store } from './store.ts';

export interface Container {
  readonly number: number;
  readonly body: Readonly<JsonObject>;
  readonly rid: string;
  readonly self: string;
  readonly partitionPaths: readonly (readonly string[])[];
  readonly uniqueKeys: readonly (readonly (readonly string[])[])[];
  readonly indexing: Indexing;
  /** Seconds, -1 for "only where an item says so", undefined for no expiry at all. */
  readonly defaultTtl: number | undefined;
}

const bodyOf = (row: Row): JsonObject => asObject(parseJson(text(row, 'body')));
const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

export function createDatabase(store: Store, body: Json): JsonObject {
  const id = checkId(isObject(body) ? body['id'] : undefined);
  return store.transaction(() => {
    if (store.row('SELECT 1 FROM databases WHERE id = ?', id)) throw conflict();
    const number = nextNumber(store, 'databases');
    const rid = resourceId(undefined, number, 4);
    const more = { _colls: 'colls/', _users: 'users/' };
    const database = withSystemProperties({ id }, { rid, self: `dbs/${rid}/`, now: store.now(), more });
    store.run('INSERT INTO databases (number, id, body) VALUES (?, ?, ?)', number, id, JSON.stringify(database));
    return database;
  });
}

export const listDatabases = (store: Store): JsonObject[] => Array.from(store.rows('SELECT body FROM databases ORDER BY number'), bodyOf);

/** Throws 404. */
export const readDatabase = (store: Store, id: string): JsonObject => bodyOf(databaseRow(store, id));

export function dropDatabase(store: Store, id: string): void {
  const number = integer(databaseRow(store, id), 'number');
  forget(store);
  store.transaction(() => {
    dropEntries(store, 'IN (SELECT number FROM containers WHERE database = ?)', number);
    store.run('DELETE FROM databases WHERE number = ?', number);
  });
}

function databaseRow(store: Store, id: string): Row {
  const row = store.row('SELECT number, body FROM databases WHERE id = ?', id);
  if (!row) throw ownerNotFound();
  return row;
}

export function createContainer(store: Store, databaseId: string, body: Json): JsonObject {
  const given = asObject(body);
  const id = checkId(given['id']);
  return store.transaction(() => {
    const database = databaseRow(store, databaseId);
    const owner = integer(database, 'number');
    if (store.row('SELECT 1 FROM containers WHERE database = ? AND id = ?', owner, id)) throw conflict();
    const number = nextNumber(store, 'containers');
    const rid = resourceId(asText(bodyOf(database)['_rid']), number, 4);
    const more = { _docs: 'docs/', _sprocs: 'sprocs/', _triggers: 'triggers/', _udfs: 'udfs/', _conflicts: 'conflicts/' };
    const definition = withSystemProperties(
      {
        conflictResolutionPolicy: { mode: 'LastWriterWins', conflictResolutionPath: '/_ts', conflictResolutionProcedure: '' },
        ...given,
        indexingPolicy: completePolicy(given['indexingPolicy']),
        partitionKey: { kind: 'Hash', version: 2, ...asObject(given['partitionKey']) },
      },
      { rid, self: `${asText(bodyOf(database)['_self'])}colls/${rid}/`, now: store.now(), more },
    );
    describeContainer(number, definition);
    store.run('INSERT INTO containers (number, database, id, body) VALUES (?, ?, ?, ?)', number, owner, id, JSON.stringify(definition));
    return definition;
  });
}

/** The policy as Cosmos DB completes it: `_etag` is never indexed. */
function completePolicy(policy: Json | undefined): Json {
  const given = { ...asObject(defaultPolicy), ...asObject(policy) };
  const excluded = Array.isArray(given['excludedPaths']) ? given['excludedPaths'] : [];
  const hasEtag = excluded.some((entry) => isObject(entry) && entry['path'] === '/"_etag"/?');
  return { ...given, excludedPaths: hasEtag ? excluded : [...excluded, { path: '/"_etag"/?' }] };
}

export function listContainers(store: Store, databaseId: string): JsonObject[] {
  const database = integer(databaseRow(store, databaseId), 'number');
  return Array.from(store.rows('SELECT body FROM containers WHERE database = ? ORDER BY number', database), bodyOf);
}

/** Throws 404 when the container or its database doesn't exist. */
export function readContainer(store: Store, databaseId: string, id: string): Container {
  return described(store, `${databaseId}/${id}`, () =>
    store.row(
      'SELECT c.number, c.body FROM containers c JOIN databases d ON d.number = c.database WHERE d.id = ? AND c.id = ?',
      databaseId,
      id,
    ),
  );
}

/** The policy of the container that has this number. */
export const indexingOf = (store: Store, number: number): Indexing =>
  described(store, number, () => store.row('SELECT number, body FROM containers WHERE number = ?', number)).indexing;

/** The number of the container's latest change; it never goes back. */
export function latestChange(store: Store, number: number): number {
  const row = store.row('SELECT lsn FROM containers WHERE number = ?', number);
  return row ? integer(row, 'lsn') : 1;
}

/** What the containers of a store are, by number and by path: every request to one asks for it, and nobody else changes the file. */
const known = new WeakMap<Store, Map<number | string, Container>>();

function described(store: Store, name: number | string, find: () => Row | undefined): Container {
  const containers = known.get(store) ?? new Map<number | string, Container>();
  known.set(store, containers);
  const found = containers.get(name);
  if (found) return found;
  const row = find();
  if (!row) throw ownerNotFound();
  const container = describeContainer(integer(row, 'number'), bodyOf(row));
  containers.set(name, container);
  return container;
}

/** Definitions change: whatever becomes of the change, they are read anew. */
const forget = (store: Store): void => {
  known.delete(store);
  forgetOrders(store);
};

/** Reads a definition; throws 400 for one that Cosmos DB wouldn't take. */
function describeContainer(number: number, body: JsonObject): Container {
  const { kind, paths } = asObject(body['partitionKey']);
  if (!Array.isArray(paths) || paths.length === 0) throw badRequest('A container needs partitionKey.paths.');
  if (paths.length > (kind === 'MultiHash' ? 3 : 1))
    throw badRequest('Too many partition key paths: one, or up to three of kind MultiHash.');
  const defaultTtl = body['defaultTtl'] ?? undefined;
  if (defaultTtl !== undefined && (typeof defaultTtl !== 'number' || !Number.isInteger(defaultTtl) || defaultTtl === 0 || defaultTtl < -1))
    throw badRequest('defaultTtl is a positive number of seconds, or -1.');
  const { uniqueKeys } = asObject(body['uniqueKeyPolicy']);
  return {
    number,
    body,
    rid: asText(body['_rid']),
    self: asText(body['_self']),
    partitionPaths: paths.map(readPath),
    uniqueKeys: (Array.isArray(uniqueKeys) ? uniqueKeys : []).map((key) => {
      const { paths: members } = asObject(key);
      return (Array.isArray(members) ? members : []).map(readPath);
    }),
    indexing: readIndexing(body['indexingPolicy'] ?? defaultPolicy),
    defaultTtl,
  };
}

/** Replaces the indexing policy or the TTL; indexes and expiries are computed again from the items. */
export function replaceContainer(store: Store, databaseId: string, id: string, body: Json): JsonObject {
  return store.transaction(() => {
    const old = readContainer(store, databaseId, id);
    const given = asObject(body);
    if (given['id'] !== id) throw badRequest('The id of a container can’t be changed.');
    const { paths } = asObject(given['partitionKey']);
    if (paths !== undefined && JSON.stringify(paths) !== JSON.stringify(asObject(old.body['partitionKey'])['paths']))
      throw badRequest('The partition key of a container can’t be changed.');
    const { partitionKey = null } = old.body;
    const definition: JsonObject = { ...old.body, ...given, partitionKey, _etag: newEtag(), _ts: store.now() };
    if (given['defaultTtl'] === undefined) Reflect.deleteProperty(definition, 'defaultTtl');
    definition['indexingPolicy'] = completePolicy(given['indexingPolicy']);
    const container = describeContainer(old.number, definition);
    forget(store);
    store.run('UPDATE containers SET body = ? WHERE number = ?', JSON.stringify(definition), old.number);
    rebuild(store, container);
    return definition;
  });
}

function rebuild(store: Store, container: Container): void {
  store.run('DELETE FROM entries WHERE container = ?', container.number);
  for (const row of store.rows('SELECT number, partition, body FROM items WHERE container = ?', container.number)) {
    const item = integer(row, 'number');
    const partition = blob(row, 'partition');
    const document = bodyOf(row);
    store.run('UPDATE items SET expires = ? WHERE number = ?', expiryOf(document, container.defaultTtl), item);
    for (const { index, key } of entriesOf(container.indexing, document).values())
      store.run('INSERT INTO entries VALUES (?, ?, ?, ?, ?)', container.number, index, partition, key, item);
  }
  rebuildOrders(store, container.number);
}

export function dropContainer(store: Store, databaseId: string, id: string): void {
  const { number } = readContainer(store, databaseId, id);
  forget(store);
  store.transaction(() => {
    dropEntries(store, '= ?', number);
    store.run('DELETE FROM containers WHERE number = ?', number);
  });
}
