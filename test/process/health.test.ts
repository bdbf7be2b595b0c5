// Whether the app says that it is alive, and that it can serve: to strangers no more than that, to the log why not.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { portOf } from '../../infra/local/process/ports.ts';
import { startAppHost, type AppHost } from '../support/process/appHost.ts';
import { startFaultyProxy, type FaultyProxy } from '../support/faults/faultyProxy.ts';
import { expectError } from '../support/api/answers.ts';
import { logLines } from '../support/process/logLines.ts';

const ready = { status: 'ready' };
const notReady = { status: 'not ready' };

describe('with its stores', () => {
  let cosmos: FaultyProxy;
  let blob: FaultyProxy;
  let host: AppHost;
  beforeAll(async () => {
    const { cosmosUrl, blobUrl } = inject('stack');
    [cosmos, blob] = await Promise.all([startFaultyProxy(cosmosUrl), startFaultyProxy(blobUrl)]);
    host = await startAppHost({ COSMOS_ENDPOINT: cosmos.url, BLOB_ENDPOINT: blob.url });
  });
  afterAll(async () => {
    await host.end();
    await Promise.all([cosmos.close(), blob.close()]);
  });
  beforeEach(async () => {
    for (const store of [cosmos, blob]) store.plan(() => false, []);
    await settled();
  });

  const ask = (path = '/health/ready', method = 'GET') => host.api.send(path, { method, token: null });
  /** Answers count for a second: until what the stores say now is what is told. */
  const settled = () => expect.poll(async () => (await ask()).status, { timeout: 10_000 }).toBe(200);

  it('a host with its stores is ready, and says so to GET and HEAD without being cached', async () => {
    const answer = await ask();
    expect([answer.status, answer.json]).toEqual([200, ready]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('retry-after')).toBeNull();
    const { status, bytes } = await ask('/health/ready', 'HEAD');
    expect([status, bytes.length]).toEqual([200, 0]);
  });

  it.each([
    ['Cosmos DB', () => cosmos, 'mailboxes'],
    ['Blob Storage', () => blob, 'contents'],
  ] as const)('a host is not ready where %s refuses; why is in the log alone', async (_, store, named) => {
    const before = host.err().length;
    store().plan(() => true, [{ status: 403, body: '{"message": "not for strangers"}' }], true);
    await expect.poll(async () => (await ask()).status, { timeout: 10_000 }).toBe(503);
    const answer = await ask();
    expect([answer.status, answer.json]).toEqual([503, notReady]);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await ask('/health/ready', 'HEAD')).status).toBe(503);
    // Alive it is all the same.
    expect([(await ask('/health')).status, (await ask('/health')).json]).toEqual([200, { status: 'alive' }]);
    const lines = logLines(host.err().slice(before));
    expect(lines.map(({ event }) => event)).toContain(`readiness of ${named}`);
    store().plan(() => false, []);
    await settled();
  });

  it('a host asks its stores once, however many ask it', async () => {
    for (const store of [cosmos, blob]) store.plan((_method, path) => /ping|restype=container/.test(path), []);
    // What was asked before may count still: all that come within this moment share at most two rounds.
    const answers = await Promise.all(Array.from({ length: 300 }, () => ask()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(cosmos.hits).toBeLessThanOrEqual(2 * 2);
    expect(blob.hits).toBeLessThanOrEqual(2);
  });
});

describe.concurrent('with stores that', () => {
  it('a host whose stores do not answer is not ready, and says so within bounds', async ({ expect }) => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const host = await startAppHost({ BLOB_ENDPOINT: `http://127.0.0.1:${portOf(silent.address())}/devstoreaccount1` });
    const began = performance.now();
    const { status, json } = await host.api.send('/health/ready');
    expect([status, json]).toEqual([503, notReady]);
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(logLines(host.err())).toMatchObject([{ event: 'readiness of contents', error: { message: 'No answer within 5000 ms.' } }]);
    await host.end();
    silent.close();
  });

  it.for<[Readonly<Record<string, string>>, string[], string]>([
    [{ COSMOS_DATABASE: 'elsewhere' }, ['readiness of directory', 'readiness of mailboxes'], 'database is missing'],
    [{ BLOB_CONTAINER: 'elsewhere' }, ['readiness of contents'], 'container does not exist'],
  ])('a host whose stores are not there is not ready: %o', async ([settings, events, words], { expect }) => {
    const host = await startAppHost(settings);
    expect((await host.api.send('/health/ready')).status).toBe(503);
    await expect
      .poll(() =>
        logLines(host.err())
          .map(({ event }) => event)
          .sort(),
      )
      .toEqual(events);
    expect(host.err()).toContain(words);
    await host.end();
  });
});

describe('without settings', () => {
  it('a host without settings loads, says at once and once what is wrong, and answers 503', async () => {
    const host = await startAppHost({ COSMOS_ENDPOINT: '', TENANT_IDS: 'secret-of-mine', BYTE_BUDGET_MIB: 'lots' });
    await expect.poll(() => logLines(host.err()), { timeout: 10_000 }).toHaveLength(1);
    expect(logLines(host.err())[0]).toEqual({
      level: 'error',
      event: 'settings',
      message: expect.stringMatching(/^Settings: COSMOS_ENDPOINT is missing; TENANT_IDS: [^;]+; BYTE_BUDGET_MIB: [^;]+\.$/) as unknown,
    });
    expect((await host.api.send('/health')).json).toEqual({ status: 'alive' });
    const answer = await host.api.send('/health/ready');
    expect([answer.status, answer.json]).toEqual([503, notReady]);
    for (const path of ['/v1.0/me/events', '/uploads/x']) {
      const refused = await host.api.send(path);
      expectError(refused, 503, 'ServiceUnavailable');
      expect(refused.headers.get('retry-after')).toBe('60');
    }
    expect((await host.api.send('/nothing')).status).toBe(404);
    await host.end();
    expect(host.out() + host.err()).not.toMatch(/secret-of-mine|lots/);
    expect(logLines(host.err()).filter(({ event }) => event === 'settings')).toHaveLength(1);
  });

  it('a host without settings that are right says nothing', async () => {
    const host = await startAppHost();
    await host.end();
    expect(host.out() + host.err()).toBe('');
  });
});
