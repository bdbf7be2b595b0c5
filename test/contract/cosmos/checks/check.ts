// What a check of the Cosmos DB contract is, and what it gets to work with.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CosmosClient, PartitionKeyDefinitionVersion } from '@azure/cosmos';
import type { Container, ContainerRequest, Database } from '@azure/cosmos';

/** One promise of Cosmos DB. Checks share containers and no items: each may run alone, in any order. */
export interface Check {
  readonly name: string;
  /** Throws when the promise isn't kept. */
  readonly run: (context: Context) => Promise<void>;
}

/** An item of the checks; each check sets what it needs. */
export interface Item {
  readonly id: string;
  readonly pk?: unknown;
  readonly n?: number;
  readonly s?: string;
  readonly v?: unknown;
  readonly _etag?: string;
}

type Fill = (container: Container) => Promise<void>;

export interface Context {
  readonly endpoint: string;
  readonly key: string;
  readonly client: CosmosClient;
  /** Made for this run and dropped after it. */
  readonly database: Database;
  /** Made by the first check that asks for it; `fill` puts in what all its checks read. */
  container(definition: ContainerRequest, fill?: Fill): Promise<Container>;
  close(): Promise<void>;
}

/** A client, and a database of this run's own. */
export async function connect(endpoint: string, key: string): Promise<Context> {
  const client = new CosmosClient({ endpoint, key });
  const { database } = await client.databases.create({ id: `contract-${randomUUID()}` });
  const containers = new Map<string, Promise<Container>>();
  return {
    endpoint,
    key,
    client,
    database,
    container(definition, fill) {
      const id = definition.id ?? '';
      const made = containers.get(id) ?? makeContainer(database, definition, fill);
      containers.set(id, made);
      return made;
    },
    async close() {
      await statusOf(database.delete());
      client.dispose();
    },
  };
}

async function makeContainer(database: Database, definition: ContainerRequest, fill?: Fill): Promise<Container> {
  const { container } = await database.containers.createIfNotExists(definition);
  await fill?.(container);
  return container;
}

/** The container of most checks: every path indexed but `/blob`, and one composite index. */
export const items = (context: Context): Promise<Container> =>
  context.container({
    id: 'items',
    partitionKey: { paths: ['/pk'], version: PartitionKeyDefinitionVersion.V2 },
    indexingPolicy: {
      indexingMode: 'consistent',
      automatic: true,
      includedPaths: [{ path: '/*' }],
      excludedPaths: [{ path: '/blob/*' }, { path: '/"_etag"/?' }],
      compositeIndexes: [
        [
          { path: '/pk', order: 'ascending' },
          { path: '/n', order: 'descending' },
        ],
      ],
    },
  });

/** An id that no other check has. */
export const newId = (): string => randomUUID();

/** The status of an answer, or of the error that came instead. */
export async function statusOf(answer: Promise<{ readonly statusCode?: number; readonly code?: number }>): Promise<number> {
  try {
    const { statusCode, code } = await answer;
    return statusCode ?? code ?? 200;
  } catch (error) {
    return errorStatus(error);
  }
}

function errorStatus(error: unknown): number {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number') return error.code;
  // The SDK wraps the refusal of a whole batch in an error of its own.
  if (error instanceof Error && error.cause !== undefined) return errorStatus(error.cause);
  throw error;
}

export const refusedWith = async (status: number, answer: Promise<object>): Promise<void> => assert.equal(await statusOf(answer), status);

/** Asks again until it is so; throws after the deadline in milliseconds. */
export async function eventually(isSo: () => Promise<boolean>, deadline = 15_000): Promise<void> {
  const end = Date.now() + deadline;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `not so within ${deadline} ms`);
    await pause(100);
  }
}

/** The value, which must be there. */
export function present<T>(value: T | undefined | null, what = 'value'): T {
  assert.ok(value !== undefined && value !== null, `no ${what}`);
  return value;
}

export const ifMatch = (etag: string) => ({ accessCondition: { type: 'IfMatch', condition: etag } });
export const ifNoneMatch = (etag: string) => ({ accessCondition: { type: 'IfNoneMatch', condition: etag } });
