// GET and HEAD of one attachment, of an item, of the count; HEAD wherever GET is.
import { beforeAll, describe, expect, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { expectError, stableHeaders } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { bareBody, itemBody, referenceBody } from '../../support/api/bodies.ts';

let api: Api;
let attachments: string;
let file: string;
let item: string;
let reference: string;
beforeAll(async () => {
  api = await openApi();
  const event = await api.newEvent();
  attachments = `/v1.0/me/events/${event}/attachments`;
  const make = async (json: unknown) => `${attachments}/${String((await api.send(attachments, { json })).json.id)}`;
  file = `${attachments}/${await api.newFile(event, 'a.txt')}`;
  item = await make(itemBody({ '@odata.type': '#microsoft.graph.event', subject: 'inner', location: { displayName: 'Room 1' } }));
  reference = await make(referenceBody());
});

const select = (names: string) => `$select=${encodeURIComponent(names)}`;

describe('an attachment', () => {
  it('an attachment has its properties in order, and says what its bytes are', async () => {
    const { status, json, headers } = await api.send(file);
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual([
      '@odata.context',
      '@odata.mediaContentType',
      '@odata.type',
      'id',
      'lastModifiedDateTime',
      'name',
      'contentType',
      'size',
      'isInline',
      'contentId',
      'contentLocation',
      'contentBytes',
    ]);
    expect(json).toMatchObject({ name: 'a.txt', contentBytes: 'aGVsbG8=', '@odata.mediaContentType': 'text/plain', contentLocation: null });
    expect(headers.get('content-type')).toMatch(/^application\/json\b.*charset=utf-8/);
    expect(headers.get('cache-control')).toContain('private');
  });

  it('an attachment has a type of its bytes only if it has bytes', async () => {
    for (const path of [item, reference]) expect((await api.send(path)).json).not.toHaveProperty(['@odata.mediaContentType']);
  });

  it('an attachment shows an item only where it is asked for', async () => {
    expect((await api.send(item)).json).not.toHaveProperty('item');
    for (const option of [
      '$expand=microsoft.graph.itemattachment/item',
      'expand=Microsoft.Graph.ItemAttachment%2Fitem',
      '%24expand=item',
    ]) {
      const { status, json } = await api.send(`${item}?${option}`);
      expect(status, option).toBe(200);
      expect(json).toMatchObject({ contentType: null, item: { subject: 'inner', location: { displayName: 'Room 1' } } });
    }
  });

  it.each([
    ['id,name', ['id', 'name'], 'id,name'],
    ['NAME', ['id', 'name'], 'name'],
    ['size,contentBytes', ['id', 'size', 'contentBytes'], 'size,contentBytes'],
    ['microsoft.graph.fileAttachment/contentId', ['id', 'contentId'], 'microsoft.graph.fileAttachment/contentId'],
    [
      'Microsoft.Graph.FileAttachment/ContentBytes,name',
      ['id', 'name', 'contentBytes'],
      'microsoft.graph.fileAttachment/contentBytes,name',
    ],
  ])('an attachment selects %s', async (asked, shown, inContext) => {
    const { status, json } = await api.send(`${file}?${select(asked)}`);
    expect(status).toBe(200);
    expect(Object.keys(json).filter((name) => !name.startsWith('@'))).toEqual(shown);
    expect(json['@odata.type']).toBe('#microsoft.graph.fileAttachment');
    const event = attachments.split('/')[4] ?? '';
    expect(json['@odata.context']).toBe(
      `${api.url}/v1.0/$metadata#users('${demoUsers.adele.id}')/events('${event}')/attachments(${inContext})/$entity`,
    );
  });

  it.each([
    ['$select=nothing', 'RequestBroker--ParseUri', "Could not find a property named 'nothing' on type 'microsoft.graph.attachment'."],
    [
      '$select=microsoft.graph.fileAttachment/nothing',
      'RequestBroker--ParseUri',
      "Could not find a property named 'nothing' on type 'microsoft.graph.fileAttachment'.",
    ],
    ['$expand=name', 'BadRequest', /'name' cannot be expanded/],
    ['$top=1', 'BadRequest', /\$top/],
    ['$select=id&select=name', 'BadRequest', /more than once/],
    ['$select=', 'BadRequest', /no value/],
    ['unknown=1', 'BadRequest', /'unknown'/],
  ])('an attachment refuses %s', async (query, code, message) => {
    expectError(await api.send(`${file}?${query}`), 400, code, message);
  });

  it('an attachment is not sent again to whoever has it', async () => {
    const etag = (await api.send(file)).headers.get('etag') ?? '';
    for (const header of [etag, '*', `"x", ${etag}`, `W/${etag.replace(/^W\//, '')}`]) {
      const answer = await api.send(file, { headers: { 'If-None-Match': header } });
      expect(answer.status, header).toBe(304);
      expect(answer.bytes).toHaveLength(0);
      expect(answer.headers.get('etag')).toBe(etag);
      const head = await api.send(file, { method: 'HEAD', headers: { 'If-None-Match': header } });
      expect([head.status, head.headers.get('content-length')]).toEqual([304, null]);
    }
    expect((await api.send(file, { headers: { 'If-None-Match': '"x"' } })).status).toBe(200);
  });

  it('an attachment is 404 where it is not, 400 where its id is none', async () => {
    const other = `/v1.0/me/events/${await api.newEvent()}/attachments`;
    const id = file.split('/').at(-1) ?? '';
    for (const path of [
      `${other}/${id}`,
      `${attachments}/${id.toLowerCase()}`,
      `${attachments}/AAMkNone`,
      `/v1.0/me/events/none/attachments/${id}`,
    ])
      expectError(await api.send(path), 404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
    for (const id of ['a.b', 'x'.repeat(257), '%20'])
      expectError(await api.send(`${attachments}/${id}`), 400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
    for (const word of ['delta', 'Events'])
      expectError(await api.send(`${attachments}/${word}`), 400, 'BadRequest', `Resource not found for the segment '${word}'.`);
  });
});

describe('an item', () => {
  it.each(['microsoft.graph.itemAttachment/item', 'itemattachment/item', 'Microsoft.Graph.ItemAttachment/Item/'])(
    'an item is had by %s',
    async (tail) => {
      const { status, json } = await api.send(`${item}/${tail}`);
      expect(status).toBe(200);
      expect(json).toMatchObject({ '@odata.type': '#microsoft.graph.event', subject: 'inner', location: { displayName: 'Room 1' } });
      expect(json['@odata.context']).toMatch(/\/attachments\('[^']+'\)\/microsoft\.graph\.itemAttachment\/item\/\$entity$/);
    },
  );

  it('an item is not what a file has', async () => {
    expectError(await api.send(`${file}/microsoft.graph.itemAttachment/item`), 405, 'ErrorInvalidRequest');
  });
});

it('$count counts as plain text', async () => {
  const answer = await api.send(`${attachments}/$count`);
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: '3' });
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain\b/);
  expectError(await api.send(`${attachments}/$count?$top=1`), 400, 'BadRequest');
});

describe('HEAD', () => {
  it.each([
    ['an event', () => attachments.replace('/attachments', ''), 200],
    ['a list', () => `${attachments}?$top=2&$count=true`, 200],
    ['a count', () => `${attachments}/$count`, 200],
    ['an attachment', () => file, 200],
    ['a value', () => `${file}/$value`, 200],
    ['an item', () => `${item}/microsoft.graph.itemAttachment/item`, 200],
    ['a person', () => '/v1.0/me', 200],
    ['calendars', () => '/v1.0/me/calendars', 200],
    ['messages', () => '/v1.0/me/messages?$top=1', 200],
    ['a path that nothing serves', () => '/nothing', 404],
    ['what is not there', () => `${attachments}/none`, 404],
    ['what is wrong', () => `${attachments}?$top=x`, 400],
    ['what has no value', () => `${reference}/$value`, 405],
  ])('HEAD of %s is GET without its body', async (_, path, status) => {
    const [got, headed] = [await api.send(path()), await api.send(path(), { method: 'HEAD' })];
    expect({ got: got.status, headed: headed.status }).toEqual({ got: status, headed: status });
    expect(headed.bytes).toHaveLength(0);
    expect(stableHeaders(headed)).toEqual(stableHeaders(got));
    expect(headed.headers.get('content-length')).toBe(String(got.bytes.length));
  });
});

it('GET shows a bare attachment as it was described', async () => {
  const { json } = await api.send(attachments, { json: bareBody({ contentType: 'Content Type value', size: 4, isInline: true }) });
  expect((await api.send(`${attachments}/${String(json.id)}`)).json).toMatchObject({
    name: 'bare',
    contentType: 'Content Type value',
    size: 4,
    isInline: true,
  });
  expect((await api.send(`${attachments}/${String(json.id)}`, { method: 'DELETE' })).status).toBe(204);
});
