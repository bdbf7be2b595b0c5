// GET …/$value: the exact bytes, served so that no browser runs anything of them; preconditions.
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { bareBody, fileBody, referenceBody } from '../../support/api/bodies.ts';

let api: Api;
let attachments: string;
beforeAll(async () => {
  api = await openApi();
  attachments = `/v1.0/me/events/${await api.newEvent()}/attachments`;
});

async function pathOf(json: unknown): Promise<string> {
  const made = await api.send(attachments, { json });
  expect(made.status, made.text).toBe(201);
  return `${attachments}/${String(made.json.id)}/$value`;
}

const served = async (name: string, more = {}): Promise<Answer> => api.send(await pathOf(fileBody(name, '<script>', more)));

it('$value serves safely, whatever the file says it is', async () => {
  const { status, headers, text } = await served('page.html', { contentType: 'text/html' });
  expect({ status, text }).toEqual({ status: 200, text: '<script>' });
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'text/html',
    'content-disposition': 'attachment; filename=page.html',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, no-cache',
    'content-length': '8',
  });
  expect(headers.get('etag')).toMatch(/^"[^"]+"$/);
  expect(Date.parse(headers.get('last-modified') ?? '')).toBeGreaterThan(Date.parse('2020-01-01'));
});

describe('Content-Disposition', () => {
  it.each([
    ['plain.txt', undefined],
    ['two words.txt', undefined],
    ['日本語.txt', '%E6%97%A5%E6%9C%AC%E8%AA%9E.txt'],
    ['naïve "quoted" \\ name\'.txt', 'na%C3%AFve%20%22quoted%22%20_%20name%27.txt'],
    ['a\r\nSet-Cookie: x=1.txt', undefined],
    ['tab\there\u0000\u007f.txt', undefined],
    ['invoice\u202egnp.exe', undefined],
    ['\u2066isolated\u2069.txt', undefined],
    ['😀.png', '%F0%9F%98%80.png'],
    ['half \ud83d.txt', undefined],
    ['../../etc/passwd', undefined],
    ['100%25.txt', '100%2525.txt'],
    ['x'.repeat(255), undefined],
  ])('Content-Disposition of %j is one line of ASCII', async (name, extended) => {
    const { status, headers } = await served(name);
    expect(status).toBe(200);
    const disposition = headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(/^attachment; filename=[\x20-\x7e]+$/);
    expect(/; filename\*=UTF-8''(.*)$/.exec(disposition)?.[1]).toBe(extended);
    expect(headers.has('set-cookie')).toBe(false);
    // A control or a change of direction is neither there nor encoded.
    expect(disposition).not.toMatch(/%0[0-9A-F]|%7F|%E2%80%AE|%E2%81%A[69]/i);
  });

  it('Content-Disposition keeps the name itself as it was given', async () => {
    const name = 'a\r\nb\u202e.txt';
    const { json } = await api.send(attachments, { json: fileBody(name) });
    expect(json.name).toBe(name);
  });
});

describe('Content-Type', () => {
  it.each([
    ['text/plain; charset=utf-8', 'text/plain;charset=utf-8'],
    ['IMAGE/PNG', 'image/png'],
    ['no media type', 'application/octet-stream'],
    ['text/html\r\nX-Evil: 1', 'application/octet-stream'],
    ['text/plain; name="ü"', 'application/octet-stream'],
    ['日本/語', 'application/octet-stream'],
  ])('%j is served as %s', async (contentType, expected) => {
    const { status, headers, text } = await served('a.bin', { contentType });
    expect({ status, text }).toEqual({ status: 200, text: '<script>' });
    expect(headers.get('content-type')).toBe(expected);
    expect(headers.has('x-evil')).toBe(false);
  });
});

describe('preconditions', () => {
  it('preconditions spare whoever has the bytes, and refuse who wants others', async () => {
    const path = await pathOf(fileBody('a.txt'));
    const etag = (await api.send(path)).headers.get('etag') ?? '';
    const get = (headers: Record<string, string>) => api.send(path, { headers });
    const unchanged = await get({ 'If-None-Match': etag });
    expect({ status: unchanged.status, length: unchanged.bytes.length, etag: unchanged.headers.get('etag') }).toEqual({
      status: 304,
      length: 0,
      etag,
    });
    expect((await get({ 'If-None-Match': `W/${etag}` })).status).toBe(304);
    expect((await get({ 'If-None-Match': '"x"' })).text).toBe('hello');
    expect((await get({ 'If-Match': etag })).text).toBe('hello');
    expect((await get({ 'If-Match': '*' })).status).toBe(200);
    for (const header of ['"x"', `W/${etag}`, 'x']) expectError(await get({ 'If-Match': header }), 412, 'ErrorIrresolvableConflict');
  });

  it('preconditions are judged by the bytes, which a change of the name leaves alone', async () => {
    const path = await pathOf(fileBody('a.txt'));
    const etag = (await api.send(path)).headers.get('etag') ?? '';
    expect((await api.send(path.replace('/$value', ''), { method: 'PATCH', json: { name: 'b.txt' } })).status).toBe(200);
    const answer = await api.send(path, { headers: { 'If-Match': etag } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=b.txt');
  });
});

it.each([
  ['a reference', referenceBody()],
  ['a bare attachment', bareBody()],
])('$value is nothing that %s has', async (_, json) => {
  const answer = await api.send(await pathOf(json));
  expectError(
    answer,
    405,
    'ErrorInvalidRequest',
    "'$value' segment is not supported for the given attachment. '$value' segment is only supported for File Attachments and Item Attachments",
  );
  expect(answer.headers.has('allow')).toBe(true);
});

it('$value takes no query options, and is 404 where there is nothing', async () => {
  expectError(await api.send(`${await pathOf(fileBody('a'))}?$select=id`), 400, 'BadRequest');
  expectError(await api.send(`${attachments}/none/$value`), 404, 'ErrorItemNotFound');
});
