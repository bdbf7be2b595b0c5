// Implements the document store over a Cosmos DB container, and makes every write safe to repeat.
import { isDeepStrictEqual } from 'node:util';
import type { Container, JSONObject, OperationInput, OperationResponse } from '@azure/cosmos';
import type { JsonObject } from '../../runtime/json.ts';
import { ownTurn } from '../../runtime/inSteps.ts';
import type { Committed, Document, Documents, DueDocument, PatchOperation, Query, StoredDocument, Write } from '../documents.ts';
import { defaultRetryPolicy, withRetries, type RetryPolicy } from '../retry.ts';
import { directOf, requestMs } from './client.ts';
import type { Found, Pages } from './direct.ts';
import { classify, isItemMissing, numberIn, statusOf, StoreFailure } from './failures.ts';
import { withinOnePartition } from './queryPlans.ts';
import { nested, toCountSql, toPatchCondition, toSql } from './conditions.ts';

const exists = 409;
const missing = 404;
const conditionFailed = 412;
const failedDependency = 424;

/**
 * The documents of one container. `partitionProperty` is the property in the container's partition key path; the adapter adds it to every
 * document that it writes, and leaves it in those that it reads.
 */
export function cosmosDocuments(container: Container, partitionProperty: string, given: RetryPolicy = defaultRetryPolicy): Documents {
  const policy: RetryPolicy = { attemptMs: requestMs, ...given };
  const direct = directOf(container);
  const inPartition = (partition: string, document: Document): JsonObject => ({ ...document, [partitionProperty]: partition });

  return {
    read: (partition, id) =>
      withRetries(
        async ({ signal }) => {
          const found =
            (await direct?.read<Item>(container.url, partition, id, signal)) ??
            (await container.item(id, partition).read<Item>({ abortSignal: signal }));
          const resource = itemIn(found);
          return resource === undefined ? undefined : stored(resource, found.etag);
        },
        classify,
        policy,
      ),

    query: (partition, query) =>
      withRetries(
        async ({ signal }) => {
          const sql = toSql(query);
          const { limit } = query;
          const pages =
            direct?.query<Item>(container.url, sql, { partition, limit, signal }) ??
            container.items.query<Item>(sql, {
              partitionKey: partition,
              initialHeaders: withinOnePartition,
              maxItemCount: limit,
              abortSignal: signal,
            });
          const { items, isCut } = query.bytes === undefined ? await allOf(pages) : await firstOf(pages, query.bytes);
          const found = items.map((resource) => stored(resource, resource._etag, query.only));
          return isCut ? Object.assign(found, { isCut }) : found;
        },
        classify,
        policy,
      ),

    count: (partition, where) =>
      withRetries(
        async ({ signal }) => {
          const counted = container.items.query<number>(toCountSql(where), {
            partitionKey: partition,
            initialHeaders: withinOnePartition,
            abortSignal: signal,
          });
          return (await counted.fetchAll()).resources.reduce((sum, part) => sum + part, 0);
        },
        classify,
        policy,
      ),

    commit: (partition, writes) =>
      withRetries(
        async ({ repeated, signal }) => {
          const operations = writes.map((write) => toOperations(write, (document) => inPartition(partition, document)));
          const response = await container.items.batch(operations.flat(), partition, { abortSignal: signal });
          const places = operations.flatMap((some, place) => some.map(() => place));
          return outcome(response.result ?? [], places, repeated);
        },
        classify,
        policy,
      ),

    replaceIf: (partition, document, etag) =>
      withRetries(
        async ({ repeated, signal }) => {
          const item = container.item(document.id, partition);
          const wanted = inPartition(partition, document);
          try {
            const replaced = await item.replace(wanted, { accessCondition: { type: 'IfMatch', condition: etag }, abortSignal: signal });
            return replaced.etag;
          } catch (error) {
            if (statusOf(error) !== conditionFailed && !isItemMissing(error)) throw error;
            if (!repeated) return undefined;
            // An earlier attempt got no answer, and may have written what is stored now.
            const resource = itemIn(await item.read<Item>({ abortSignal: signal }));
            return resource !== undefined && isSame(resource, wanted) ? resource._etag : undefined;
          }
        },
        classify,
        policy,
      ),

    due: (from, to, limit, kind) =>
      withRetries(
        async ({ signal }) => {
          const found = container.items.query<DueDocument>(
            {
              query: `SELECT c.${partitionProperty} AS partition, c.id, c.due FROM c WHERE c.due >= @from AND c.due <= @to${kind === undefined ? '' : ' AND c.kind = @kind'} ORDER BY c.due ASC OFFSET 0 LIMIT ${limit}`,
              parameters: [
                { name: '@from', value: from },
                { name: '@to', value: to },
                ...(kind === undefined ? [] : [{ name: '@kind', value: kind }]),
              ],
            },
            { abortSignal: signal },
          );
          return (await found.fetchAll()).resources;
        },
        classify,
        policy,
      ),

    ping: () =>
      withRetries(
        async ({ signal }) => {
          itemIn(await container.item('ping', 'ping').read<Item>({ abortSignal: signal }));
        },
        classify,
        policy,
      ),

    identity: () =>
      withRetries(
        async ({ signal }) => {
          const { resource } = await container.read({ abortSignal: signal });
          if (resource === undefined) throw new StoreFailure('Reading the container', missing, undefined);
          return resource._rid;
        },
        classify,
        policy,
      ),
  };
}

/** An item as Cosmos DB returns it, with its system properties. */
type Item = JsonObject & { readonly id: string; readonly _etag: string };

/** The item in an answer; undefined if there is none. Throws for a 404 of the container or the account, which the SDK doesn't throw. */
function itemIn({ resource, statusCode, substatus }: Omit<Found<Item>, 'etag'>): Item | undefined {
  if (resource !== undefined) return resource;
  const failure = new StoreFailure('Reading an item', statusCode, substatus);
  if (!isItemMissing(failure)) throw failure;
  return undefined;
}

interface ItemsRead {
  readonly items: readonly Item[];
  readonly isCut: boolean;
}

async function allOf(pages: Pages<Item>): Promise<ItemsRead> {
  const items: Item[] = [];
  while (pages.hasMoreResults()) items.push(...(await pages.fetchNext()).resources);
  return { items, isCut: false };
}

/**
 * Reads answers of the store until they have `most` bytes together. Within one partition the SDK returns each answer as it comes, at most
 * 4 MB, and reads none ahead. Doesn't count the bytes of the last answer, so that short lists cost nothing more.
 */
async function firstOf(pages: Pages<Item>, limit: number): Promise<ItemsRead> {
  const items: Item[] = [];
  for (let bytes = 0; pages.hasMoreResults();) {
    const { resources } = await pages.fetchNext();
    items.push(...resources);
    if (!pages.hasMoreResults()) break;
    // The SDK has just parsed the answer, which takes long; other requests come first before the bytes are counted.
    await ownTurn();
    for (const item of resources) bytes += Buffer.byteLength(JSON.stringify(item));
    if (bytes >= limit) return { items, isCut: true };
  }
  return { items, isCut: false };
}

/** The document of an item. If the query read only some properties, `body` puts them together when somebody first asks for it. */
function stored(item: Item, etag = item._etag, only?: Query['only']): StoredDocument {
  if (only === undefined) return { id: item.id, etag, body: item };
  let body: JsonObject | undefined;
  return {
    id: item.id,
    etag,
    get body() {
      return (body ??= nested(only, item));
    },
  };
}

/** Whether the item equals the document to write, but for the system properties. */
function isSame(item: Item, wanted: JsonObject): boolean {
  const own = Object.fromEntries(Object.entries(item).filter(([name]) => !systemProperties.has(name)));
  return isDeepStrictEqual(own, JSON.parse(JSON.stringify(wanted)));
}

const systemProperties: ReadonlySet<string> = new Set(['_rid', '_self', '_etag', '_ts', '_attachments']);

/** The operations of a batch for a write: one, or several for a patch with more operations than Cosmos DB takes in one. */
function toOperations(write: Write, complete: (document: Document) => JsonObject): OperationInput[] {
  switch (write.write) {
    case 'create':
      return [{ operationType: 'Create', resourceBody: toSdk(complete(write.document)) }];
    case 'replace':
      return [
        {
          operationType: 'Replace',
          id: write.document.id,
          resourceBody: { ...toSdk(complete(write.document)), id: write.document.id },
        },
      ];
    case 'remove':
      return [{ operationType: 'Delete', id: write.id }];
    case 'patch':
      return inPatches(write.operations).map((operations, place) => ({
        operationType: 'Patch',
        id: write.id,
        resourceBody: {
          operations: operations.map(toPatch),
          // Only the first operation needs the condition: if that is refused, so is the whole batch.
          ...(write.when === undefined || place > 0 ? {} : { condition: toPatchCondition(write.when) }),
        },
      }));
  }
}

/** The most operations of one patch (Cosmos DB, "Partial document update": 10). */
const maxPatchOperations = 10;

const inPatches = (operations: readonly PatchOperation[]): readonly (readonly PatchOperation[])[] =>
  Array.from({ length: Math.ceil(operations.length / maxPatchOperations) }, (_, part) =>
    operations.slice(part * maxPatchOperations, (part + 1) * maxPatchOperations),
  );

/** The document as the SDK's type of JSON, which has no `undefined`: what has no value isn't written. */
const toSdk = (document: unknown): JSONObject => (isJsonObject(document) ? document : {});

const isJsonObject = (value: unknown): value is JSONObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function toPatch(
  operation: PatchOperation,
): { op: 'set'; path: string; value: unknown } | { op: 'remove'; path: string } | { op: 'incr'; path: string; value: number } {
  switch (operation.op) {
    case 'increment':
      return { op: 'incr', path: operation.path, value: operation.by };
    default:
      return operation;
  }
}

/**
 * Reads a batch's answer: if it was refused, the impossible operation has a status of its own, and all others have 424. `places` has the
 * write of each operation; a document's ETag is that of its write's last operation.
 */
function outcome(results: readonly OperationResponse[], places: readonly number[], repeated: boolean): Committed {
  const refusedBy = results.findIndex(({ statusCode }) => statusCode >= 300 && statusCode !== failedDependency);
  const refusing = results[refusedBy];
  if (refusing === undefined)
    return { outcome: 'done', etags: results.filter((_, at) => places[at + 1] !== places[at]).map(({ eTag }) => eTag ?? '') };
  const index = places[refusedBy] ?? refusedBy;
  const refused = (because: 'exists' | 'missing' | 'condition'): Committed => ({ outcome: 'refused', index, because, repeated });
  switch (refusing.statusCode) {
    case exists:
      return refused('exists');
    case missing:
      return refused('missing');
    case conditionFailed:
      return refused('condition');
    default:
      throw new StoreFailure('A batch', refusing.statusCode, numberIn(refusing, 'subStatusCode'));
  }
}
