// Outgoing requests over real connections: to judged addresses alone, for a limited time, with the host's name in TLS, and without redirects.
import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutgoing, type Resolve } from '../../../lib/outgoing/post.ts';
import type { OutgoingAnswer } from '../../../lib/outgoing/outgoing.ts';
import { startReceiver, type Answering, type TestReceiver } from '../../support/receivers/receiver.ts';

const clock = () => Date.now();
const ask = { headers: { 'Content-Type': 'text/plain' }, body: Buffer.from('hello'), timeout: 2_000 };

describe('to this machine, as the local stack may', () => {
  let receiver: TestReceiver;
  const outgoing = createOutgoing({ local: true, ownHosts: [], clock });
  const post = (answer: Answering, timeout = ask.timeout): Promise<OutgoingAnswer> => {
    receiver.answer = answer;
    return outgoing.post({ ...ask, timeout, url: `${receiver.url}/x?y=1` });
  };

  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.stop());

  it('an answer is its status, type, wait and body; what was sent arrives', async () => {
    const answer = await post((_, response) => {
      response.writeHead(503, { 'Content-Type': 'text/plain; charset=ascii', 'Retry-After': '7' }).end('no');
    });
    expect(answer).toMatchObject({ is: 'answered', status: 503, contentType: 'text/plain; charset=ascii', retryAfter: '7' });
    expect(answer.is === 'answered' && Buffer.from(answer.body).toString()).toBe('no');
    expect(receiver.received.at(-1)).toMatchObject({ method: 'POST', path: '/x?y=1', body: 'hello' });
    expect(receiver.received.at(-1)?.headers).toMatchObject({ connection: 'close', 'content-length': '5', 'content-type': 'text/plain' });
  });

  it.each([301, 302, 303, 307, 308])('a redirect by %d is an answer that nobody follows', async (status) => {
    const before = receiver.received.length;
    expect(await post((_, response) => response.writeHead(status, { Location: '/elsewhere' }).end())).toMatchObject({
      is: 'answered',
      status,
    });
    expect(receiver.received.length).toBe(before + 1);
  });

  it('of a huge answer, and of one without an end, 4 KiB are read', async () => {
    const endless: Answering = (_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1024)));
      };
      response.on('drain', more);
      more();
    };
    for (const answering of [endless, ((_, response) => response.end('y'.repeat(5_000_000))) satisfies Answering]) {
      const answer = await post(answering);
      expect(answer.is === 'answered' && answer.body.byteLength).toBe(4096);
    }
  });

  it.each<[string, Answering]>([
    ['never answers', () => undefined],
    [
      'answers byte for byte without an end',
      (_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => (response.destroyed ? clearInterval(drip) : response.write('x')), 20);
      },
    ],
    [
      'sends early hints without an end',
      (_, response) => {
        const hint = setInterval(() => (response.destroyed ? clearInterval(hint) : response.writeProcessing()), 20);
      },
    ],
  ])('a receiver that %s is given up after the time', async (_name, answering) => {
    const started = Date.now();
    expect(await post(answering, 300)).toMatchObject({ is: 'timedOut' });
    expect(Date.now() - started).toBeLessThan(1_500);
  });

  it('a receiver that hangs up, or has headers without measure, has failed, and its address is not in the words', async () => {
    const failures = [
      await post((_, response) => void response.destroy()),
      await post((_, response) => response.writeHead(200, { 'X-Long': 'x'.repeat(20_000) }).end()),
      await outgoing.post({ ...ask, url: 'http://localhost:1/' }),
    ];
    for (const failure of failures) {
      expect(failure).toMatchObject({ is: 'failed' });
      expect(JSON.stringify(failure)).not.toMatch(/127\.0|localhost/);
    }
  });

  it('each request has a connection of its own', async () => {
    const ports = new Set<unknown>();
    for (let i = 0; i < 3; i++)
      await post((_, response) => {
        ports.add(response.socket?.remotePort);
        response.end();
      });
    expect(ports.size).toBe(3);
  });
});

describe('to a name', () => {
  let server: Server;
  let port = 0;
  let certificate = '';
  let names: (string | false | undefined)[] = [];
  let tls: ServerOptions = {};

  beforeAll(async () => {
    const made = await generate([{ name: 'commonName', value: 'receiver.example' }], {
      keySize: 2048,
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'receiver.example' }] }],
    });
    certificate = made.cert;
    tls = { key: made.private, cert: made.cert };
    server = await serve(tls);
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  async function serve(options: ServerOptions): Promise<Server> {
    const made = createServer(options, (request, response) => {
      names.push('servername' in request.socket && typeof request.socket.servername === 'string' ? request.socket.servername : undefined);
      response.end(request.headers.host);
    });
    made.listen(0, '127.0.0.1');
    await once(made, 'listening');
    return made;
  }

  /** The test's server has this machine's address, which is only here open. */
  const outgoingBy = (resolve: Resolve, local = false) =>
    createOutgoing({
      local,
      ownHosts: [],
      clock,
      resolve,
      authorities: [certificate],
      isReachable: (address) => address === '127.0.0.1' || address === '8.8.8.8',
    });

  it('the connection is made to the judged address, with the name of the host in TLS', async () => {
    names = [];
    const asked: string[] = [];
    const outgoing = outgoingBy((host) => {
      asked.push(host);
      return Promise.resolve(['127.0.0.1']);
    });
    const answer = await outgoing.post({ ...ask, url: `https://receiver.example:${port}/` });
    expect(answer).toMatchObject({ is: 'answered', status: 200 });
    expect(answer.is === 'answered' && Buffer.from(answer.body).toString()).toBe(`receiver.example:${port}`);
    expect([asked, names]).toEqual([['receiver.example'], ['receiver.example']]);
  });

  it('a certificate of another name, and one of nobody’s authority, is refused', async () => {
    const right: Resolve = () => Promise.resolve(['127.0.0.1']);
    expect(await outgoingBy(right).post({ ...ask, url: `https://other.example:${port}/` })).toMatchObject({
      is: 'failed',
      why: 'The request failed: ERR_TLS_CERT_ALTNAME_INVALID.',
    });
    const trusting = createOutgoing({ local: false, ownHosts: [], clock, resolve: right, isReachable: () => true });
    expect(await trusting.post({ ...ask, url: `https://receiver.example:${port}/` })).toMatchObject({ is: 'failed' });
  });

  it('TLS older than 1.2 is refused', async () => {
    const old = await serve({ ...tls, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    const { port: itsPort } = old.address() as AddressInfo;
    expect(
      await outgoingBy(() => Promise.resolve(['127.0.0.1'])).post({ ...ask, url: `https://receiver.example:${itsPort}/` }),
    ).toMatchObject({ is: 'failed' });
    old.close();
  });

  it('a name that leads to another address each time is judged each time, and asked for once', async () => {
    const addresses = ['127.0.0.1', '10.0.0.1', '127.0.0.1', '169.254.169.254', '::1'];
    let asked = 0;
    const outgoing = outgoingBy(() => Promise.resolve([addresses[asked++] ?? '']));
    const outcomes: string[] = [];
    for (let i = 0; i < addresses.length; i++)
      outcomes.push((await outgoing.post({ ...ask, url: `https://receiver.example:${port}/` })).is);
    expect([outcomes, asked]).toEqual([['answered', 'refused', 'answered', 'refused', 'refused'], 5]);
  });

  it('a name with one address that is closed is refused as a whole', async () => {
    names = [];
    expect(
      await outgoingBy(() => Promise.resolve(['127.0.0.1', '10.0.0.1'])).post({ ...ask, url: `https://receiver.example:${port}/` }),
    ).toEqual({
      is: 'refused',
      why: 'The name of the host leads to an address that may not be asked.',
    });
    expect(names).toEqual([]);
  });

  it('a name that nobody has, and a name server without an answer, end in time', async () => {
    expect(await outgoingBy(() => Promise.resolve([])).post({ ...ask, url: 'https://nobody.example/' })).toMatchObject({ is: 'failed' });
    expect(await outgoingBy(() => new Promise(() => undefined)).post({ ...ask, timeout: 100, url: 'https://slow.example/' })).toMatchObject(
      { is: 'timedOut' },
    );
  });

  it('an address in the URL is judged without a question', async () => {
    const outgoing = createOutgoing({ local: false, ownHosts: [], clock, resolve: () => expect.fail('asked') });
    for (const host of ['127.0.0.1', '2130706433', '[::ffff:a00:1]', '169.254.169.254'])
      expect(await outgoing.post({ ...ask, url: `https://${host}:${port}/` })).toMatchObject({ is: 'refused' });
  });
});
