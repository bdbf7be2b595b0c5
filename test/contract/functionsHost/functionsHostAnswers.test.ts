// How the Functions host sends what the app answers, over real sockets.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, startHost } from './app/startHost.ts';
import type { Answer, StartedHost } from './app/startHost.ts';

let host: StartedHost;
beforeAll(async () => {
  host = await startHost();
});
afterAll(() => host.stop());

const answer = (kind: string, method = 'GET'): Promise<Answer> => call(host.url, `/answers/${kind}`, { method });

describe('bodies', () => {
  test('a body may be text', async () => {
    const { body, headers } = await answer('text');
    expect([body.toString(), headers['content-type']]).toEqual(['grün', 'text/plain;charset=UTF-8']);
  });

  test('bodies go out in chunks unless the app says their length, as from Kestrel', async () => {
    const framing = async (kind: string): Promise<unknown> => {
      const { headers } = await answer(kind);
      return [headers['content-length'], headers['transfer-encoding']];
    };
    expect(await framing('text')).toEqual([undefined, 'chunked']);
    expect(await framing('buffer')).toEqual([undefined, 'chunked']);
    expect(await framing('counted')).toEqual(['5', undefined]);
    expect(await framing('pairs')).toEqual(['0', undefined]);
  });

  test('a body may be JSON, given after the hooks', async () => {
    const { body, headers } = await answer('json');
    expect([body.toString(), headers['content-type'], headers['x-hook']]).toEqual(['{"a":1}', 'application/json', 'after']);
  });

  test.each([
    ['buffer', [0, 255, 1, 254]],
    ['uint8', [255, 1]],
  ])('a body may be a %s', async (kind, bytes) => {
    expect([...(await answer(kind)).body]).toEqual(bytes);
  });

  test('bodies of a HEAD request are dropped, and Content-Length is the one that the app gave', async () => {
    const { status, body, headers } = await answer('length', 'HEAD');
    expect([status, body.length, headers['content-length']]).toEqual([200, 0, '1234']);
    expect((await answer('text', 'HEAD')).body).toHaveLength(0);
  });

  test.each([
    ['noContent', 204],
    ['notModified', 304],
  ])('a body of %s is empty', async (kind, expected) => {
    const { status, body, headers } = await answer(kind);
    expect([status, body.length, headers.etag, headers['content-length']]).toEqual([expected, 0, '"1"', undefined]);
  });

  test('a handler that returns nothing is answered 204', async () => {
    const { status, body } = await call(host.url, '/nothing');
    expect([status, body.length]).toEqual([204, 0]);
  });
});

describe('headers', () => {
  test('headers may be given as pairs; what the app sets stands before host.json', async () => {
    const { headers } = await answer('pairs');
    expect([headers['x-list'], headers['x-set-twice'], headers['x-host']]).toEqual(['a, b', 'app', 'host.json']);
  });

  test('headers may be many', async () => {
    const { headers } = await answer('many');
    expect([headers['x-0'], headers['x-59']]).toEqual(['0', '59']);
  });

  test('headers may be cookies', async () => {
    const [first, second] = (await answer('cookies')).headers['set-cookie'] ?? [];
    expect(first).toBe('a=b%20c; max-age=5; path=/; secure; samesite=strict; httponly');
    expect(second).toBe('c=d; path=/');
  });
});

describe('failures are an empty 500 and one line on stderr', () => {
  test.each([
    ['a thrown error', 'throws', 'boom | in two lines'],
    ['a status that is none', 'status', 'RangeError'],
    ['a header outside ASCII', 'nonAscii', 'x-name'],
    ["a Content-Length that isn't the body's", 'length', 'Content-Length says 1234'],
  ])('a failure is an empty 500 and one line on stderr: %s', async (_what, kind, words) => {
    const before = host.err().length;
    const { status, body } = await answer(kind);
    expect([status, body.length]).toEqual([500, 0]);
    await expect.poll(() => host.err().slice(before)).toContain(words);
    expect(host.err().slice(before).trimEnd().split('\n')).toHaveLength(1);
  });

  test('a failure leaves the host running', async () => {
    expect((await answer('text')).status).toBe(200);
  });
});

test("the app's log goes to stdout, under its function's name", async () => {
  await call(host.url, '/slow/0');
  await expect.poll(() => host.out()).toContain('[information] [slow] slow began\n');
});
