// What lists of events cost: a page along an index, as many items read of 10,000 as of 100.
import { BulkOperationType, CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import definitions from '../../../infra/cosmos-containers.json' with { type: 'json' };
import { emulatorKey, startCosmosEmulator, type CosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';
import { eventSortProperties, listEvents, type EventPageRequest, type EventSortProperty } from '../../../lib/calendar/events/list.ts';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { eventList } from '../../../lib/odata/event/eventQuery.ts';
import { parseQueryOptions } from '../../../lib/odata/query/queryOptions.ts';
import { toSql } from '../../../lib/stores/cosmos/conditions.ts';
import type { Documents, Query } from '../../../lib/stores/documents.ts';

let emulator: CosmosEmulator;
let client: CosmosClient;
let container: Container;

const definition = z
  .looseObject({ id: z.string(), indexingPolicy: z.looseObject({}) })
  .parse(definitions.find(({ id }) => id === 'mailboxes'));
const mailbox = (id: string): Mailbox => ({ tenant: 't', kind: 'users', id });
const sizes = { small: 100, large: 10_000 } as const;

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

/** Half of the events lie in another calendar; every tenth has an attachment. */
async function fill(id: string, count: number): Promise<void> {
  const partition = mailboxPartition(mailbox(id));
  for (let start = 0; start < count; start += 100)
    await container.items.batch(
      Array.from({ length: 100 }, (_, offset) => {
        const n = start + offset;
        const at = new Date(Date.UTC(2027, 0, 1) + n * 60_000).toISOString();
        const resourceBody = {
          id: `event:${n}`,
          mailbox: partition,
          kind: 'event',
          listed: true,
          calendar: n % 2 === 0 ? 'c' : 'other',
          created: at,
          modified: at,
          attachmentCount: n % 20 === 0 ? 1 : 0,
          sortKeys: { start: at, end: at, subject: `subject ${n % 7}`, texts: { subject: `subject ${n % 7}` } },
          properties: { sensitivity: 'normal', importance: 'normal', isAllDay: false },
        };
        return { operationType: BulkOperationType.Create, resourceBody };
      }),
      partition,
    );
}

/** The query by which a page is asked for. */
async function queryOf(request: EventPageRequest): Promise<Query> {
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
  await listEvents(documents, mailbox('any'), 'c', request);
  return asked ?? expect.fail('nothing was asked');
}

/** How many items the store read for a page, and how many the page has. */
async function ask(id: keyof typeof sizes, request: EventPageRequest): Promise<{ read: number; got: number }> {
  const options = { partitionKey: mailboxPartition(mailbox(id)), populateQueryMetrics: true };
  const page = await container.items.query(toSql(await queryOf(request)), options).fetchNext();
  const read = /"retrievedDocumentCount":(\d+)/.exec(JSON.stringify(page.queryMetrics))?.[1];
  return { read: Number(read), got: page.resources.length };
}

const orders = Object.keys(eventSortProperties).filter((name): name is EventSortProperty => Object.hasOwn(eventSortProperties, name));

describe.each(orders)('a page by %s', (property) => {
  it.each([false, true])('a page reads what it shows and one more, however many events there are (%s)', async (descending) => {
    const request = { limit: 10, orderBy: { property, descending } };
    for (const size of ['small', 'large'] as const) expect(await ask(size, request)).toEqual({ read: 11, got: 11 });
  });

  it('a page reads no more in the middle', async () => {
    const sort = property === 'subject' ? 'subject 3' : new Date(Date.UTC(2027, 0, 1) + 40 * 60_000).toISOString();
    const request = { limit: 10, orderBy: { property, descending: false }, after: { sort, id: 'event:40' } };
    const small = await ask('small', request);
    expect(small.got).toBe(11);
    expect(await ask('large', request)).toEqual(small);
  });
});

it('a week of them is found along the order by start', async () => {
  const text = "start/dateTime ge '2027-01-01T00:30' and start/dateTime lt '2027-01-01T01:00'";
  const { filter } = parseQueryOptions(new URLSearchParams({ $filter: text }), eventList);
  const request = { limit: 50, orderBy: { property: 'start/dateTime', descending: false }, ...(filter && { filter }) } as const;
  for (const size of ['small', 'large'] as const) {
    const { read, got } = await ask(size, request);
    expect(got).toBe(15);
    expect(read).toBeLessThanOrEqual(16);
  }
});
