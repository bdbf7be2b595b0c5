// How many HTTP requests the document store sends, all counted: also those that concern no document.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openCosmos } from '../../../lib/stores/cosmos/client.ts';
import { cosmosDocuments } from '../../../lib/stores/cosmos/documents.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { startCountingProxy, type CountingProxy } from '../../support/faults/countingProxy.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
let proxy: CountingProxy;
let documents: Documents;
let sent: string[] = [];
let headersSent: IncomingHttpHeaders[] = [];
let now = Date.now();
const mailbox = `t:users:${randomUUID()}`;

beforeAll(async () => {
  stores = await startStores();
  proxy = await startCountingProxy(
    stores.settings.COSMOS_ENDPOINT,
    ({ method, url, headers }) => {
      headersSent.push(headers);
      sent.push(
        `${String(method)} ${String(url).replace(/^.*\/(docs|colls)\b.*/, '$1')}${'x-within-one-partition' in headers ? ' marked' : ''}`,
      );
      return 'aside';
    },
    () => Promise.resolve(),
  );
  const client = openCosmos(proxy.url, { key: stores.settings.COSMOS_KEY ?? '' }, { clock: () => now });
  documents = cosmosDocuments(client.database(stores.settings.COSMOS_DATABASE).container('mailboxes'), 'mailbox');
  for (const count of [1, 2, 3])
    await documents.commit(mailbox, [{ write: 'create', document: { id: `event-${count}`, kind: 'event', count } }]);
});
beforeEach(() => void (sent = []));
afterAll(async () => {
  await proxy.close();
  await stores.close();
});

const inOrder = {
  where: { is: 'eq', property: 'kind', value: 'event' },
  orderBy: [{ property: 'id', descending: true }],
  limit: 2,
} as const;

it('a query of one partition is one request: its plan isn’t asked for', async () => {
  expect((await documents.query(mailbox, inOrder)).map(({ id }) => id)).toEqual(['event-3', 'event-2']);
  expect(sent).toEqual(['POST docs']);
});

it('a query that is cut by bytes is one request too', async () => {
  await documents.query(mailbox, { ...inOrder, bytes: 1_000 });
  expect(sent).toEqual(['POST docs']);
});

it('a count is one request', async () => {
  expect(await documents.count(mailbox, inOrder.where)).toBe(3);
  expect(sent).toEqual(['POST docs']);
});

it('a point read and a batch are one request each', async () => {
  await documents.read(mailbox, 'event-1');
  await documents.commit(mailbox, [{ write: 'patch', id: 'event-1', operations: [{ op: 'set', path: '/seen', value: true }] }]);
  expect(sent).toEqual(['GET docs', 'POST docs']);
});

it('a query of all partitions still asks for its plan, which the store may want', async () => {
  await documents.due(0, 1, 10);
  expect(sent.toSorted()).toEqual(['POST docs', 'POST docs']);
});

it('a point read and a query past the SDK have the headers that the SDK’s have, and after a minute the SDK sends one again', async () => {
  const named = 'x-ms-cosmos-correlated-activityid';
  const both = async (): Promise<readonly IncomingHttpHeaders[]> => {
    headersSent = [];
    await documents.read(mailbox, 'event-1');
    await documents.query(mailbox, inOrder);
    return headersSent;
  };
  const bySdk = await vi.waitFor(async () => {
    now += 60_001;
    const first = await both();
    expect(first[1]).toHaveProperty(named);
    // What sends without the SDK is loaded behind the first requests of a process.
    expect((await both())[1]).not.toHaveProperty(named);
    return first;
  });
  const past = await both();
  const others = ({ 'x-ms-date': date, authorization, [named]: _, ...rest }: IncomingHttpHeaders) => [
    Object.keys({ date, authorization }).length,
    rest,
  ];
  expect(past.map(others)).toEqual(bySdk.map(others));
  now += 60_001;
  expect((await both())[1]).toHaveProperty(named);
});
