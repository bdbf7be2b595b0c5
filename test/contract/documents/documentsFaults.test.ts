// The document store when the network and the database misbehave: what is repeated, what is told, and that nothing is done twice.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCosmos } from '../../../lib/stores/cosmos/client.ts';
import { cosmosDocuments } from '../../../lib/stores/cosmos/documents.ts';
import type { Documents, Write } from '../../../lib/stores/documents.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../../../lib/stores/retry.ts';
import { startFaultyProxy, type Fault, type FaultyProxy } from '../../support/faults/faultyProxy.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
let proxy: FaultyProxy;
/** Through the proxy, with the policy of production and with one that gives up soon. */
let documents: Documents;
let impatient: Documents;
let now = Date.now();

beforeAll(async () => {
  stores = await startStores();
  proxy = await startFaultyProxy(stores.settings.COSMOS_ENDPOINT);
  const open = (policy: RetryPolicy): Documents =>
    cosmosDocuments(
      openCosmos(proxy.url, { key: stores.settings.COSMOS_KEY ?? '' }, { clock: () => now })
        .database(stores.settings.COSMOS_DATABASE)
        .container('mailboxes'),
      'mailbox',
      policy,
    );
  documents = open(defaultRetryPolicy);
  // An attempt has more time than the deadline, so that a busy machine cuts none.
  impatient = open({ deadlineMs: 250, attemptMs: 1_000, firstPauseMs: 20, longestPauseMs: 50 });
  await Promise.all([documents.ping(), impatient.ping()]);
});
afterAll(async () => {
  await proxy.close();
  await stores.close();
});

let mailbox: string;
beforeEach(async () => {
  mailbox = `t:users:${randomUUID()}`;
  proxy.plan(() => false, []);
  await stores.mailboxes.commit(mailbox, [{ write: 'create', document: { id: 'event', count: 0 } }]);
});

const isBatch = (method: string, path: string, headers: Readonly<Record<string, unknown>>): boolean =>
  method === 'POST' && path.endsWith('/docs') && headers['x-ms-cosmos-is-batch-request'] !== undefined;
const isQuery = (method: string, path: string, headers: Readonly<Record<string, unknown>>): boolean =>
  method === 'POST' &&
  path.endsWith('/docs') &&
  headers['x-ms-documentdb-isquery'] !== undefined &&
  headers['x-ms-cosmos-is-query-plan-request'] === undefined;
const isItem =
  (wanted: string) =>
  (method: string, path: string): boolean =>
    method === wanted && path.includes('/docs/');

const attach: readonly [Write, ...Write[]] = [
  {
    write: 'patch',
    id: 'event',
    operations: [{ op: 'increment', path: '/count', by: 1 }],
    when: { is: 'lt', property: 'count', value: 10 },
  },
  { write: 'create', document: { id: 'attachment', event: 'e' } },
];
/** The answer to `attach` whose second operation was refused so. */
const refusedInside = (statusCode: number, subStatusCode = 0): Fault => ({
  status: 207,
  body: JSON.stringify([
    { statusCode: 424, requestCharge: 0 },
    { statusCode, subStatusCode, requestCharge: 0 },
  ]),
});
const stateOf = async (): Promise<{ count: unknown; attached: boolean }> => ({
  count: (await stores.mailboxes.read(mailbox, 'event'))?.body.count,
  attached: (await stores.mailboxes.read(mailbox, 'attachment')) !== undefined,
});

describe('a commit', () => {
  it('a commit that was done but not answered is done once, and says that it was repeated', async () => {
    proxy.plan(isBatch, ['cut after']);
    expect(await documents.commit(mailbox, attach)).toEqual({ outcome: 'refused', index: 1, because: 'exists', repeated: true });
    expect(proxy.hits).toBe(2);
    expect(await stateOf()).toEqual({ count: 1, attached: true });
  });

  it('a commit that never arrived is done by the repetition', async () => {
    proxy.plan(isBatch, ['cut before', 'cut before']);
    expect(await documents.commit(mailbox, attach)).toMatchObject({ outcome: 'done' });
    expect(proxy.hits).toBe(3);
    expect(await stateOf()).toEqual({ count: 1, attached: true });
  });

  it('a commit that was done behind a 500 says that it was repeated, whatever else went wrong since', async () => {
    proxy.plan(isBatch, ['cut after', { status: 429 }, { status: 500 }]);
    expect(await documents.commit(mailbox, attach)).toMatchObject({ outcome: 'refused', because: 'exists', repeated: true });
    expect(await stateOf()).toEqual({ count: 1, attached: true });
  });

  it.each([429, 449, 503])(
    'a commit that was refused with %i is done by the repetition, which is none of something done',
    async (status) => {
      proxy.plan(isBatch, [{ status }, { status }]);
      expect(await documents.commit(mailbox, attach)).toMatchObject({ outcome: 'done' });
      proxy.plan(isBatch, [{ status }]);
      expect(await documents.commit(mailbox, attach)).toMatchObject({ outcome: 'refused', repeated: false });
      expect(await stateOf()).toEqual({ count: 1, attached: true });
    },
  );

  it('a commit waits as long as the store asks', async () => {
    proxy.plan(isBatch, [{ status: 429, headers: { 'x-ms-retry-after-ms': '300' } }]);
    const began = performance.now();
    await documents.commit(mailbox, attach);
    expect(performance.now() - began).toBeGreaterThanOrEqual(295);
  });

  it.each<[string, Fault, object]>([
    ['a busy store is told as 429', { status: 429 }, { status: 429, code: 'TooManyRequests', headers: { 'Retry-After': '1' } }],
    [
      'its Retry-After is passed on',
      { status: 429, headers: { 'x-ms-retry-after-ms': '4200' } },
      { status: 429, headers: { 'Retry-After': '5' } },
    ],
    ['a conflict of writers is told as 429', { status: 449 }, { status: 429, headers: { 'Retry-After': '1' } }],
    ['a store out of order is told as 503', { status: 503 }, { status: 503, code: 'ServiceUnavailable', headers: { 'Retry-After': '1' } }],
    ['no answer is told as 503', 'cut before', { status: 503, headers: { 'Retry-After': '1' } }],
    [
      'a full partition is told as 507',
      { status: 403, headers: { 'x-ms-substatus': '1014' } },
      { status: 507, code: 'ErrorQuotaExceeded' },
    ],
    ['too large a request is told as 413', { status: 413 }, { status: 413, code: 'RequestEntityTooLarge' }],
    ['a region that isn’t written to any more is told as 503', { status: 403, headers: { 'x-ms-substatus': '3' } }, { status: 503 }],
    ['a partition that is being split is told as 503', { status: 410 }, { status: 503, headers: { 'Retry-After': '1' } }],
    ['a full partition is told as 507 in an operation, too', refusedInside(403, 1014), { status: 507, code: 'ErrorQuotaExceeded' }],
    ['a busy store is told as 429 in an operation, too', refusedInside(429, 3200), { status: 429 }],
    ['a partition that is being split is told as 503 in an operation, too', refusedInside(410), { status: 503 }],
    ['too large a document is told as 413 in an operation, too', refusedInside(413), { status: 413 }],
  ])('a commit that fails for good says why: %s', async (_, fault, error) => {
    proxy.plan(isBatch, [fault], true);
    await expect(impatient.commit(mailbox, attach)).rejects.toMatchObject({ name: 'ServiceError', ...error });
    proxy.plan(() => false, []);
    expect(await stateOf()).toEqual({ count: 0, attached: false });
  });

  it('a commit that met a partition being split is done by the repetition, and says that it was repeated', async () => {
    proxy.plan(isBatch, [{ status: 410, headers: { 'x-ms-substatus': '1002' } }]);
    expect(await documents.commit(mailbox, attach)).toMatchObject({ outcome: 'done' });
    proxy.plan(isBatch, [{ status: 410 }]);
    expect(await documents.commit(mailbox, attach)).toMatchObject({ outcome: 'refused', repeated: true });
    expect(await stateOf()).toEqual({ count: 1, attached: true });
  });

  it.each([
    [401, undefined],
    [403, 5300],
  ])('a commit refused with %i, sub-status %s, names the app itself for the operator', async (status, substatus = 0) => {
    const fault = { status, headers: substatus === 0 ? {} : { 'x-ms-substatus': String(substatus) } };
    proxy.plan(isBatch, [fault], true);
    const refusal = `Cosmos DB refuses the app itself (status ${status}, sub-status ${substatus})`;
    await expect(documents.commit(mailbox, attach)).rejects.toThrow(refusal);
    proxy.plan(isItem('GET'), [fault], true);
    await expect(documents.read(mailbox, 'event')).rejects.toThrow(refusal);
  });

  it.each([400, 401, 403])('a commit refused with %i is not repeated', async (status) => {
    proxy.plan(isBatch, [{ status }], true);
    await expect(documents.commit(mailbox, attach)).rejects.toThrow();
    expect(proxy.hits).toBe(1);
  });
});

describe('replaceIf', () => {
  const replace = async (): Promise<string | undefined> => {
    const found = await stores.mailboxes.read(mailbox, 'event');
    return documents.replaceIf(mailbox, { id: 'event', count: 7 }, found?.etag ?? '');
  };

  it.each<Fault>(['cut after', 'cut before', { status: 429 }, { status: 449 }, { status: 503 }])(
    'replaceIf is done once and resolves to the new ETag: %j',
    async (fault) => {
      proxy.plan(isItem('PUT'), [fault]);
      const etag = await replace();
      expect(etag).toBeDefined();
      expect(await stores.mailboxes.read(mailbox, 'event')).toMatchObject({ etag, body: { count: 7 } });
    },
  );

  it('replaceIf that was done, not answered and then overtaken by another has lost', async () => {
    const found = await stores.mailboxes.read(mailbox, 'event');
    proxy.plan(isItem('PUT'), ['cut before']);
    await stores.mailboxes.replaceIf(mailbox, { id: 'event', count: 8 }, found?.etag ?? '');
    expect(await documents.replaceIf(mailbox, { id: 'event', count: 7 }, found?.etag ?? '')).toBeUndefined();
    expect(await stateOf()).toMatchObject({ count: 8 });
  });
});

const ofNothing = { where: { is: 'eq', property: 'event', value: 'nothing' }, orderBy: [], limit: 5 } as const;

describe.each(['by the SDK', 'past the SDK'])('reading %s', (way) => {
  beforeEach(async () => {
    // The SDK sends the first request of a minute, which those that follow go past it by.
    now += 60_001;
    if (way === 'past the SDK')
      for (const each of [documents, impatient])
        for (let count = 0; count < 12; count++) await Promise.all([each.read(mailbox, 'event'), each.query(mailbox, ofNothing)]);
  });

  const faults: Fault[] = ['cut after', 'cut before', { status: 429 }, { status: 449 }, { status: 503 }];

  it.each(faults)('a document is repeated: %j', async (fault) => {
    proxy.plan(isItem('GET'), [fault]);
    expect(await documents.read(mailbox, 'event')).toMatchObject({ body: { count: 0 } });
  });

  it.each(faults)('a query is repeated: %j', async (fault) => {
    await stores.mailboxes.commit(mailbox, [{ write: 'create', document: { id: 'a', event: 'e' } }]);
    proxy.plan(isQuery, [fault]);
    expect(await documents.query(mailbox, { where: { is: 'eq', property: 'event', value: 'e' }, orderBy: [], limit: 5 })).toHaveLength(1);
    expect(proxy.hits).toBeGreaterThan(1);
  });

  it.each([404, 410])('a document behind %i of a replica is repeated', async (status) => {
    proxy.plan(isItem('GET'), [{ status, headers: { 'x-ms-substatus': '1002' } }]);
    expect(await documents.read(mailbox, 'event')).toMatchObject({ body: { count: 0 } });
    proxy.plan(isItem('GET'), [{ status, headers: { 'x-ms-substatus': '1002' } }], true);
    await expect(impatient.read(mailbox, 'event')).rejects.toMatchObject({ name: 'ServiceError', status: 503 });
  });

  it('a store that refuses a token is asked once more by the SDK, which has another one', async () => {
    proxy.plan(isItem('GET'), [{ status: 401 }], way === 'by the SDK');
    const read = documents.read(mailbox, 'event');
    if (way === 'past the SDK') expect(await read).toMatchObject({ body: { count: 0 } });
    else await expect(read).rejects.toThrow('Cosmos DB refuses the app itself');
    expect(proxy.hits).toBe(way === 'past the SDK' ? 2 : 1);
  });

  it('a document in a container that is missing is none that is missing', async () => {
    proxy.plan(isItem('GET'), [{ status: 404, headers: { 'x-ms-substatus': '1003' } }], true);
    for (const ask of [() => documents.read(mailbox, 'event'), () => documents.ping()])
      await expect(ask()).rejects.toThrow('The container or its database is missing.');
    proxy.plan(isItem('PUT'), [{ status: 404, headers: { 'x-ms-substatus': '1003' } }], true);
    await expect(documents.replaceIf(mailbox, { id: 'event', count: 7 }, '"x"')).rejects.toThrow(
      'The container or its database is missing.',
    );
  });

  it.each(['read', 'query', 'due', 'ping'] as const)('%s tells a store that does not answer as 503 with Retry-After', async (method) => {
    proxy.plan(() => true, ['cut before'], true);
    const calls = {
      read: () => impatient.read(mailbox, 'event'),
      query: () => impatient.query(mailbox, { where: { is: 'eq', property: 'event', value: 'e' }, orderBy: [], limit: 5 }),
      due: () => impatient.due(0, 1, 1),
      ping: () => impatient.ping(),
    };
    await expect(calls[method]()).rejects.toMatchObject({ name: 'ServiceError', status: 503, headers: { 'Retry-After': '1' } });
  });
});
