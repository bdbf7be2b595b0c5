// The emulator's routes: the account, databases, containers and what is below a container.
import { createContainer, dropContainer, listContainers, readContainer, replaceContainer } from '../items/containers.ts';
import { createDatabase, dropDatabase, listDatabases, readDatabase } from '../items/containers.ts';
import type { Container } from '../items/containers.ts';
import { answerFeed, answerItem, wholeKey } from './documentRoutes.ts';
import { badRequest, CosmosError, notImplemented } from './errors.ts';
import { header, isQuery, jsonOf } from './exchange.ts';
import type { Answer, Exchange } from './exchange.ts';
import type { Json, JsonObject } from './json.ts';
import { removeItems } from '../items/removal.ts';
import { selectFrom } from '../query/queries.ts';

/** Answers a request. Throws CosmosError for a request that the emulator refuses. */
export function route(exchange: Exchange): Answer {
  const [root, database, colls, container, ...rest] = exchange.segments;
  if (root === undefined) return { status: 200, body: account(exchange.endpoint) };
  if (root === 'offers') return list(exchange, 'Offers', []);
  if (root !== 'dbs') throw new CosmosError(404, `There is nothing at /${root}.`);
  if (database === undefined) return databases(exchange);
  if (colls === undefined) return oneDatabase(exchange, database);
  if (colls !== 'colls') throw notImplemented(`'${colls}'`);
  if (container === undefined) return containers(exchange, database);
  if (rest.length === 0) return oneContainer(exchange, database, container);
  return inContainer(exchange, readContainer(exchange.store, database, container), rest);
}

/** The account, which an SDK reads first; it then sends its requests to the endpoint in it. */
function account(endpoint: string): JsonObject {
  const locations = [{ name: 'Local', databaseAccountEndpoint: endpoint }];
  return {
    id: 'emulator',
    _rid: 'emulator',
    _self: '',
    writableLocations: locations,
    readableLocations: locations,
    enableMultipleWriteLocations: false,
    userReplicationPolicy: { asyncReplication: false, minReplicaSetSize: 1, maxReplicasetSize: 1 },
    userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
    systemReplicationPolicy: { minReplicaSetSize: 1, maxReplicasetSize: 1 },
    readPolicy: { primaryReadCoefficient: 1, secondaryReadCoefficient: 1 },
    queryEngineConfiguration: '{}',
    media: '//media/',
    addresses: '//addresses/',
    _dbs: '//dbs/',
  };
}

function databases(exchange: Exchange): Answer {
  if (exchange.method === 'POST' && !isQuery(exchange)) return created(createDatabase(exchange.store, jsonOf(exchange)));
  return list(exchange, 'Databases', listDatabases(exchange.store));
}

function oneDatabase(exchange: Exchange, id: string): Answer {
  if (exchange.method === 'GET') return found(readDatabase(exchange.store, id));
  if (exchange.method !== 'DELETE') throw new CosmosError(405, 'A database is read or deleted.');
  dropDatabase(exchange.store, id);
  return { status: 204 };
}

function containers(exchange: Exchange, database: string): Answer {
  if (exchange.method === 'POST' && !isQuery(exchange)) return created(createContainer(exchange.store, database, jsonOf(exchange)));
  return list(exchange, 'DocumentCollections', listContainers(exchange.store, database));
}

function oneContainer(exchange: Exchange, database: string, id: string): Answer {
  switch (exchange.method) {
    case 'GET':
      return found(readContainer(exchange.store, database, id).body);
    case 'PUT':
      return found(replaceContainer(exchange.store, database, id, jsonOf(exchange)));
    case 'DELETE':
      dropContainer(exchange.store, database, id);
      return { status: 204 };
    default:
      throw new CosmosError(405, 'A container is read, replaced or deleted.');
  }
}

const unsupported: Readonly<Record<string, string>> = { sprocs: 'Stored procedures', triggers: 'Triggers', udfs: 'User-defined functions' };

/** Adds to an answer the headers that tell which container it is about. */
function inContainer(exchange: Exchange, container: Container, below: readonly string[]): Answer {
  const answer = answerBelow(exchange, container, below);
  const [, database, , name] = exchange.segments;
  return {
    ...answer,
    headers: {
      'x-ms-alt-content-path': `dbs/${encodeURIComponent(database ?? '')}/colls/${encodeURIComponent(name ?? '')}`,
      'x-ms-content-path': container.rid,
      ...answer.headers,
    },
  };
}

function answerBelow(exchange: Exchange, container: Container, [kind, id, ...deeper]: readonly string[]): Answer {
  if (kind !== undefined && unsupported[kind] !== undefined) throw notImplemented(unsupported[kind]);
  if (deeper.length > 0) throw badRequest('There is nothing below an item.');
  if (kind === 'docs') return id === undefined ? answerFeed(exchange, container) : answerItem(exchange, container, id);
  if (kind === 'pkranges') return partitionRanges(exchange, container);
  if (kind === 'operations' && id === 'partitionkeydelete') return deletePartition(exchange, container);
  throw notImplemented(`'${kind ?? ''}'`);
}

/** One physical partition holds everything. */
function partitionRanges(exchange: Exchange, container: Container): Answer {
  const headers = { etag: '"1"' };
  if (header(exchange, 'if-none-match') === headers.etag) return { status: 304, headers };
  const bounds = { minInclusive: '', maxExclusive: 'FF', ridPrefix: 0, throughputFraction: 1, status: 'online', parents: [] };
  const range = { id: '0', _rid: container.rid, ...bounds, _etag: headers.etag, _ts: 0 };
  return { status: 200, body: { _rid: container.rid, PartitionKeyRanges: [range], _count: 1 }, headers };
}

function deletePartition(exchange: Exchange, container: Container): Answer {
  const partition = wholeKey(exchange, container);
  if (!partition) throw badRequest('PartitionKey value must be supplied for this operation.');
  const { store } = exchange;
  store.transaction(() => removeItems(store, 'container = ? AND partition = ?', container.number, partition));
  return { status: 200, body: {} };
}

function list(exchange: Exchange, name: string, resources: readonly JsonObject[]): Answer {
  const results: readonly Json[] = isQuery(exchange) ? selectFrom(jsonOf(exchange), resources) : resources;
  return { status: 200, body: { _rid: '', [name]: [...results], _count: results.length }, charge: 2 };
}

const found = (body: JsonObject): Answer => ({ status: 200, body, charge: 2, headers: etagOf(body) });
const created = (body: JsonObject): Answer => ({ status: 201, body, charge: 4.95, headers: etagOf(body) });
const etagOf = ({ _etag: etag }: JsonObject): Record<string, string> => (typeof etag === 'string' ? { etag } : {});
