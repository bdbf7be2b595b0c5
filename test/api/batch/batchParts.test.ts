// The parts of a batch: which URLs they may have, and how their bodies go in and out.
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/api/answers.ts';
import type { Api } from '../../support/api/api.ts';
import { batch, bytesIn, codeIn, entityIn, gets, json, sendBatch, statuses } from '../../support/api/batches.ts';
import { openBatching, type Batching } from '../../support/api/batching.ts';
import { bareBody, fileBody, sessionBody } from '../../support/api/bodies.ts';

let api: Api;
let person: Batching['person'];
let mine: Batching['mine'];
let attachments: string;
let newFile: Batching['newFile'];

beforeAll(async () => {
  ({ api, person, mine, attachments, newFile } = await openBatching());
});

describe('a URL of a part', () => {
  it.each([
    '/me',
    'me',
    '/v1.0/me',
    'v1.0/me',
    '/V1.0/Me/',
    '/me?$select=id',
    '/me?$select=id, userPrincipalName',
    '/%6de',
    '/me/events/../.',
  ])('a URL of a part may be relative to the version or begin with it: %s', async (url) => {
    const [part] = await batch(mine, gets(url));
    expect(entityIn(part ?? expect.fail()).id, url).toBe(person.id);
  });

  it.each([
    ['another host', 'https://graph.microsoft.com/v1.0/me', /'url' of the request '1' must be relative/],
    ['this host', '{base}/v1.0/me', /must be relative/],
    ['a host without a scheme', '//example.org/v1.0/me', /must be relative/],
    ['a host by backslashes', '\\\\example.org\\v1.0\\me', /must be relative/],
    ['another version', '/beta/me', /leads out of '\/v1\.0'/],
    ['another version by dots', '/me/../../beta/me', /leads out of '\/v1\.0'/],
    ['an upload by dots', '/../uploads/x', /leads out of '\/v1\.0'/],
    ['a batch', '/$batch', /the request '1' is a batch in a batch/i],
    ['an encoded batch', '/v1.0/me/../%24BATCH/', /is a batch in a batch/],
    ['a resource that ends early', '/users/sam#EXT#@contoso.example', /'#'/],
  ])('a URL of a part that leads to %s is 400 of the whole', async (_, url, message) => {
    const answer = await sendBatch(mine, gets(url.replace('{base}', api.url), '/me'));
    expectError(answer, 400, 'BadRequest', message);
  });

  it('a URL of a part may be as long as one of a request by itself, and no longer', async () => {
    const longest = (length: number): string => {
      const url = `${attachments}?$filter=name%20eq%20%27%27`;
      return url.replace(/%27$/, `${'x'.repeat(length - url.length)}%27`);
    };
    const [part] = await batch(mine, gets(longest(4096 - '/v1.0'.length)));
    expect(part).toMatchObject({ status: 200, body: { value: [] } });
    expectError(
      await sendBatch(mine, gets(longest(4097), '/me')),
      400,
      'BadRequest',
      /'url' of the request '1' has more than 4096 characters/,
    );
  });

  it('a URL of a part that is longer than it may be once it is encoded is told so in a part of its own', async () => {
    const [part, me] = await batch(mine, gets(`/me/${'é'.repeat(2_000)}`, '/me'));
    expect(part).toMatchObject({ status: 414, body: { error: { code: 'BadRequest' } } });
    expect(me?.status).toBe(200);
  });
});

describe('bodies', () => {
  it('bodies that are no JSON come as base64, exactly: a count, bytes, and bytes that say they are JSON', async () => {
    const bytes = Buffer.from([0, 255, 254, 1, 0x22, 0x5c]);
    const files = await Promise.all([
      newFile(fileBody('bytes.bin', bytes)),
      newFile(fileBody('a.json', '{"a": 1}', { contentType: 'application/json' })),
      newFile(fileBody('broken.json', '{"a"', { contentType: 'application/json' })),
    ]);
    const [count, ...values] = await batch(mine, gets(`${attachments}/$count`, ...files.map((id) => `${attachments}/${id}/$value`)));
    expect(count?.headers['Content-Type']).toBe('text/plain; charset=utf-8');
    expect(bytesIn(count ?? expect.fail()).toString()).toBe((await mine.send(`/v1.0${attachments}/$count`)).text);
    expect(values.map(bytesIn)).toEqual([bytes, Buffer.from('{"a": 1}'), Buffer.from('{"a"')]);
    expect(values.map(({ headers }) => headers['Content-Type'])).toEqual([
      'application/octet-stream',
      'application/json',
      'application/json',
    ]);
  });

  it('the body of a part may be a range of bytes, with its headers', async () => {
    const id = await newFile(fileBody('range.txt', '0123456789'));
    const [part] = await batch(mine, [{ id: '1', method: 'GET', url: `${attachments}/${id}/$value`, headers: { Range: 'bytes=2-4' } }]);
    expect(part).toMatchObject({ status: 206, headers: { 'Content-Range': 'bytes 2-4/10' } });
    expect(bytesIn(part ?? expect.fail()).toString()).toBe('234');
  });

  it('bodies may come without a Content-Type; with one that is not JSON, a part is 415', async () => {
    const parts = await batch(mine, [
      { id: '1', method: 'POST', url: attachments, body: bareBody({ name: 'no type' }) },
      { id: '2', method: 'POST', url: attachments, headers: { 'content-type': 'text/plain' }, body: 'aGVsbG8=' },
      { id: '3', method: 'POST', url: attachments, headers: json, body: 'text' },
      { id: '4', method: 'POST', url: attachments, headers: json },
    ]);
    expect(statuses(parts)).toEqual([201, 415, 400, 400]);
    expect(parts.slice(1).map(codeIn)).toEqual(['UnsupportedMediaType', 'UnableToDeserializePostBody', 'UnableToDeserializePostBody']);
  });
});

it('a large file is a redirect, of which the part has the Location', async () => {
  const bytes = Buffer.alloc(5_000_000, 'x');
  const started = await mine.send(`/v1.0${attachments}/createUploadSession`, { json: sessionBody(bytes.length) });
  const url = String(started.json.uploadUrl);
  const range = { 'Content-Range': `bytes 0-${bytes.length - 1}/${bytes.length}` };
  const done = await api.send(url, { method: 'PUT', body: new Uint8Array(bytes), headers: range, token: null });
  expect(done.status).toBe(201);
  const [part] = await batch(mine, gets(`${attachments}/${String(done.json.id)}/$value`));
  expect(part).toMatchObject({ status: 302, headers: { 'Referrer-Policy': 'no-referrer' } });
  expect(part).not.toHaveProperty('body');
  expect(Buffer.from(await (await fetch(part?.headers.Location ?? '')).arrayBuffer()).equals(bytes)).toBe(true);
});
