// POST …/$batch: several requests in one, each answered as if it had come by itself.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectIdentified } from '../../support/api/answers.ts';
import type { Api } from '../../support/api/api.ts';
import { batch, codeIn, entityIn, gets, json, sendBatch, statuses } from '../../support/api/batches.ts';
import { openBatching, type Batching } from '../../support/api/batching.ts';
import { bareBody, fileBody } from '../../support/api/bodies.ts';

let api: Api;
let person: Batching['person'];
let mine: Batching['mine'];
let event: string;
let attachments: string;
let newFile: Batching['newFile'];

beforeAll(async () => {
  ({ api, person, mine, event, attachments, newFile } = await openBatching());
});

describe('a batch', () => {
  it('a batch is 200 with an answer for each request, in their order, whatever becomes of each', async () => {
    const answer = await sendBatch(mine, [
      { id: 'one', method: 'GET', url: '/me' },
      { id: 'two', method: 'GET', url: '/me/events/none' },
      { id: 'three', method: 'POST', url: attachments, headers: json, body: bareBody({ name: 'of a batch' }) },
      { id: 'four', method: 'GET', url: '/me/nothing' },
      { id: 'five', method: 'DELETE', url: attachments },
    ]);
    expectIdentified(answer);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
    expect(answer.headers.get('odata-version')).toBe('4.0');
    expect(Object.keys(answer.json)).toEqual(['responses']);
    const [me, none, made, nothing, refused] = await batch({ send: () => Promise.resolve(answer) }, []);
    expect(me).toMatchObject({ id: 'one', status: 200, body: { id: person.id } });
    expect(none).toMatchObject({ id: 'two', status: 404, body: { error: { code: 'ErrorItemNotFound' } } });
    expect(made).toMatchObject({ id: 'three', status: 201, body: { name: 'of a batch' } });
    expect(nothing).toMatchObject({
      id: 'four',
      status: 400,
      body: { error: { message: "Resource not found for the segment 'nothing'." } },
    });
    expect(refused).toMatchObject({ id: 'five', status: 405, headers: { Allow: 'GET, HEAD, POST' } });
  });

  it.each(['v1.0', 'beta'])("a batch belongs to its version: %s, in each part's URLs", async (version) => {
    const [me] = await batch(mine, gets('me?$select=id'), {}, version);
    expect(me?.body).toMatchObject({ '@odata.context': `${api.url}/${version}/$metadata#users(id)/$entity` });
  });

  it('a batch has the answers that its requests have by themselves, headers included', async () => {
    const id = await newFile(fileBody('same.txt'));
    const paths = [
      `${attachments}/${id}`,
      `${attachments}?$select=id,name&$top=1`,
      '/me/calendars',
      '/me/events/none',
      `/me/events/${event}?$expand=attachments`,
    ];
    const alone = await Promise.all(paths.map((path) => mine.send(`/v1.0${path}`)));
    const ofTheMoment = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replaceAll(/"(?:date|request-id|client-request-id)":"[^"]*"/g, '"":""'));
    for (const [i, part] of (await batch(mine, gets(...paths))).entries()) {
      expect(part.status).toBe(alone[i]?.status);
      expect(ofTheMoment(part.body)).toEqual(ofTheMoment(alone[i]?.json));
      for (const [name, value] of Object.entries(part.headers))
        if (!name.endsWith('request-id')) expect(alone[i]?.headers.get(name)).toBe(value);
    }
  });

  it('a batch spells the names of headers as Graph does, and has no body where there is none', async () => {
    const id = await newFile(bareBody());
    const [made, minimal, deleted, head] = await batch(mine, [
      { id: '1', method: 'POST', url: attachments, headers: json, body: bareBody() },
      { id: '2', method: 'POST', url: attachments, headers: { ...json, Prefer: 'return=minimal' }, body: bareBody() },
      { id: '3', method: 'DELETE', url: `${attachments}/${id}` },
      { id: '4', method: 'HEAD', url: '/me' },
    ]);
    expect(Object.keys(made?.headers ?? {})).toEqual(
      expect.arrayContaining(['Content-Type', 'Location', 'ETag', 'OData-Version', 'request-id']),
    );
    expect(minimal).toMatchObject({ status: 204, headers: { 'Preference-Applied': 'return=minimal' } });
    expect(minimal?.headers.Location).toBe(minimal?.headers['OData-EntityId']);
    expect(deleted).toMatchObject({ status: 204 });
    expect(head).toMatchObject({ status: 200 });
    for (const part of [minimal, deleted, head]) expect(part).not.toHaveProperty('body');
  });

  it('a batch honours preconditions and preferences of a part', async () => {
    const { headers } = await mine.send(`/v1.0/me/events/${event}`);
    const etag = headers.get('etag') ?? '';
    const change = { method: 'PATCH', url: `/me/events/${event}`, body: { subject: 'changed' } };
    const parts = await batch(mine, [
      { id: '1', method: 'GET', url: `/me/events/${event}`, headers: { 'If-None-Match': etag } },
      { id: '2', method: 'DELETE', url: `/me/events/${event}`, headers: { 'If-Match': '"another"' } },
      { id: '3', ...change, headers: { ...json, 'If-Match': etag, Prefer: 'outlook.timezone="Europe/Berlin"' }, dependsOn: ['1'] },
    ]);
    expect(statuses(parts)).toEqual([304, 412, 200]);
    expect(parts[0]).not.toHaveProperty('body');
    expect(parts[2]?.headers['Preference-Applied']).toBe('outlook.timezone="Europe/Berlin"');
  });
});

describe('order', () => {
  it('order is kept: what depends runs behind, and sees what was done', async () => {
    const path = `/me/events/event-${randomUUID()}`;
    const parts = await batch(mine, [
      { id: 'read', method: 'GET', url: path, dependsOn: ['change'] },
      { id: 'Attach', method: 'POST', url: `${path}/attachments`, headers: json, body: bareBody(), dependsOn: ['make'] },
      { id: 'change', method: 'PATCH', url: path, headers: json, body: { subject: 'second' }, dependsOn: ['make', 'ATTACH'] },
      { id: 'make', method: 'PUT', url: path, headers: json, body: { subject: 'first', ...anHour }, dependsOn: [] },
    ]);
    expect(parts.map(({ id, status }) => [id, status])).toEqual([
      ['read', 200],
      ['Attach', 201],
      ['change', 200],
      ['make', 201],
    ]);
    expect(parts[0]?.body).toMatchObject({ subject: 'second', hasAttachments: true });
  });

  it('what depended on a failure is 424, on and on, and nothing of it is done; the others are', async () => {
    const path = `/me/events/event-${randomUUID()}`;
    const put = { method: 'PUT', url: path, headers: json, body: { subject: 'never' } };
    const parts = await batch(mine, [
      { id: 'fails', method: 'GET', url: '/me/events/none' },
      { id: 'b', ...put, dependsOn: ['fails'] },
      { id: 'c', method: 'GET', url: '/me', dependsOn: ['b'] },
      { id: 'd', method: 'GET', url: '/me' },
      { id: 'e', method: 'GET', url: '/me', dependsOn: ['d'] },
    ]);
    expect(statuses(parts)).toEqual([404, 424, 424, 200, 200]);
    expect(codeIn(parts[1] ?? expect.fail())).toBe('FailedDependency');
    expect(parts[1]?.body).toMatchObject({ error: { message: "The request 'fails', on which this one depends, has failed." } });
    expect(parts[2]?.body).toMatchObject({ error: { message: "The request 'b', on which this one depends, has failed." } });
    expect((await mine.send(`/v1.0${path}`)).status).toBe(404);
  });

  it('a redirect or an unchanged answer is no failure', async () => {
    const parts = await batch(mine, [
      { id: '1', method: 'GET', url: `/me/events/${event}`, headers: { 'If-None-Match': '*' } },
      { id: '2', method: 'GET', url: '/me', dependsOn: ['1'] },
    ]);
    expect(statuses(parts)).toEqual([304, 200]);
  });
});

describe('who calls', () => {
  it('the caller is told by the token of the batch alone', async () => {
    const parts = await batch(mine, [
      { id: '1', method: 'GET', url: '/me', headers: { Authorization: `Bearer ${await api.token({ app: true })}` } },
    ]);
    expect(entityIn(parts[0] ?? expect.fail()).id).toBe(person.id);
    const [without] = await batch(mine, [{ id: '1', method: 'GET', url: '/me', headers: { authorization: 'nonsense' } }]);
    expect(without?.status).toBe(200);
    const own = { Authorization: `Bearer ${person.token}` };
    expectError(
      await sendBatch(mine, [{ id: '1', method: 'GET', url: '/me', headers: own }], { token: null }),
      401,
      'InvalidAuthenticationToken',
    );
  });

  it('the caller needs for each part the permission that the part needs', async () => {
    const token = await api.token({ user: person.upn, scope: 'Calendars.Read' });
    const parts = await batch(
      api,
      [
        { id: '1', method: 'GET', url: attachments },
        { id: '2', method: 'POST', url: attachments, headers: json, body: bareBody() },
        { id: '3', method: 'GET', url: '/users' },
        { id: '4', method: 'GET', url: '/me/messages' },
      ],
      { token },
    );
    expect(statuses(parts)).toEqual([200, 403, 403, 200]);
  });
});

describe('ids', () => {
  it("ids are the batch's request-id in every part, and a part's own client-request-id or the batch's", async () => {
    const [whole, own] = [randomUUID(), randomUUID()];
    const answer = await sendBatch(
      mine,
      [
        { id: '1', method: 'GET', url: '/me', headers: { 'client-request-id': own } },
        { id: '2', method: 'GET', url: '/me/events/none' },
      ],
      { headers: { 'client-request-id': whole } },
    );
    expect(answer.headers.get('client-request-id')).toBe(whole);
    const requestId = answer.headers.get('request-id');
    const [first, second] = await batch({ send: () => Promise.resolve(answer) }, []);
    expect(first?.headers).toMatchObject({ 'request-id': requestId, 'client-request-id': own });
    expect(second?.headers).toMatchObject({ 'request-id': requestId, 'client-request-id': whole });
    expect(second?.body).toMatchObject({ error: { innerError: { 'request-id': requestId, 'client-request-id': whole } } });
  });

  it('ids may be numbers, and names of properties in any case, as clients send them', async () => {
    const [first, second] = await batch(mine, [
      { Id: 1, Method: 'get', Url: '/me' },
      { Id: 2, Method: 'Get', Url: '/me', DependsOn: [1], Headers: { 'X-Number': 5 } },
    ]);
    expect([first, second]).toMatchObject([
      { id: '1', status: 200 },
      { id: '2', status: 200 },
    ]);
  });
});

it('$batch takes POST alone', async () => {
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const answer = await mine.send('/v1.0/$batch', { method, ...(method === 'GET' ? {} : { json: { requests: gets('/me') } }) });
    expectError(answer, 405, 'ErrorInvalidRequest');
    expect(answer.headers.get('allow')).toBe('POST');
  }
});
