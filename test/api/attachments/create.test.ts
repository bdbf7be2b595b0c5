// POST …/attachments: what the answer says, how leniently it reads, what it refuses; and that a refusal stores nothing.
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { expectError } from '../../support/api/answers.ts';
import { newEventOf, newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Api, type Sent } from '../../support/api/api.ts';
import { bareBody, fileBody, itemBody, referenceBody } from '../../support/api/bodies.ts';
import { mailboxState } from '../../support/stores/mailboxState.ts';

let api: Api;
let event: string;
beforeAll(async () => {
  api = await openApi();
  event = await api.newEvent();
});

const common = ['@odata.context', '@odata.type', 'id', 'lastModifiedDateTime', 'name', 'contentType', 'size', 'isInline'];
const types = [
  { type: 'fileAttachment', json: fileBody('a.txt'), own: ['contentId', 'contentLocation', 'contentBytes'] },
  { type: 'itemAttachment', json: itemBody({ subject: 'x' }), own: [] },
  {
    type: 'referenceAttachment',
    json: referenceBody(),
    own: ['sourceUrl', 'providerType', 'thumbnailUrl', 'previewUrl', 'permission', 'isFolder'],
  },
  { type: 'attachment', json: bareBody(), own: [] },
];

describe.each(['v1.0', 'beta'])('in %s', (version) => {
  it.each(types)('POST answers 201 with the whole $type, its address and its ETag', async ({ type, json, own }) => {
    const base = `${api.url}/${version}`;
    const answer = await api.send(`/${version}/me/events/${event}/attachments`, { json });
    expect(answer.status, answer.text).toBe(201);
    expect(Object.keys(answer.json)).toEqual([...common, ...own]);
    expect(answer.json['@odata.type']).toBe(`#microsoft.graph.${type}`);
    const collection = `users('${demoUsers.adele.id}')/events('${event}')/attachments`;
    expect(answer.json['@odata.context']).toBe(`${base}/$metadata#${collection}/$entity`);
    expect(answer.headers.get('location')).toBe(`${base}/${collection}('${encodeURIComponent(String(answer.json.id))}')`);
    const stored = await api.send(answer.headers.get('location') ?? '');
    expect(stored.json).toMatchObject(answer.json);
    expect(stored.headers.get('etag')).toBe(answer.headers.get('etag'));
    expect(answer.headers.get('etag')).toMatch(/^(W\/)?"[^"]+"$/);
  });
});

describe('Prefer', () => {
  it.each(['return=minimal', 'RETURN = "minimal"', 'respond-async, return=minimal; x=1'])(
    'Prefer %s answers 204, whose headers lead to the entity',
    async (prefer) => {
      const answer = await api.send(`/v1.0/me/events/${event}/attachments`, {
        json: fileBody('minimal.txt', 'm'),
        headers: { Prefer: prefer },
      });
      expect(answer.status).toBe(204);
      expect(answer.bytes).toHaveLength(0);
      expect(answer.headers.get('preference-applied')).toBe('return=minimal');
      expect(answer.headers.get('odata-entityid')).toBe(answer.headers.get('location'));
      const { status, json, headers } = await api.send(answer.headers.get('odata-entityid') ?? '');
      expect(status).toBe(200);
      expect(json).toMatchObject({ name: 'minimal.txt', contentBytes: 'bQ==' });
      expect(headers.get('etag')).toBe(answer.headers.get('etag'));
    },
  );

  it.each(['return=representation', 'minimal', 'return', 'return=less'])('Prefer %s answers 201 with the entity', async (prefer) => {
    const answer = await api.send(`/v1.0/me/events/${event}/attachments`, { json: bareBody(), headers: { Prefer: prefer } });
    expect(answer.status).toBe(201);
    expect(answer.json.name).toBe('bare');
  });
});

const create = (json: unknown) => api.send(`/v1.0/me/events/${event}/attachments`, { json });

describe('reads leniently', () => {
  it.each(['microsoft.graph.fileAttachment', '#MICROSOFT.GRAPH.FILEATTACHMENT', 'Microsoft.Graph.fileattachment'])(
    'POST takes the type %s',
    async (type) => {
      const { status, json } = await create(fileBody('a', 'b', { '@odata.type': type }));
      expect(status).toBe(201);
      expect(json['@odata.type']).toBe('#microsoft.graph.fileAttachment');
    },
  );

  it('POST takes enumerations in any case, booleans as text, names of properties in any case', async () => {
    const json = referenceBody({
      providerType: 'ONEDRIVEBUSINESS',
      permission: 'anonymousview',
      isFolder: 'TRUE',
      ISINLINE: 'false',
      PreviewUrl: 'http://contoso.example/p',
    });
    expect((await create(json)).json).toMatchObject({
      providerType: 'oneDriveBusiness',
      permission: 'anonymousView',
      isFolder: true,
      isInline: false,
      previewUrl: 'http://contoso.example/p',
    });
  });

  it('POST gives a reference its defaults', async () => {
    const { sourceUrl } = referenceBody();
    expect((await create(referenceBody())).json).toMatchObject({
      contentType: null,
      isInline: false,
      sourceUrl,
      providerType: 'other',
      thumbnailUrl: null,
      previewUrl: null,
      permission: 'other',
      isFolder: false,
    });
  });

  it('a body without a media type, and one that says utf8', async () => {
    const body = JSON.stringify(bareBody({ name: 'ü' }));
    for (const type of ['', 'application/json;charset=UTF8', 'Application/JSON; odata.metadata=none']) {
      const answer = await api.send(`/v1.0/me/events/${event}/attachments`, {
        method: 'POST',
        body: Buffer.from(body),
        headers: { 'Content-Type': type },
      });
      expect(answer.status, type).toBe(201);
      expect(answer.json.name).toBe('ü');
    }
  });

  it('POST ignores what is read-only or null', async () => {
    const more = {
      id: 'mine',
      lastModifiedDateTime: '1999-01-01T00:00:00Z',
      size: 99,
      contentLocation: null,
      '@odata.mediaContentType': 'text/plain',
      contentId: null,
      isInline: null,
    };
    const { status, json } = await create(fileBody('a.txt', 'hello', more));
    expect(status).toBe(201);
    expect(json).toMatchObject({ size: 5, contentLocation: null, contentId: null, isInline: false });
    expect(json.id).not.toBe('mine');
    expect(Date.parse(String(json.lastModifiedDateTime))).toBeGreaterThan(Date.parse('2020-01-01'));
  });
});

/** Of each kind of refusal an example; `test/unit/odata/attachmentBody.test.ts` has every property's, `httpJsonBody.test.ts` every text's. */
const refused: readonly (readonly [what: string, sent: Sent, status: number, code: string, message: RegExp])[] = [
  ['no type', { json: { name: 'a', contentBytes: '' } }, 400, 'UnprocessableType', /@odata\.type/],
  ['a file with a URL', { json: fileBody('a', 'b', { sourceUrl: 'https://contoso.example' }) }, 400, 'RequestBodyRead', /'sourceUrl'/],
  ['a name that is no text', { json: fileBody('a', 'b', { name: 1 }) }, 400, 'RequestBodyRead', /literal '1' .* 'Edm\.String'/],
  ['a file without bytes', { json: fileBody('a', 'b', { contentBytes: null }) }, 400, 'ErrorInvalidRequest', /'contentBytes'/],
  ['a size below zero', { json: bareBody({ size: -1 }) }, 400, 'BadRequest', /'size' must be from 0 to 2147483647/],
  ['what is not JSON', { body: '{"a":', headers: { 'Content-Type': 'application/json' } }, 400, 'UnableToDeserializePostBody', /JSON/],
  ['an empty body', { method: 'POST' }, 400, 'UnableToDeserializePostBody', /JSON/],
  ['a query option', { json: bareBody() }, 400, 'BadRequest', /\$top/],
];

describe('refuses, and stores nothing:', () => {
  let person: Person;
  let path: string;
  beforeAll(async () => {
    person = await newStranger(api);
    path = await newEventOf(api, person);
  });

  it.each(refused)('POST refuses, and stores nothing: %s', async (what, sent, status, code, message) => {
    const before = await mailboxState(inject('stack'), person.partition);
    const headers = { ...(sent.json === undefined && { 'Content-Type': 'application/json' }), ...sent.headers };
    const answer = await api.send(`${path}/attachments${what === 'a query option' ? '?$top=1' : ''}`, {
      ...sent,
      headers,
      token: person.token,
    });
    expectError(answer, status, code, message);
    expect(await mailboxState(inject('stack'), person.partition)).toEqual(before);
  });
});
