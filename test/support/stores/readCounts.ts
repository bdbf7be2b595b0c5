// How many items the store reads for a page: one container with a deployment's indexes, filled by a test, and asked the service's own queries.
import { BulkOperationType, CosmosClient, type JSONObject } from '@azure/cosmos';
import { expect } from 'vitest';
import { z } from 'zod';
import definitions from '../../../infra/cosmos-containers.json' with { type: 'json' };
import { emulatorKey, startCosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';
import { toSql } from '../../../lib/stores/cosmos/conditions.ts';
import type { Documents, Query } from '../../../lib/stores/documents.ts';

export interface ReadCounts {
  /** Writes the documents into one partition. */
  fill(partition: string, documents: readonly JSONObject[]): Promise<void>;
  /** How many items the store read for the query, and how many it gave. */
  count(partition: string, query: Query): Promise<{ readonly read: number; readonly got: number }>;
  close(): Promise<void>;
}

const definition = z.array(
  z.looseObject({
    id: z.string(),
    partitionKey: z.looseObject({ paths: z.array(z.string()) }),
    indexingPolicy: z.looseObject({}),
  }),
);

const batchSize = 100;

export async function startReadCounts(id: 'mailboxes' | 'directory'): Promise<ReadCounts> {
  const emulator = await startCosmosEmulator({ port: 0 });
  const client = new CosmosClient({ endpoint: emulator.url, key: emulatorKey });
  const { database } = await client.databases.create({ id: 'costs' });
  const { partitionKey, indexingPolicy } = definition.parse(definitions).find((each) => each.id === id) ?? expect.fail(id);
  const { container } = await database.containers.create({ id, partitionKey: { paths: [...partitionKey.paths] }, indexingPolicy });
  const key = partitionKey.paths[0]?.slice(1) ?? expect.fail('A partition key has a path.');
  return {
    async fill(partition, documents) {
      for (let start = 0; start < documents.length; start += batchSize)
        await container.items.batch(
          documents
            .slice(start, start + batchSize)
            .map((document) => ({ operationType: BulkOperationType.Create, resourceBody: { ...document, [key]: partition } })),
          partition,
        );
    },
    async count(partition, query) {
      const page = await container.items.query(toSql(query), { partitionKey: partition, populateQueryMetrics: true }).fetchNext();
      const read = /"retrievedDocumentCount":(\d+)/.exec(JSON.stringify(page.queryMetrics))?.[1];
      return { read: Number(read), got: page.resources.length };
    },
    async close() {
      client.dispose();
      await emulator.close();
    },
  };
}

/** The one query that `ask` asks of the documents it is given. */
export async function queryAsked(ask: (documents: Documents) => Promise<unknown>): Promise<Query> {
  const asked: Query[] = [];
  const refuse = () => Promise.reject(new Error('A page is one query.'));
  const query: Documents['query'] = (_partition, given) => (asked.push(given), Promise.resolve([]));
  await ask({ query, read: refuse, count: refuse, commit: refuse, replaceIf: refuse, due: refuse, ping: refuse, identity: refuse });
  expect(asked).toHaveLength(1);
  return asked[0] ?? expect.fail();
}
