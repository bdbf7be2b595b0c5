// $value of a file above 4 MiB: a redirect to a URL that reads this one blob for ten minutes, with everything judged before.
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectIdentified } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { uploadFile } from '../../support/clients/largeFile.ts';

const limit = 4 * 1024 * 1024;
const most = 16 * 1024 * 1024;
let api: Api;
let event: string;
let bytes: Buffer<ArrayBuffer>;
let value: string;

beforeAll(async () => {
  api = await openApi();
  event = await api.newEvent();
  bytes = randomBytes(limit + 1000);
  value = `${await uploadFile(api, event, bytes, { name: 'ä "b".html', contentType: 'text/html' })}/$value`;
});

const get = (headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> => api.send(value, { method, headers });
const locationOf = ({ status, headers }: Answer): string => {
  expect(status).toBe(302);
  return headers.get('location') ?? expect.fail('no Location');
};
/** As a client follows a redirect: without the token. */
const follow = (answer: Answer, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  api.send(locationOf(answer), { token: null, headers });
const blobETag = async (): Promise<string> =>
  (await fetch(locationOf(await get()), { method: 'HEAD' })).headers.get('etag') ?? expect.fail('no ETag');

it('the redirect begins one byte above 4 MiB', async () => {
  const small = await uploadFile(api, event, randomBytes(limit));
  const large = await uploadFile(api, event, randomBytes(limit + 1));
  const [served, redirected] = [await api.send(`${small}/$value`), await api.send(`${large}/$value`)];
  expect([served.status, served.bytes.length]).toEqual([200, limit]);
  expect((await follow(redirected)).bytes).toHaveLength(limit + 1);
});

it('the redirect is kept by nobody, tells nobody where it came from, and has no body', async () => {
  const answer = await get();
  expect(Object.fromEntries(answer.headers)).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect(answer.bytes).toHaveLength(0);
  expectIdentified(answer);
});

it('the redirect leads to the bytes for ten minutes, under the type and the name of the file', async () => {
  const before = Date.now();
  const answer = await get();
  const { searchParams } = new URL(locationOf(answer));
  const ends = Date.parse(searchParams.get('se') ?? '');
  expect(ends).toBeGreaterThan(before + 10 * 60_000 - 2_000);
  expect(ends).toBeLessThanOrEqual(Date.now() + 10 * 60_000);
  const file = await follow(answer);
  expect(file.status).toBe(200);
  expect(file.bytes.equals(bytes)).toBe(true);
  expect(Object.fromEntries(file.headers)).toMatchObject({
    'content-type': 'text/html',
    'content-disposition': `attachment; filename="? \\"b\\".html"; filename*=UTF-8''%C3%A4%20%22b%22.html`,
    'cache-control': 'private, no-cache',
  });
});

it('the redirect carries a name and a type that were changed, and the same ETag', async () => {
  const path = await uploadFile(api, event, randomBytes(limit + 1));
  const first = await follow(await api.send(`${path}/$value`));
  expect((await api.send(path, { method: 'PATCH', json: { name: 'b.txt', contentType: 'text/plain' } })).status).toBe(200);
  const second = await follow(await api.send(`${path}/$value`));
  expect(second.headers.get('content-disposition')).toBe('attachment; filename=b.txt');
  expect(second.headers.get('content-type')).toBe('text/plain');
  expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
});

it('the redirect answers HEAD alike, and so does the blob service', async () => {
  const head = await get({}, 'HEAD');
  const answer = await fetch(locationOf(head), { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
});

it('the redirect leads nowhere any more once the attachment is deleted', async () => {
  const path = await uploadFile(api, event, randomBytes(limit + 1));
  const answer = await api.send(`${path}/$value`);
  expect((await api.send(path, { method: 'DELETE' })).status).toBe(204);
  expect((await follow(answer)).status).toBe(404);
  expectError(await api.send(`${path}/$value`), 404, 'ErrorItemNotFound');
});

describe('preconditions', () => {
  it('preconditions are judged before the redirect', async () => {
    const etag = await blobETag();
    for (const [header, tag, status] of [
      ['If-None-Match', etag, 304],
      ['If-None-Match', '*', 304],
      ['If-Match', '"other"', 412],
    ] as const) {
      for (const method of ['GET', 'HEAD'])
        expect((await get({ [header]: tag }, method)).status, `${method}, ${header}: ${tag}`).toBe(status);
    }
  });

  it('preconditions that hold go on to the blob service, which finds the same', async () => {
    const etag = await blobETag();
    for (const headers of [{ 'If-None-Match': '"other"' }, { 'If-Match': etag }, { 'If-Match': '*' }])
      expect((await follow(await get(headers), headers)).status, JSON.stringify(headers)).toBe(200);
    const answer = await get();
    expect((await follow(answer, { 'If-None-Match': etag })).status).toBe(304);
    expect((await follow(answer, { 'If-Match': '"other"' })).status).toBe(412);
  });

  it('preconditions come before the range', async () => {
    expectError(await get({ 'If-Match': '"other"', Range: 'bytes=-1' }), 412, 'ErrorIrresolvableConflict');
    expect((await get({ 'If-None-Match': '*', Range: `bytes=${bytes.length}-` })).status).toBe(304);
  });
});

describe('a range', () => {
  it.each(['bytes=0-0', 'bytes=1000-', 'bytes=5-99999999'])('a range from the front goes on to the blob service: %s', async (range) => {
    const part = await follow(await get({ Range: range }), { Range: range });
    expect(part.status).toBe(206);
    const [first, last] = range.replace('bytes=', '').split('-').map(Number);
    const end = last === 0 && range.endsWith('-') ? bytes.length : Math.min((last ?? 0) + 1, bytes.length);
    expect(part.headers.get('content-range')).toBe(`bytes ${first}-${end - 1}/${bytes.length}`);
    expect(part.bytes.equals(bytes.subarray(first, end))).toBe(true);
  });

  it('a range outside is refused here, with the size', async () => {
    const answer = await get({ Range: `bytes=${bytes.length}-` });
    expectError(answer, 416, 'InvalidRange', new RegExp(String(bytes.length)));
    expect(answer.headers.get('content-range')).toBe(`bytes */${bytes.length}`);
  });

  it.each([1, 1000])('a range of the last %i bytes is read here, with the ETag of the blob', async (length) => {
    const answer = await get({ Range: `bytes=-${length}` });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${bytes.length - length}-${bytes.length - 1}/${bytes.length}`);
    expect(answer.headers.get('etag')).toBe(await blobETag());
    expect(answer.bytes.equals(bytes.subarray(-length))).toBe(true);
  });

  it('a range from the end is read here up to 16 MiB, and refused above', async () => {
    const large = randomBytes(most + 1);
    const path = `${await uploadFile(api, event, large)}/$value`;
    const whole = await api.send(path, { headers: { Range: `bytes=-${most}` } });
    expect([whole.status, whole.headers.get('content-range')]).toEqual([206, `bytes 1-${most}/${most + 1}`]);
    expect(whole.bytes.equals(large.subarray(1))).toBe(true);
    for (const length of [most + 1, 99_999_999]) {
      const answer = await api.send(path, { headers: { Range: `bytes=-${length}` } });
      expectError(answer, 416, 'InvalidRange');
      expect(answer.headers.get('content-range')).toBe(`bytes */${large.length}`);
    }
  });
});
