// What the Functions host lets in and hands to the app, over real sockets.
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, sendRaw, startHost } from './app/startHost.ts';
import type { StartedHost } from './app/startHost.ts';

let host: StartedHost;
beforeAll(async () => {
  host = await startHost({ FUNCTIONS_KEY: 'the key', FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '1000' });
});
afterAll(() => host.stop());

/** What the app was given. */
async function echo(path: string, request: Parameters<typeof call>[2] = {}): Promise<Record<string, unknown>> {
  const { status, body } = await call(host.url, path, request);
  expect(status).toBe(200);
  const given: unknown = JSON.parse(body.toString());
  if (typeof given !== 'object' || given === null) throw new Error('The echo is no object.');
  return { ...given };
}

const decoded = (given: Record<string, unknown>): string => Buffer.from(String(given.body), 'base64').toString();

describe('routes', () => {
  test('routes are tried by name, however special they are', async () => {
    expect((await call(host.url, '/order/special')).body.toString()).toBe('order_a');
  });

  test('the method is part of the match', async () => {
    expect((await call(host.url, '/order/special', { method: 'POST' })).body.toString()).toBe('order_B');
  });

  test.each(['PUT', 'HEAD', 'OPTIONS'])('the method %s, that no function lists, is an empty 404', async (method) => {
    const { status, body } = await call(host.url, '/order/special', { method });
    expect([status, body.length]).toEqual([404, 0]);
  });

  test('an unknown path is an empty 404 with the headers of host.json', async () => {
    const { status, body, headers } = await call(host.url, '/nowhere');
    expect([status, body.length, headers['x-host']]).toEqual([404, 0, 'host.json']);
  });

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('the method %s reaches a function that lists it', async (method) => {
    expect((await echo('/echo/a', { method })).method).toBe(method);
  });

  test('routes answer HEAD too', async () => {
    const { status, body, headers } = await call(host.url, '/echo/a', { method: 'HEAD' });
    expect([status, body.length, headers['x-method']]).toEqual([200, 0, 'HEAD']);
  });

  test('routes have parameters', async () => {
    expect((await echo('/items/a%20b/parts/2')).params).toEqual({ id: 'a b', part: '2' });
    expect((await echo('/Items/x/Parts')).params).toEqual({ id: 'x' });
  });
});

describe('the address', () => {
  test('the address has the scheme used and the Host as received', async () => {
    const headers = { host: 'api.contoso.example:444', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const given = await echo('/echo/a?x=1&x=2&y', { headers });
    expect(given.url).toBe('http://api.contoso.example:444/echo/a?x=1&x=2&y');
    expect(given.headers).toMatchObject({ 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' });
    expect(given.query).toEqual({ x: '1,2', y: '' });
  });

  test("the address is decoded and encoded again, the host's way", async () => {
    const given = await echo("/echo/%41('b%3D')/%C3%A9%20%2541/%ff");
    expect(given.url).toBe(`${host.url}/echo/A('b=')/%C3%A9%20%41/%ff`);
    expect(given.params).toEqual({ path: "A('b=')/é %41/%ff" });
  });

  test('the address has its dot segments removed before the match', async () => {
    expect((await call(host.url, '/echo/%2e%2e/order/special')).body.toString()).toBe('order_a');
  });

  test.each(['//', '//echo/a', '/echo//a'])(
    'the address %s has an empty segment where a route begins to match: an empty 404',
    async (path) => {
      const { status, body } = await call(host.url, path);
      expect([status, body.length]).toEqual([404, 0]);
    },
  );

  test.each(['/echo/a%2Fb', '/echo/a%2fb', '/%2Fecho/a'])('the address %s is an empty 404', async (path) => {
    const { status, body } = await call(host.url, path);
    expect([status, body.length]).toEqual([404, 0]);
  });

  test('the address above 4 KB is an empty 414', async () => {
    const fits = `/echo/a?${'x'.repeat(4096 - 8)}`;
    expect((await call(host.url, fits)).status).toBe(200);
    const { status, body } = await call(host.url, `${fits}x`);
    expect([status, body.length]).toEqual([414, 0]);
    expect((await call(host.url, `/echo/${'x'.repeat(20_000)}`)).status).toBe(414);
  });
});

describe('headers', () => {
  test('headers come as received, hop-by-hop ones too; several of a name are joined', async () => {
    const headers = { 'X-List': ['a', 'b'], Connection: 'close, x-hop', 'X-Hop': '1', Authorization: 'Bearer a.b', Cookie: 'a=b' };
    expect((await echo('/echo/a', { headers })).headers).toMatchObject({
      'x-list': 'a,b',
      connection: 'close, x-hop',
      'x-hop': '1',
      authorization: 'Bearer a.b',
      cookie: 'a=b',
    });
  });

  test('headers are UTF-8; others are refused', async () => {
    const start = Buffer.from('GET /echo/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Name: ');
    const send = (value: Buffer): Promise<string> => sendRaw(host.url, Buffer.concat([start, value, Buffer.from('\r\n\r\n')]));
    expect(await send(Buffer.from('é'))).toContain('"x-name":"é"');
    expect(await send(Buffer.of(0xe9))).toMatch(/^HTTP\/1.1 400 [^]*Content-Length: 0/i);
  });

  test('headers beyond Latin-1 are an empty 500: the library refuses them before any function', async () => {
    const { status, body } = await call(host.url, '/echo/a', { headers: { 'X-Name': Buffer.from('日本').toString('latin1') } });
    expect([status, body.length]).toEqual([500, 0]);
  });

  test.each(['a/b', 'user@a', 'a?b', 'a b', '[::1', 'a:b'])('Host %s is refused', async (value) => {
    const answer = await sendRaw(host.url, `GET /echo/a HTTP/1.1\r\nHost: ${value}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 400 [^]*\r\n\r\n$/);
  });
});

describe('bodies', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('a body of %s comes byte for byte', async (method) => {
    const body = Buffer.from([0, 255, 10, 13]);
    const given = await echo('/echo/a', { method, body, headers: { 'content-length': 4 } });
    expect(Buffer.from(String(given.body), 'base64')).toEqual(body);
  });

  test('bodies in chunks are left out, as in Azure; their header tells of them', async () => {
    const given = await echo('/echo/a', { method: 'POST', body: 'chunked', headers: { 'transfer-encoding': 'chunked' } });
    expect([given.body, given.headers]).toEqual(['', expect.objectContaining({ 'transfer-encoding': 'chunked' })]);
  });

  test('bodies in chunks don’t stand in the way of what comes behind them', async () => {
    const requests = 'POST /echo/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
    const answer = await sendRaw(host.url, `${requests}GET /echo/b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/"url":"http:\/\/a\/echo\/a"[^]*"url":"http:\/\/a\/echo\/b"/);
  });

  test('bodies of a GET are dropped', async () => {
    expect(decoded(await echo('/echo/a', { body: 'x', headers: { 'content-length': 1 } }))).toBe('');
  });

  test('bodies come up to the limit', async () => {
    expect(decoded(await echo('/echo/a', { method: 'POST', body: 'x'.repeat(1000) }))).toHaveLength(1000);
  });

  test('bodies above the limit are an empty 413, by their announced length', async () => {
    const answer = await sendRaw(host.url, 'POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 413 [^]*Content-Length: 0[^]*\r\n\r\n$/i);
  });

  test('the limit is 100 MB by default', async () => {
    const plain = await startHost();
    const announce = (bytes: number): Promise<string> =>
      sendRaw(plain.url, `POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n`);
    expect(await announce(104_857_601)).toMatch(/^HTTP\/1.1 413 /);
    await plain.stop();
  });
});

describe('keys', () => {
  test.each([
    ['no key', '/keyed', {}, 401],
    ['a wrong key', '/keyed', { 'x-functions-key': 'The key' }, 401],
    ['the key in the header', '/keyed', { 'x-functions-key': 'the key' }, 200],
    ['the key in the query', '/keyed?code=the%20key', {}, 200],
    ['a wrong key in the header, the key in the query', '/keyed?code=the%20key', { 'x-functions-key': 'x' }, 401],
    ['no key, admin', '/master', {}, 401],
    ['the key, admin', '/master', { 'x-functions-key': 'the key' }, 200],
  ])('%s opens what it may', async (_what, path, headers, expected) => {
    const { status, body } = await call(host.url, path, { headers });
    expect([status, body.toString()]).toEqual([expected, expected === 200 ? 'open' : '']);
  });

  test('nothing opens where the host has no key', async () => {
    const keyless = await startHost({ FUNCTIONS_KEY: '' });
    const { status } = await call(keyless.url, '/keyed?code=');
    await keyless.stop();
    expect(status).toBe(401);
  });
});

describe('connections', () => {
  test('connections are kept', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await call(host.url, '/echo/a', { agent });
    const [socket] = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []);
    await call(host.url, '/echo/a', { agent });
    expect(Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])).toEqual([socket]);
    agent.destroy();
  });

  test.each(['nonsense\r\n\r\n', 'GET /echo/a HTTP/1.1\r\n\r\n', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n'])(
    'a connection that says %j gets an empty 400',
    async (bytes) => {
      expect(await sendRaw(host.url, bytes)).toMatch(/^HTTP\/1.1 400 [^]*\r\n\r\n$/);
    },
  );

  test('a connection with headers above 32 KB is refused', async () => {
    const answer = await sendRaw(host.url, `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(50_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 [^]*\r\n\r\n$/);
  });

  test('a connection with more than 100 headers is refused', async () => {
    const ask = (count: number): Promise<string> => {
      const headers = Array.from({ length: count - 2 }, (_, index) => `X-${index}: x`);
      return sendRaw(host.url, ['GET /echo/a HTTP/1.1', 'Host: a', 'Connection: close', ...headers, '', ''].join('\r\n'));
    };
    expect(await ask(100)).toMatch(/^HTTP\/1.1 200 /);
    expect(await ask(101)).toMatch(/^HTTP\/1.1 431 [^]*Content-Length: 0[^]*\r\n\r\n$/i);
  });

  test.each([
    ['while it sends', 'POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc'],
    ['while it waits', 'GET /slow/50 HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('a client may leave %s', async (_when, bytes) => {
    const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
    await new Promise((resolve) => socket.write(bytes, resolve));
    socket.resetAndDestroy();
    expect((await call(host.url, '/slow/100')).status).toBe(200);
    expect(host.err()).not.toContain('aborted');
  });
});
