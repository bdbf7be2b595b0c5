// The document stores for a test without an app: a Cosmos DB emulator in this process, with a deployment's containers. The SDK asks it
// without a connection, which takes half or less of what a call by HTTP takes; the contract of the documents and the API's tests send by HTTP.
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { ChangeFeedStartFrom, type Container, type CosmosClient, type Database } from '@azure/cosmos';
import { z } from 'zod';
import definitions from '../../../infra/cosmos-containers.json' with { type: 'json' };
import { emulatorKey, startCosmosEmulator, type CosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';
import { openCosmos } from '../../../lib/stores/cosmos/client.ts';
import { cosmosDocuments } from '../../../lib/stores/cosmos/documents.ts';
import { AbortError } from '../../../lib/stores/transport/exchange.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import type { Documents } from '../../../lib/stores/documents.ts';

export interface TestDocuments {
  readonly mailboxes: Documents;
  readonly directory: Documents;
  readonly notifications: Documents;
  readonly leases: Documents;
  /** The change feed of the mailboxes: what was written since the last call. */
  readonly feed: () => Promise<readonly JsonObject[]>;
  /** A tenant that no other test uses. */
  newTenant(): string;
  close(): Promise<void>;
}

const containers = z
  .array(z.looseObject({ id: z.string(), partitionKey: z.looseObject({ paths: z.array(z.string()) }) }))
  .parse(definitions);

/** With `open`, the test's own client reads and writes them. The store has the system's clock unless another one is given. */
export async function startDocuments(
  open: (endpoint: string, sender: HttpClient) => CosmosClient = openEmulator,
  clock: () => number = Date.now,
): Promise<TestDocuments> {
  const emulator = await startCosmosEmulator({ port: 0, clock });
  const cosmos = open(emulator.url, withoutConnection(emulator));
  const { database } = await cosmos.databases.create({ id: 'test' });
  for (const { id, partitionKey, ...rest } of containers)
    await database.containers.create({ id, partitionKey: { paths: [...partitionKey.paths] }, ...rest });
  return {
    ...documentsIn(database),
    feed: feedOf(database.container('mailboxes')),
    newTenant: () => randomUUID(),
    async close() {
      cosmos.dispose();
      await emulator.close();
    },
  };
}

const openEmulator = (endpoint: string, sender: HttpClient): CosmosClient => openCosmos(endpoint, { key: emulatorKey }, { sender });

/** The four stores of documents that a deployment's database holds. */
export const documentsIn = (database: Database): Pick<TestDocuments, 'mailboxes' | 'directory' | 'notifications' | 'leases'> => ({
  mailboxes: cosmosDocuments(database.container('mailboxes'), 'mailbox'),
  directory: cosmosDocuments(database.container('directory'), 'tenant'),
  notifications: cosmosDocuments(database.container('notifications'), 'subscription'),
  leases: cosmosDocuments(database.container('leases'), 'id'),
});

/** Sends to the emulator's own routes. As with a connection, others have their turn before a request arrives, and before its answer does. */
export const withoutConnection = (emulator: CosmosEmulator): HttpClient => ({
  async sendRequest(request) {
    const { method, body = '', abortSignal } = request;
    if (typeof body !== 'string') throw new Error('The SDK sends texts to Cosmos DB.');
    const { pathname, search, host } = new URL(request.url);
    const othersTurn = async (): Promise<void> => {
      await setImmediate();
      if (abortSignal?.aborted === true) throw new AbortError('The request was aborted.');
    };
    await othersTurn();
    const { status, headers, text } = emulator.answer({
      method,
      url: pathname + search,
      headers: { ...request.headers.toJSON(), host },
      body: Buffer.from(body),
    });
    await othersTurn();
    return { request, status, headers: createHttpHeaders(headers), bodyAsText: text };
  },
});

/** Reads on from where the last call has ended. */
function feedOf(container: Container): () => Promise<readonly JsonObject[]> {
  let from: string | undefined;
  return async () => {
    const found: JsonObject[] = [];
    const options = { changeFeedStartFrom: startFrom(from), maxItemCount: 1_000 };
    const pages = container.items.getChangeFeedIterator<JsonObject>(options);
    while (pages.hasMoreResults) {
      const page = await pages.readNext();
      from = page.continuationToken;
      if (page.statusCode === 304) break;
      found.push(...page.result);
    }
    return found;
  };
}

const startFrom = (continuation: string | undefined) =>
  continuation === undefined ? ChangeFeedStartFrom.Beginning() : ChangeFeedStartFrom.Continuation(continuation);
