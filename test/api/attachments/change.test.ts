// PATCH and DELETE of an attachment: what may change, for whom the version still counts, and that nothing is left.
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { expectError, idsIn } from '../../support/api/answers.ts';
import { newEventOf, newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { bareBody, fileBody, itemBody, referenceBody } from '../../support/api/bodies.ts';
import { mailboxState } from '../../support/stores/mailboxState.ts';

let api: Api;
let person: Person;
let event: string;
beforeAll(async () => {
  api = await openApi();
  person = await newStranger(api);
});
beforeEach(async () => {
  event = await newEventOf(api, person);
});

const send: Api['send'] = (path, sent) => api.send(path, { token: person.token, ...sent });
const state = () => mailboxState(inject('stack'), person.partition);

async function made(json: unknown): Promise<string> {
  const answer = await send(`${event}/attachments`, { json });
  expect(answer.status, answer.text).toBe(201);
  return `${event}/attachments/${String(answer.json.id)}`;
}

const patch = (path: string, json: unknown, headers: Record<string, string> = {}) => send(path, { method: 'PATCH', json, headers });

describe('PATCH', () => {
  it('PATCH changes what it names, and nothing else', async () => {
    const path = await made(fileBody('a.txt', 'hello', { contentId: 'cid' }));
    const before = (await send(path)).json;
    // Times are to the second: the change is in another one.
    const nextSecond = Date.parse(String(before.lastModifiedDateTime)) + 1000;
    await expect.poll(() => Date.now(), { interval: 20, timeout: 10_000 }).toBeGreaterThanOrEqual(nextSecond);
    const { status, json, headers } = await patch(path, { name: 'b.html', isInline: 'True', id: 'x', size: 1, '@odata.etag': 'x' });
    expect(status).toBe(200);
    const { contentBytes, ...shown } = before;
    expect(contentBytes).toBe('aGVsbG8=');
    const expected = { ...shown, name: 'b.html', isInline: true, lastModifiedDateTime: json.lastModifiedDateTime };
    expect(json).toEqual({ ...expected, '@odata.mediaContentType': undefined });
    expect(Date.parse(String(json.lastModifiedDateTime))).toBeGreaterThan(Date.parse(String(before.lastModifiedDateTime)));
    const after = await send(path);
    expect(after.json).toEqual({ ...before, ...expected });
    expect(after.headers.get('etag')).toBe(headers.get('etag'));
    expect((await send(`${path}/$value`)).text).toBe('hello');
  });

  it('PATCH changes contentType and contentId of a file', async () => {
    const path = await made(fileBody('a.txt'));
    expect((await patch(path, { contentType: 'image/gif', contentId: 'logo' })).json).toMatchObject({
      contentType: 'image/gif',
      contentId: 'logo',
    });
    expect((await send(`${path}/$value`)).headers.get('content-type')).toBe('image/gif');
    expect((await patch(path, { isInline: true })).json).toMatchObject({ contentId: 'logo' });
    expect((await patch(path, { contentId: null })).json).toMatchObject({ contentId: null });
  });

  it("PATCH changes a reference's own properties", async () => {
    const path = await made(referenceBody());
    const { json } = await patch(path, {
      sourceUrl: 'https://contoso.example/other',
      permission: 'View',
      providerType: 'dropbox',
      isFolder: true,
    });
    expect(json).toMatchObject({
      sourceUrl: 'https://contoso.example/other',
      permission: 'view',
      providerType: 'dropbox',
      isFolder: true,
      name: 'reference',
    });
    expect((await send(path)).json).toEqual(json);
  });

  it('a PATCH is seen by lists in their order', async () => {
    const first = await made(fileBody('b'));
    const second = await made(fileBody('c'));
    expect((await patch(second, { name: 'a' })).status).toBe(200);
    const ids = [second, first].map((path) => path.split('/').at(-1));
    expect(idsIn(await send(`${event}/attachments?$orderby=name&$select=id`))).toEqual(ids);
  });

  // Every other change that is refused: `test/unit/odata/attachmentBody.test.ts`.
  it.each([
    ['a file by bytes', fileBody('a'), { contentBytes: 'AA==' }, 'BadRequest', /'contentBytes'/],
    ['an item by another', itemBody({}), { item: { subject: 'x' } }, 'BadRequest', /'item'/],
    ['the size of a bare description', bareBody({ size: 4 }), { size: 5 }, 'BadRequest', /'size'/],
    ['a name by a number', bareBody(), { name: 1 }, 'RequestBodyRead', /'Edm\.String'/],
  ])('PATCH does not change %s', async (_, json, change, code, message) => {
    const path = await made(json);
    const before = await state();
    expectError(await patch(path, change), 400, code, message);
    expect(await state()).toEqual(before);
  });

  it('PATCH honours If-Match', async () => {
    const path = await made(fileBody('a'));
    const etag = (await send(path)).headers.get('etag') ?? '';
    const renamed = await patch(path, { name: 'b' }, { 'If-Match': etag });
    expect(renamed.json.name).toBe('b');
    expect(renamed.headers.get('etag')).not.toBe(etag);
    expectError(
      await patch(path, { name: 'c' }, { 'If-Match': etag }),
      412,
      'ErrorIrresolvableConflict',
      'The ETag in If-Match is not the current one.',
    );
    expect((await patch(path, { name: 'd' }, { 'If-Match': `${etag}, ${renamed.headers.get('etag') ?? ''}` })).json.name).toBe('d');
    expect((await patch(path, { name: 'e' }, { 'If-Match': '*' })).json.name).toBe('e');
  });

  it('PATCH loses no change of many at once', async () => {
    const path = await made(referenceBody());
    const changes = [
      { name: 'new' },
      { isInline: true },
      { permission: 'edit' },
      { isFolder: true },
      { previewUrl: 'https://contoso.example/p' },
    ];
    const answers = await Promise.all(changes.map((change) => patch(path, change)));
    expect(answers.map(({ status }) => status)).toEqual(changes.map(() => 200));
    const { json } = await send(path);
    for (const change of changes) expect(json).toMatchObject(change);
  });
});

describe('DELETE', () => {
  it('DELETE is 204, and then there is nothing: at no URL, and not in the stores', async () => {
    const before = await state();
    const path = await made(fileBody('a.txt'));
    expect((await state()).blobs).toHaveLength(before.blobs.length + 1);
    const answer = await send(path, { method: 'DELETE' });
    expect({ status: answer.status, length: answer.bytes.length }).toEqual({ status: 204, length: 0 });
    for (const tail of ['', '/$value', '/microsoft.graph.itemAttachment/item'])
      expectError(await send(`${path}${tail}`), 404, 'ErrorItemNotFound');
    expectError(await patch(path, { name: 'b' }), 404, 'ErrorItemNotFound');
    expectError(await send(path, { method: 'DELETE' }), 404, 'ErrorItemNotFound');
    expect((await send(`${event}/attachments`)).json.value).toEqual([]);
    expect((await send(`${event}/attachments/$count`)).text).toBe('0');
    const { documents, blobs } = await state();
    expect(blobs).toEqual(before.blobs);
    const left = documents.find(({ id }) => id.endsWith(path.split('/').at(-1) ?? '?'));
    expect(left).toMatchObject({ kind: 'attachmentTombstone', ttl: 30 * 24 * 60 * 60 });
    expect(JSON.stringify(left)).not.toContain('a.txt');
  });

  it('DELETE honours If-Match', async () => {
    const path = await made(fileBody('a'));
    const etag = (await send(path)).headers.get('etag') ?? '';
    await patch(path, { name: 'b' });
    expectError(await send(path, { method: 'DELETE', headers: { 'If-Match': etag } }), 412, 'ErrorIrresolvableConflict');
    const current = (await send(path)).headers.get('etag') ?? '';
    expect((await send(path, { method: 'DELETE', headers: { 'If-Match': current } })).status).toBe(204);
  });

  it('DELETE takes one away from many, and leaves the others', async () => {
    const paths = [await made(fileBody('a')), await made(bareBody()), await made(referenceBody())];
    expect((await send(paths[1] ?? '', { method: 'DELETE' })).status).toBe(204);
    expect(idsIn(await send(`${event}/attachments`))).toEqual([paths[0], paths[2]].map((path) => path?.split('/').at(-1)));
    expect((await send(`${paths[0] ?? ''}/$value`)).text).toBe('hello');
  });
});
