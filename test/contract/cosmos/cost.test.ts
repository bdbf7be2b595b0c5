// What a page costs the emulator: it reads as many of 10,000 items as of 100.
import { BulkOperationType, CosmosClient } from '@azure/cosmos';
import type { Container, FeedOptions, JSONValue } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emulatorKey, startCosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';
import type { CosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';

let emulator: CosmosEmulator;
let client: CosmosClient;
let container: Container;

const path = (name: string) => ({ path: `/${name}`, order: 'ascending' as const });

beforeAll(async () => {
  emulator = await startCosmosEmulator({ port: 0 });
  client = new CosmosClient({ endpoint: emulator.url, key: emulatorKey });
  const { database } = await client.databases.create({ id: 'cost' });
  ({ container } = await database.containers.create({
    id: 'mailboxes',
    partitionKey: { paths: ['/mailbox'] },
    indexingPolicy: {
      includedPaths: [{ path: '/event/?' }, { path: '/due/?' }],
      excludedPaths: [{ path: '/*' }],
      compositeIndexes: [
        [path('event'), path('id')],
        [path('event'), path('name'), path('id')],
      ],
    },
  }));
  await fill('small', 100);
  await fill('large', 10_000);
});

afterAll(async () => {
  client.dispose();
  await emulator.close();
});

/** Names repeat, so that a page may begin in the middle of equal ones; a few items are due. */
async function fill(mailbox: string, count: number): Promise<void> {
  for (let start = 0; start < count; start += 100)
    await container.items.batch(
      Array.from({ length: Math.min(100, count - start) }, (_, offset) => {
        const n = start + offset;
        const id = `a${String(n).padStart(5, '0')}`;
        const due = n % 20 === 0 && n < 100 ? { due: n } : {};
        const resourceBody = { id, mailbox, event: 'e', incarnation: 'i', name: `n${n % 10}`, ...due };
        return { operationType: BulkOperationType.Create, resourceBody };
      }),
      mailbox,
    );
}

/** The ids of a query's first page, and how many items were read for it. */
async function ask(query: string, values: Record<string, JSONValue>, options: FeedOptions): Promise<{ ids: string[]; read: number }> {
  const parameters = Object.entries(values).map(([name, value]) => ({ name: `@${name}`, value }));
  const page = await container.items.query<{ id: string }>({ query, parameters }, { ...options, populateQueryMetrics: true }).fetchNext();
  const read = /"retrievedDocumentCount":(\d+)/.exec(JSON.stringify(page.queryMetrics))?.[1];
  return { ids: page.resources.map(({ id }) => id), read: Number(read) };
}

const where = 'c.event = @event AND c.incarnation = @incarnation';
const bound = { event: 'e', incarnation: 'i' };

describe.each([
  ['by id', `SELECT * FROM c WHERE ${where} AND c.id > @id ORDER BY c.event ASC, c.id ASC OFFSET 0 LIMIT 21`, { id: 'a00050' }],
  [
    'by id, newest first',
    `SELECT * FROM c WHERE ${where} AND c.id < @id ORDER BY c.event DESC, c.id DESC OFFSET 0 LIMIT 21`,
    { id: 'a00050' },
  ],
  [
    'by name and id',
    `SELECT * FROM c WHERE ${where} AND (c.name > @name OR (c.name = @name AND c.id > @id))
     ORDER BY c.event ASC, c.name ASC, c.id ASC OFFSET 0 LIMIT 5`,
    { name: 'n5', id: 'a00055' },
  ],
  ['without ORDER BY', `SELECT TOP 21 * FROM c WHERE ${where}`, {}],
])('a page %s', (_, query, values) => {
  test('a page reads the same number of items from a large mailbox as from a small one', async () => {
    const askIn = (mailbox: string) => ask(query, { ...bound, ...values }, { partitionKey: mailbox });
    const [small, large] = [await askIn('small'), await askIn('large')];
    expect(large.ids.length).toBe(small.ids.length);
    expect(large.read).toBe(small.read);
    expect(large.read).toBe(large.ids.length);
  });
});

test('a page after a continuation reads no item again', async () => {
  const options: FeedOptions = { partitionKey: 'large', maxItemCount: 10, populateQueryMetrics: true };
  const parameters = Object.entries(bound).map(([name, value]) => ({ name: `@${name}`, value }));
  const query = { query: `SELECT * FROM c WHERE ${where} ORDER BY c.event ASC, c.id ASC`, parameters };
  let continuationToken: string | undefined;
  for (let page = 0; page < 5; page++) {
    const next = continuationToken ? { ...options, continuationToken } : options;
    const answer = await container.items.query<{ id: string }>(query, next).fetchNext();
    const wanted = Array.from({ length: 10 }, (_, n) => `a${String(page * 10 + n).padStart(5, '0')}`);
    expect(answer.resources.map(({ id }) => id)).toEqual(wanted);
    // One more tells that there is another page.
    expect(JSON.stringify(answer.queryMetrics)).toMatch(/"retrievedDocumentCount":11\b/);
    ({ continuationToken } = answer);
  }
});

test('what is due is found over all partitions without reading what is not', async () => {
  const query = 'SELECT c.mailbox, c.id, c.due FROM c WHERE c.due <= @now ORDER BY c.due ASC OFFSET 0 LIMIT 100';
  const { ids, read } = await ask(query, { now: 40 }, {});
  expect(ids.toSorted()).toEqual(['a00000', 'a00000', 'a00020', 'a00020', 'a00040', 'a00040']);
  expect(read).toBe(6);
});
