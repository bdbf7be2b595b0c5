// The routes below `docs`: items, batches, queries and the change feed of one container.
import { runAtomicBatch, runBulk } from '../items/batch.ts';
import { readChanges } from '../items/changeFeed.ts';
import { queryCharge, readCharge } from './charges.ts';
import type { Container } from '../items/containers.ts';
import { badRequest, CosmosError, notImplemented, tooLarge } from './errors.ts';
import { header, isQuery, isSet, jsonOf } from './exchange.ts';
import type { Answer, Exchange } from './exchange.ts';
import { largest } from '../items/identity.ts';
import { perform } from '../items/items.ts';
import type { Operation } from '../items/items.ts';
import type { Json } from './json.ts';
import { parseJson } from './json.ts';
import { readPartitionKey } from '../items/partitionKeys.ts';
import type { PartitionKey } from '../items/partitionKeys.ts';
import { changing } from '../items/removal.ts';
import { runPage } from '../query/queries.ts';

/** Answers a request to `…/docs`. */
export function answerFeed(exchange: Exchange, container: Container): Answer {
  if (isSet(exchange, 'x-ms-cosmos-is-query-plan-request'))
    // An SDK asks for the query plan beside each query, but needs it only if the answer to the query says so, which never happens here.
    throw badRequest('This emulator answers every query whole and makes no query plans.');
  if (isSet(exchange, 'x-ms-cosmos-is-batch-request')) return answerBatch(exchange, container);
  if (exchange.method === 'GET' && header(exchange, 'a-im') !== undefined) return answerChanges(exchange, container);
  if (exchange.method === 'GET') return answerQuery(exchange, container, { query: 'SELECT * FROM c' });
  if (exchange.method !== 'POST') throw new CosmosError(405, 'Items are listed by GET, made and queried by POST.');
  if (isQuery(exchange)) return answerQuery(exchange, container, jsonOf(exchange));
  checkSize(exchange);
  const kind = isSet(exchange, 'x-ms-documentdb-is-upsert') ? 'Upsert' : 'Create';
  return answerOperation(exchange, container, { kind, partition: wholeKey(exchange, container), body: jsonOf(exchange) });
}

const kinds: Readonly<Record<string, Operation['kind']>> = { GET: 'Read', PUT: 'Replace', PATCH: 'Patch', DELETE: 'Delete' };

/** Answers a request to `…/docs/{id}`. */
export function answerItem(exchange: Exchange, container: Container, id: string): Answer {
  const kind = kinds[exchange.method];
  if (!kind) throw new CosmosError(405, 'An item is read, replaced, patched or deleted.');
  checkSize(exchange);
  const body = kind === 'Replace' || kind === 'Patch' ? jsonOf(exchange) : undefined;
  return answerOperation(exchange, container, { kind, id, partition: wholeKey(exchange, container), body });
}

function answerOperation(exchange: Exchange, container: Container, wanted: Operation): Answer {
  const operation: Operation = { ...wanted, ifMatch: header(exchange, 'if-match'), ifNoneMatch: header(exchange, 'if-none-match') };
  const { store } = exchange;
  const work = () => perform(store, container, operation);
  const { status, document, text, charge } = operation.kind === 'Read' ? work() : changing(store, work);
  const etag = document?.['_etag'];
  return { status, ...(status !== 304 && text !== undefined && { text }), charge, headers: typeof etag === 'string' ? { etag } : {} };
}

function answerBatch(exchange: Exchange, container: Container): Answer {
  const { store, body } = exchange;
  if (!isSet(exchange, 'x-ms-cosmos-batch-atomic')) {
    return runBulk(store, container, { operations: jsonOf(exchange), bytes: body.length });
  }
  const partition = wholeKey(exchange, container);
  if (!partition) throw badRequest('PartitionKey value must be supplied for this operation.');
  checkSize(exchange);
  return runAtomicBatch(store, container, partition, { operations: jsonOf(exchange), bytes: body.length });
}

function answerQuery(exchange: Exchange, container: Container, spec: Json): Answer {
  const { results, continuation, retrieved } = runPage(exchange.store, container, {
    spec,
    partition: keyOf(exchange, container),
    pageSize: pageSizeOf(exchange),
    continuation: header(exchange, 'x-ms-continuation'),
  });
  const documents = `[${results.join(',')}]`;
  const bytes = Buffer.byteLength(documents);
  const metrics = `retrievedDocumentCount=${retrieved};outputDocumentCount=${results.length};outputDocumentSize=${bytes}`;
  return {
    status: 200,
    text: `{"_rid":${JSON.stringify(container.rid)},"Documents":${documents},"_count":${results.length}}`,
    charge: queryCharge(retrieved, bytes),
    headers: {
      'x-ms-item-count': String(results.length),
      ...(continuation !== undefined && { 'x-ms-continuation': continuation }),
      ...(isSet(exchange, 'x-ms-documentdb-populatequerymetrics') && { 'x-ms-documentdb-query-metrics': metrics }),
    },
  };
}

function answerChanges(exchange: Exchange, container: Container): Answer {
  if (header(exchange, 'a-im')?.toLowerCase() !== 'incremental feed')
    throw badRequest('The change feed is read in its latest-version mode only.');
  if (header(exchange, 'x-ms-start-epk') !== undefined || header(exchange, 'x-ms-end-epk') !== undefined)
    throw notImplemented('Parts of the range of partition keys');
  const { documents, etag } = readChanges(exchange.store, container, {
    partition: keyOf(exchange, container),
    ifNoneMatch: header(exchange, 'if-none-match'),
    ifModifiedSince: header(exchange, 'if-modified-since'),
    most: pageSizeOf(exchange),
  });
  const headers = { etag, 'x-ms-item-count': String(documents.length) };
  if (documents.length === 0) return { status: 304, headers };
  const charge = readCharge(documents.reduce((bytes, document) => bytes + document.length, 0));
  return { status: 200, body: { _rid: container.rid, Documents: documents.map(parseJson), _count: documents.length }, charge, headers };
}

/** 100 items unless the request names a number; with -1 the service chooses. */
function pageSizeOf(exchange: Exchange): number {
  const given = Number(header(exchange, 'x-ms-max-item-count') ?? 100);
  if (given === -1) return 1000;
  if (!Number.isInteger(given) || given < 1) throw badRequest('x-ms-max-item-count is a positive integer or -1.');
  return given;
}

function keyOf(exchange: Exchange, container: Container): PartitionKey | undefined {
  const value = header(exchange, 'x-ms-documentdb-partitionkey');
  return value === undefined ? undefined : readPartitionKey(value, container.partitionPaths.length);
}

/** The partition key with all of its levels; undefined if the request names none. Throws 400 for a prefix. */
export function wholeKey(exchange: Exchange, container: Container): Buffer | undefined {
  const key = keyOf(exchange, container);
  if (key && !key.complete) throw badRequest('PartitionKey value must be supplied for this operation.', 1001);
  return key?.bytes;
}

function checkSize({ body }: Exchange): void {
  if (body.length > largest) throw tooLarge();
}
