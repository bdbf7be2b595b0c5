// DOWNLOADS=proxy: large files come through the service as small ones do, one at a time.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectError, stableHeaders } from '../support/api/answers.ts';
import type { Answer, Api } from '../support/api/api.ts';
import { startCountedStack, type CountedStack } from '../support/process/countedStack.ts';
import { uploadFile } from '../support/clients/largeFile.ts';

const bytes = randomBytes(6 * 1024 * 1024);
let stack: CountedStack;
let api: Api;
let event: string;
let value: string;

beforeAll(async () => {
  stack = await startCountedStack(inject('stack'), { DOWNLOADS: 'proxy', BYTE_BUDGET_MIB: '384' });
  ({ api } = stack);
  event = await api.newEvent();
  value = `${await uploadFile(api, event, bytes, { name: 'page.html', contentType: 'text/html' })}/$value`;
});
afterAll(() => stack.stop());

const get = (headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> => api.send(value, { method, headers });

it('the proxy gives the bytes, served as safely as those of a small file', async () => {
  const small = await api.send(`/v1.0/me/events/${event}/attachments/${await api.newFile(event, 'page.html')}/$value`);
  const answer = await get();
  expect(answer.status).toBe(200);
  expect(answer.bytes.equals(bytes)).toBe(true);
  expect(answer.headers.get('content-length')).toBe(String(bytes.length));
  expect(answer.headers.get('etag')).toMatch(/^"/);
  const [large, little] = [stableHeaders(answer), stableHeaders(small)];
  expect(Object.keys(large)).toEqual(Object.keys(little));
  const own = new Set(['etag', 'last-modified', 'content-length']);
  for (const [name, expected] of Object.entries(little)) if (!own.has(name)) expect(large[name], name).toBe(expected);
});

it('the proxy answers HEAD without reading a byte', async () => {
  const { calls } = await stack.count(async () => {
    const head = await get({}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([200, String(bytes.length), 0]);
  });
  expect(calls).toEqual({ 'point read': 2 });
});

it('the proxy reads with as few calls as a small file does', async () => {
  const { calls } = await stack.count(() => get({ Range: 'bytes=0-9' }));
  expect(calls).toEqual({ 'point read': 2, 'blob get': 1 });
});

it.each([
  ['bytes=0-0', 0, 1],
  ['bytes=1000-', 1000, bytes.length],
  ['bytes=5-99999999', 5, bytes.length],
  ['bytes=-10', bytes.length - 10, bytes.length],
])('the proxy gives one range, from either end: %s', async (range, first, end) => {
  const answer = await get({ Range: range });
  expect(answer.status).toBe(206);
  expect(answer.headers.get('content-range')).toBe(`bytes ${first}-${end - 1}/${bytes.length}`);
  expect(answer.bytes.equals(bytes.subarray(first, end))).toBe(true);
});

it('the proxy gives more from the end than there would be beside a redirect', async () => {
  const large = randomBytes(16 * 1024 * 1024 + 1);
  const path = `${await uploadFile(api, event, large)}/$value`;
  const answer = await api.send(path, { headers: { Range: 'bytes=-99999999' } });
  expect([answer.status, answer.headers.get('content-range')]).toEqual([206, `bytes 0-${large.length - 1}/${large.length}`]);
  expect(answer.bytes.equals(large)).toBe(true);
});

it('the proxy refuses a range outside, and gives the whole where the range is several or of another version', async () => {
  const answer = await get({ Range: `bytes=${bytes.length}-` });
  expectError(answer, 416, 'InvalidRange');
  expect(answer.headers.get('content-range')).toBe(`bytes */${bytes.length}`);
  expect((await get({ Range: 'bytes=0-1,5-6' })).bytes).toHaveLength(bytes.length);
  expect((await get({ Range: 'bytes=0-1', 'If-Range': '"other"' })).status).toBe(200);
});

it('the proxy judges preconditions before it reads a byte', async () => {
  const etag = (await get({}, 'HEAD')).headers.get('etag') ?? '';
  const { calls } = await stack.count(async () => {
    expect((await get({ 'If-None-Match': etag })).status).toBe(304);
    expectError(await get({ 'If-Match': '"other"' }), 412, 'ErrorIrresolvableConflict');
  });
  expect(calls).toEqual({ 'point read': 4 });
  expect((await get({ 'If-Match': etag, Range: 'bytes=0-9' })).status).toBe(206);
});

describe('one at a time:', () => {
  it('another large one waits for its turn, while small reads go on', async () => {
    const { calls } = await stack.count(async () => {
      const held = stack.hold('blob get');
      const first = get();
      await held.arrived;
      const second = get({ Range: 'bytes=0-5000000' });
      for (let i = 0; i < 5; i++) expect((await get({ Range: `bytes=${i}-${i}` })).status).toBe(206);
      const meanwhile = await Promise.race([second, Promise.resolve('waiting')]);
      expect(meanwhile).toBe('waiting');
      held.release();
      expect((await first).bytes.equals(bytes)).toBe(true);
      expect((await second).bytes).toHaveLength(5_000_001);
    });
    expect(calls['blob get']).toBe(7);
  });

  it('all who come at once are served', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => get()));
    for (const answer of answers) expect([answer.status, answer.bytes.equals(bytes)]).toEqual([200, true]);
  });
});
