// The content store when the network and Blob Storage misbehave: bytes are stored once, and the trouble is told in the service's words.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../lib/runtime/clock.ts';
import { openBlobAccount } from '../../../lib/stores/blob/account.ts';
import { blobContents } from '../../../lib/stores/blob/contents.ts';
import type { Contents } from '../../../lib/stores/contents.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../../../lib/stores/retry.ts';
import { startFaultyProxy, type Fault, type FaultyProxy } from '../../support/faults/faultyProxy.ts';
import { blobContainer, blobNames, startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
let proxy: FaultyProxy;
let contents: Contents;
let impatient: Contents;

beforeAll(async () => {
  stores = await startStores();
  proxy = await startFaultyProxy(stores.settings.BLOB_ENDPOINT);
  const open = (policy: RetryPolicy): Contents =>
    blobContents(openBlobAccount(proxy.url, { key: stores.settings.BLOB_KEY ?? '' }), stores.settings.BLOB_CONTAINER, systemClock, policy);
  contents = open(defaultRetryPolicy);
  // An attempt has more time than the deadline, so that a busy machine cuts none.
  impatient = open({ deadlineMs: 250, attemptMs: 1_000, firstPauseMs: 20, longestPauseMs: 50 });
});
afterAll(async () => {
  await proxy.close();
  await stores.close();
});

const owner = { partition: 'p', document: 'd' };
const bytes = Buffer.from('some bytes');
let name: string;
beforeEach(() => {
  name = `${randomUUID()}/x`;
  proxy.plan(() => false, []);
});

const isMethod =
  (wanted: string) =>
  (method: string): boolean =>
    method === wanted;

describe('put', () => {
  it.each<Fault>(['cut after', 'cut before', { status: 429 }, { status: 500 }, { status: 503 }])(
    'put leaves one blob and gives its ETag: %j',
    async (fault) => {
      proxy.plan(isMethod('PUT'), [fault]);
      const etag = await contents.put(name, bytes, owner);
      expect(proxy.hits).toBe(2);
      expect(await blobNames(stores.settings, name)).toEqual([name]);
      expect((await blobContainer(stores.settings).getBlobClient(name).getProperties()).etag).toBe(etag);
      expect(Buffer.from((await stores.contents.read(name)) ?? [])).toEqual(bytes);
    },
  );

  it('put under a name that somebody else has used is refused at once, and is no success of its own', async () => {
    await stores.contents.put(name, Buffer.from('of another'), owner);
    proxy.plan(isMethod('PUT'), [], true);
    await expect(contents.put(name, bytes, owner)).rejects.toMatchObject({ statusCode: 409 });
    expect(proxy.hits).toBe(1);
  });

  it.each([400, 401, 403])('put that is refused with %i is not repeated', async (status) => {
    proxy.plan(isMethod('PUT'), [{ status }], true);
    await expect(contents.put(name, bytes, owner)).rejects.toMatchObject({ statusCode: status });
    expect(proxy.hits).toBe(1);
  });

  it('put waits as long as the store asks', async () => {
    proxy.plan(isMethod('PUT'), [{ status: 503, headers: { 'Retry-After': '1' } }]);
    const began = performance.now();
    await contents.put(name, bytes, owner);
    expect(performance.now() - began).toBeGreaterThanOrEqual(995);
  });
});

it.each<Fault>(['cut after', 'cut amid', 'cut before', { status: 503 }])('a read is repeated: %j', async (fault) => {
  const large = randomBytes(1_000_000);
  await stores.contents.put(name, large, owner);
  for (const range of [undefined, { first: 10, last: 899_999 }]) {
    proxy.plan(isMethod('GET'), [fault, fault]);
    const read = Buffer.from((await contents.read(name, range)) ?? []);
    expect(read.equals(range === undefined ? large : large.subarray(range.first, range.last + 1))).toBe(true);
    expect(proxy.hits).toBe(3);
  }
});

it.each<Fault>(['cut after', 'cut before', { status: 503 }])('a remove is repeated, and finds it done: %j', async (fault) => {
  await stores.contents.put(name, bytes, owner);
  proxy.plan(isMethod('DELETE'), [fault]);
  await contents.remove(name);
  expect(proxy.hits).toBe(2);
  expect(await blobNames(stores.settings, name)).toEqual([]);
});

it.each<Fault>(['cut after', { status: 503 }])('a list is repeated: %j', async (fault) => {
  await stores.contents.put(name, bytes, owner);
  proxy.plan((method, path) => method === 'GET' && path.includes('comp=list'), [fault]);
  const found: string[] = [];
  for await (const each of contents.list(name)) found.push(each.name);
  expect(found).toEqual([name]);
});

describe('when the store', () => {
  const calls: [string, () => Promise<unknown>][] = [
    ['put', () => impatient.put(name, bytes, owner)],
    ['putBlock', () => impatient.putBlock(name, 'AAAA', bytes)],
    ['commitBlocks', () => impatient.commitBlocks(name, ['AAAA'], owner)],
    ['read', () => impatient.read(name)],
    ['remove', () => impatient.remove(name)],
    ['list', () => impatient.list(name)[Symbol.asyncIterator]().next()],
    ['ping', () => impatient.ping()],
  ];

  it.each(calls)('a store that does not answer is 503 with Retry-After to %s', async (_, call) => {
    proxy.plan(() => true, ['cut before'], true);
    await expect(call()).rejects.toMatchObject({
      name: 'ServiceError',
      status: 503,
      code: 'ServiceUnavailable',
      headers: { 'Retry-After': '1' },
    });
  });

  it.each(calls)('a store that stays busy is 429 with its Retry-After to %s', async (_, call) => {
    proxy.plan(() => true, [{ status: 429, headers: { 'Retry-After': '3' } }], true);
    await expect(call()).rejects.toMatchObject({
      name: 'ServiceError',
      status: 429,
      code: 'TooManyRequests',
      headers: { 'Retry-After': '3' },
    });
  });
});
