// Requests that are wrong before their JSON is: of another type or coding, too large, or with lengths that lie. Nothing is stored.
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxRequestBytes } from '../../lib/runtime/limits.ts';
import { fileBody } from '../support/api/bodies.ts';
import { openTarget, raw, type Target } from './target.ts';

let target: Target;
beforeAll(async () => (target = await openTarget()));
afterAll(() => target.leftNothing());

const body = JSON.stringify(fileBody('a.txt'));

/** Writes text to the host's socket and gives back all that comes until it closes, or until `enough` has come. */
async function speak(said: string, enough: RegExp): Promise<string> {
  const { hostname, port } = new URL(target.api.url);
  const socket = connect({ host: hostname, port: Number(port) });
  let heard = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    heard += chunk;
    if (enough.test(heard)) socket.destroy();
  });
  socket.on('error', () => undefined);
  socket.write(said);
  await once(socket, 'close');
  return heard;
}

const post = (headers: readonly string[], content = body): string =>
  [
    `POST ${target.attachments} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${target.person.token}`,
    'Content-Type: application/json',
    ...headers,
    '',
    content,
  ].join('\r\n');

async function storesNothing(work: () => Promise<void>): Promise<void> {
  const before = await target.state();
  await work();
  expect(await target.state()).toEqual(before);
}

// Every other type and coding: `test/unit/api/httpJsonBody.test.ts`.
describe('refused with 415, which names what is accepted', () => {
  it('another Content-Type is refused with 415, which names what is accepted', async () => {
    const answer = await target.refuses(
      raw(body, { 'Content-Type': 'text/plain' }),
      415,
      'UnsupportedMediaType',
      /accepts application\/json in UTF-8\.$/,
    );
    expect(answer.headers.get('accept')).toBe('application/json');
  });

  it('a Content-Encoding is refused with 415, which names what is accepted', async () => {
    await target.refuses(
      raw(new Uint8Array(gzipSync(body)), { 'Content-Encoding': 'gzip' }),
      415,
      'UnsupportedMediaType',
      /without Content-Encoding/,
    );
  });
});

describe('sizes', () => {
  const ofSize = (size: number): string => body.replace('"name"', `"@padding":"${'x'.repeat(size - body.length - 14)}","name"`);

  it('a body of 4 MiB is taken, one byte more is refused with 413', async () => {
    const { status, json } = await target.send(raw(ofSize(maxRequestBytes)));
    expect(status).toBe(201);
    await target.send({ method: 'DELETE' }, `${target.attachments}/${String(json.id)}`);
    await target.refuses(
      raw(ofSize(maxRequestBytes + 1)),
      413,
      'RequestEntityTooLarge',
      /^Maximum request length exceeded\..*4194304 bytes.*createUploadSession/,
    );
  });

  it('a body that says it is above the host’s limit is refused by the host, unread', () =>
    storesNothing(async () => {
      expect(await speak(post(['Content-Length: 200000000']), /\r\n\r\n/)).toMatch(/^HTTP\/1.1 413 /);
    }));

  it('a header above the host’s limit is refused by the host', () =>
    storesNothing(async () => {
      expect(await speak(post([`X-Long: ${'x'.repeat(50_000)}`, `Content-Length: ${body.length}`]), /\r\n\r\n/)).toMatch(/^HTTP\/1.1 431 /);
    }));

  it('a URL of 5 KB is refused by the host', () =>
    storesNothing(async () => {
      expect((await target.send(raw(body), `${target.attachments}?x=${'y'.repeat(5_000)}`)).status).toBe(414);
    }));

  it('a URL of 4 KB is the service’s to refuse', async () => {
    await target.refuses(
      raw(body),
      400,
      'BadRequest',
      /^The query option 'y+' is not supported/,
      `${target.attachments}?${'y'.repeat(3_900)}`,
    );
  });
});

describe('lengths that lie', () => {
  it('a Content-Length below the body’s: what follows is no HTTP', () =>
    storesNothing(async () => {
      expect(await speak(post([`Content-Length: ${body.length - 10}`]), /\r\n\r\n/)).toMatch(/^HTTP\/1.1 400 /);
    }));

  it('a Content-Length above the body’s, and the connection ends', () =>
    storesNothing(async () => {
      const { hostname, port } = new URL(target.api.url);
      const socket = connect({ host: hostname, port: Number(port) });
      await once(socket, 'connect');
      await new Promise((resolve) =>
        socket.end(post([`Content-Length: ${body.length + 10}`]), () => {
          resolve(undefined);
        }),
      );
      socket.resume().on('error', () => undefined);
      await once(socket, 'close');
    }));

  it.each([
    ['twice', ['Content-Length: 10', `Content-Length: ${body.length}`]],
    ['beside chunks', [`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked']],
    ['below zero', ['Content-Length: -1']],
    ['that is no number', ['Content-Length: 1e3']],
    ['of another coding', ['Transfer-Encoding: gzip']],
  ])('a length %s is no HTTP', (_, headers) =>
    storesNothing(async () => {
      expect(await speak(post(headers), /\r\n\r\n/)).toMatch(/^HTTP\/1.1 400 /);
    }),
  );

  it('a body in chunks that are no chunks is no HTTP', () =>
    storesNothing(async () => {
      expect(await speak(post(['Transfer-Encoding: chunked'], `zz\r\n${body}\r\n0\r\n\r\n`), /\r\n\r\n/)).toMatch(/^HTTP\/1.1 400 /);
    }));

  it.each([
    ['chunks', `5\r\n${body.slice(0, 5)}\r\n${(body.length - 5).toString(16)}\r\n${body.slice(5)}\r\n0\r\n\r\n`],
    ['chunks that don’t end', `5\r\n${body.slice(0, 5)}\r\n`],
    ['no chunk at all', '0\r\n\r\n'],
  ])('%s in the place of a length are refused with 411', (_, chunks) =>
    storesNothing(async () => {
      expect(await speak(post(['Transfer-Encoding: chunked'], chunks), /\}$/)).toMatch(/^HTTP\/1.1 411 [^]*"code":"LengthRequired"/);
    }),
  );
});
