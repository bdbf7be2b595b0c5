// The client that the stores' SDKs send by: what arrives, what comes back, how it fails, and when it takes over.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  createPipelineRequest,
  RestError,
  type HttpClient,
  type PipelineRequest,
  type PipelineRequestOptions,
} from '@azure/core-rest-pipeline';
import { afterEach, expect, it, vi } from 'vitest';
import { portOf } from '../../../infra/local/process/ports.ts';
import { openHttpClient } from '../../../lib/stores/transport/httpClient.ts';
import { pooledClient } from '../../../lib/stores/transport/pooledClient.ts';

/** What no request of a test may come to. */
const nobody: HttpClient = { sendRequest: () => Promise.reject(new Error('Others were asked.')) };

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${String(portOf(server.address()))}`;
}

const request = (url: string, options: Partial<PipelineRequestOptions> = {}) =>
  createPipelineRequest({ url, allowInsecureConnection: true, ...options });

it.each([
  ['a text', 'naïve', 6],
  ['bytes', Buffer.from([1, 2, 255]), 3],
  ['a part of a buffer', Buffer.from([0, 1, 2, 255, 0]).subarray(1, 4), 3],
  ['memory', new Uint8Array([1, 2, 255]).buffer, 3],
])('a request with %s arrives with its length, headers and query as they were given', async (_, body, length) => {
  let seen: { readonly request: IncomingMessage; readonly body: Buffer } | undefined;
  const url = await serve((incoming, response) => {
    void buffer(incoming).then((received) => {
      seen = { request: incoming, body: received };
      response.writeHead(201, { 'X-Ms-One': 'a', 'Set-Cookie': ['b', 'c'] }).end('{"is":"nä"}');
    });
  });
  const sent = request(`${url}/dbs/a%20b?x=%24`, { method: 'POST', body });
  sent.headers.set('X-Own', 'given');
  const { status, headers, bodyAsText, readableStreamBody } = await pooledClient(nobody).sendRequest(sent);
  expect([status, headers.get('x-ms-one'), headers.get('Set-Cookie'), bodyAsText]).toEqual([201, 'a', 'b', '{"is":"nä"}']);
  expect(readableStreamBody).toBeUndefined();
  expect([seen?.request.method, seen?.request.url, seen?.request.headers['x-own']]).toEqual(['POST', '/dbs/a%20b?x=%24', 'given']);
  expect(seen?.request.headers['content-length']).toBe(String(length));
  expect(seen?.body).toEqual(Buffer.from(body as Uint8Array));
});

it('requests that follow one another share connections', async () => {
  const ports = new Set<number | undefined>();
  const url = await serve(({ socket }, response) => {
    ports.add(socket.remotePort);
    response.writeHead(204).end();
  });
  const client = pooledClient(nobody);
  for (let i = 0; i < 9; i++) expect(await client.sendRequest(request(url))).toMatchObject({ status: 204, bodyAsText: '' });
  // Who sends the next request as soon as it is answered comes before the connection is free.
  expect(ports.size).toBeLessThan(3);
});

it('an answer that the request wants as a stream is read no faster than it is taken', async () => {
  const megabytes = 64;
  let written = 0;
  const url = await serve((_, response) => {
    const more = (): void => {
      while (written < megabytes) {
        written++;
        if (!response.write(Buffer.alloc(1_000_000, written))) {
          response.once('drain', more);
          return;
        }
      }
      response.end();
    };
    more();
  });
  const { readableStreamBody } = await pooledClient(nobody).sendRequest(request(url, { streamResponseStatusCodes: new Set([200]) }));
  if (readableStreamBody === undefined) throw new Error('There is no stream.');
  await expect.poll(() => written).toBeGreaterThan(0);
  await setTimeout(100);
  expect(written).toBeLessThan(megabytes);
  const bytes = await buffer(readableStreamBody);
  expect([bytes.length, bytes[0], bytes.at(-1)]).toEqual([megabytes * 1_000_000, 1, megabytes]);
});

it.each<[string, RequestListener]>([
  ['nobody answers', () => undefined],
  ['half of the answer is there', (_, response) => void response.writeHead(200, { 'Content-Length': '10' }).write('half')],
])('a request that is aborted while %s ends as the SDKs expect it, and so does its connection', async (_, listener) => {
  const closed = Promise.withResolvers<undefined>();
  const arrived = Promise.withResolvers<undefined>();
  const url = await serve((incoming, response) => {
    incoming.socket.once('close', () => closed.resolve(undefined));
    listener(incoming, response);
    arrived.resolve(undefined);
  });
  const controller = new AbortController();
  const sent = pooledClient(nobody).sendRequest(request(url, { abortSignal: controller.signal }));
  const refused = expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  await arrived.promise;
  controller.abort();
  await refused;
  await closed.promise;
});

it('a request that was aborted before it is sent is never sent', async () => {
  const asked = vi.fn<RequestListener>();
  const url = await serve(asked);
  await expect(pooledClient(nobody).sendRequest(request(url, { abortSignal: AbortSignal.abort() }))).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(asked).not.toHaveBeenCalled();
});

it('a stream that is cut off or aborted fails, and one that nobody reads to its end gives its connection back', async () => {
  const closed: Promise<unknown>[] = [];
  const url = await serve((incoming, response) => {
    closed.push(once(incoming.socket, 'close'));
    response.writeHead(200, { 'Content-Length': '10' }).write('half');
    if (incoming.url === '/cut') void setImmediate().then(() => response.destroy());
  });
  const controller = new AbortController();
  const client = pooledClient(nobody);
  const options = { streamResponseStatusCodes: new Set([Infinity]), abortSignal: controller.signal };
  const streams = [];
  for (const path of ['/cut', '/aborted', '/left'])
    streams.push((await client.sendRequest(request(url + path, { ...options }))).readableStreamBody);
  const [cut, aborted, left] = streams;
  if (!cut || !aborted || !(left instanceof Readable)) throw new Error('There is no stream.');
  await expect(text(cut)).rejects.toBeInstanceOf(RestError);
  left.destroy();
  const refused = expect(text(aborted)).rejects.toMatchObject({ name: 'AbortError' });
  controller.abort();
  await refused;
  await Promise.all(closed);
});

it('a connection that can’t be made or is cut has the code of its failure', async () => {
  const client = pooledClient(nobody);
  const url = await serve(({ socket }) => socket.destroy());
  await expect(client.sendRequest(request(url))).rejects.toMatchObject({ name: 'RestError', code: 'UND_ERR_SOCKET' });
  const [server] = servers.splice(0);
  server?.close();
  await expect(client.sendRequest(request(url))).rejects.toMatchObject({ name: 'RestError', code: 'ECONNREFUSED' });
});

it('a request without TLS is refused where the SDK doesn’t allow it', async () => {
  await expect(pooledClient(nobody).sendRequest(request('http://127.0.0.1:9', { allowInsecureConnection: false }))).rejects.toThrow(
    'allowInsecureConnection',
  );
});

it.each<[string, Partial<PipelineRequest>]>([
  ['a proxy', { proxySettings: { host: 'http://proxy.example', port: 80 } }],
  ['certificates of its own', { tlsSettings: { ca: 'x' } }],
  ['a time of its own', { timeout: 1 }],
  ['progress', { onDownloadProgress: () => undefined }],
  ['a stream as its body', { body: () => process.stdin }],
  ['a connection of its own', { disableKeepAlive: true }],
])('a request with %s goes by the SDK’s own client', async (_, options) => {
  const rare = Object.assign(request('https://store.example'), options);
  await expect(pooledClient(nobody).sendRequest(rare)).rejects.toThrow('Others were asked.');
});

it('the SDK’s own client sends the first requests, and the other one all that follow once it is loaded', async () => {
  const answers = (name: string): HttpClient => ({
    sendRequest: (sent) => Promise.resolve({ request: sent, status: 200, headers: sent.headers, bodyAsText: name }),
  });
  const loads: PromiseWithResolvers<() => HttpClient>[] = [];
  const client = openHttpClient(answers('own'), () => {
    loads.push(Promise.withResolvers());
    return loads.at(-1)?.promise ?? Promise.reject(new Error());
  });
  const send = async (count: number) => {
    const by = new Set<string | null | undefined>();
    for (let i = 0; i < count; i++) by.add((await client.sendRequest(request('http://store.example'))).bodyAsText);
    return [...by];
  };
  expect([await send(19), loads.length]).toEqual([['own'], 0]);
  expect([await send(30), loads.length]).toEqual([['own'], 1]);
  loads[0]?.reject(new Error('no memory'));
  await setImmediate();
  expect([await send(19), loads.length]).toEqual([['own'], 1]);
  expect([await send(1), loads.length]).toEqual([['own'], 2]);
  loads[1]?.resolve(() => answers('other'));
  await setImmediate();
  expect([await send(50), loads.length]).toEqual([['other'], 2]);
});
