// What a list of messages costs: a page along an index, as many items read of 5,000 as of 100.
import { BulkOperationType, CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import definitions from '../../../infra/cosmos-containers.json' with { type: 'json' };
import { emulatorKey, startCosmosEmulator, type CosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { createMessages, type MessagePageRequest } from '../../../lib/calendar/meetings/messages.ts';
import { toSql } from '../../../lib/stores/cosmos/conditions.ts';
import type { Documents, Query } from '../../../lib/stores/documents.ts';

let emulator: CosmosEmulator;
let client: CosmosClient;
let container: Container;

const definition = z
  .looseObject({ id: z.string(), indexingPolicy: z.looseObject({}) })
  .parse(definitions.find(({ id }) => id === 'mailboxes'));
const mailbox = (id: string): Mailbox => ({ tenant: 't', kind: 'users', id });
const sizes = { small: 100, large: 5_000 } as const;
const instant = (n: number): string => new Date(Date.UTC(2027, 0, 1) + n * 60_000).toISOString();

beforeAll(async () => {
  emulator = await startCosmosEmulator({ port: 0 });
  client = new CosmosClient({ endpoint: emulator.url, key: emulatorKey });
  const { database } = await client.databases.create({ id: 'costs' });
  const { indexingPolicy } = definition;
  ({ container } = await database.containers.create({ id: 'mailboxes', partitionKey: { paths: ['/mailbox'] }, indexingPolicy }));
  for (const [id, count] of Object.entries(sizes)) await fill(id, count);
});

afterAll(async () => {
  client.dispose();
  await emulator.close();
});

/** Every other one is an event, and no message. */
async function fill(id: string, count: number): Promise<void> {
  const partition = mailboxPartition(mailbox(id));
  for (let start = 0; start < count; start += 100)
    await container.items.batch(
      Array.from({ length: 100 }, (_, offset) => {
        const n = start + offset;
        const own = n % 2 === 0 ? { kind: 'message', received: instant(n), inFolder: 'inbox' } : { kind: 'event', created: instant(n) };
        return { operationType: BulkOperationType.Create, resourceBody: { id: `document:${n}`, mailbox: partition, ...own } };
      }),
      partition,
    );
}

/** The query by which a page is asked for. */
async function queryOf(request: MessagePageRequest): Promise<Query> {
  let asked: Query | undefined;
  const refuse = () => Promise.reject(new Error('A page is one query.'));
  const documents: Documents = {
    query: (_partition, query) => {
      asked = query;
      return Promise.resolve([]);
    },
    read: refuse,
    count: refuse,
    commit: refuse,
    replaceIf: refuse,
    due: refuse,
    ping: refuse,
    identity: refuse,
  };
  await createMessages({ documents, clock: () => 0 }).list(mailbox('any'), request);
  return asked ?? expect.fail('nothing was asked');
}

/** How many items the store read for a page, and how many the page has. */
async function ask(id: keyof typeof sizes, request: MessagePageRequest): Promise<{ read: number; got: number }> {
  const options = { partitionKey: mailboxPartition(mailbox(id)), populateQueryMetrics: true };
  const page = await container.items.query(toSql(await queryOf(request)), options).fetchNext();
  const read = /"retrievedDocumentCount":(\d+)/.exec(JSON.stringify(page.queryMetrics))?.[1];
  return { read: Number(read), got: page.resources.length };
}

it.each([[[]], [['inbox']], [['Inbox']]])('a page of the folder %j reads what it shows and one more', async (folders) => {
  for (const size of ['small', 'large'] as const) expect(await ask(size, { limit: 10, folders })).toEqual({ read: 11, got: 11 });
});

it.each([[[]], [['inbox']]])('a page in the middle reads no more of many (%j)', async (folders) => {
  const request = { limit: 10, folders, after: { received: instant(60), id: 'document:60' } };
  const small = await ask('small', request);
  expect(small.got).toBe(11);
  expect(await ask('large', request)).toEqual(small);
});
