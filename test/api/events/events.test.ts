// Events as far as attachments need them: made, put under a given id, shown with hasAttachments, deleted, and put again.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { entriesOf, expectError, idsIn, namesIn } from '../../support/api/answers.ts';
import { newEventOf, newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { bareBody, fileBody } from '../../support/api/bodies.ts';
import { mailboxState } from '../../support/stores/mailboxState.ts';
import { openSweptStores } from '../../support/stores/sweepOf.ts';

let api: Api;
let person: Person;
beforeAll(async () => {
  api = await openApi();
});
beforeEach(async () => {
  person = await newStranger(api);
});

const send: Api['send'] = (path, sent) => api.send(path, { token: person.token, ...sent });
const state = () => mailboxState(inject('stack'), person.partition);
const put = (path: string, json: object = { subject: 'again' }) => send(path, { method: 'PUT', json: { ...anHour, ...json } });

describe('POST …/events', () => {
  it.each(['events', 'calendar/events'])('POST …/events makes an event in %s under an id of the service', async (collection) => {
    const answer = await send(`/v1.0/me/${collection}`, {
      json: { subject: 'Planning', ...anHour, body: { contentType: 'HTML', content: '<p>x' } },
    });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.json).toMatchObject({ subject: 'Planning', hasAttachments: false, body: { contentType: 'html', content: '<p>x' } });
    expect(answer.json.id).toMatch(/^[A-Za-z0-9_=-]{20,256}$/);
    expect(answer.json['@odata.context']).toBe(`${api.url}/v1.0/$metadata#users('${person.id}')/events/$entity`);
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe(`${api.url}/v1.0/users('${person.id}')/events('${String(answer.json.id)}')`);
    expect((await send(location)).json).toEqual(answer.json);
    expect((await send(location)).headers.get('etag')).toBe(answer.headers.get('etag'));
  });

  it('POST …/events refuses what is no event, and writes nothing', async () => {
    const wrong = [{ subject: 1 }, { start: {} }, { importance: 'huge' }, { body: 'text' }];
    for (const json of wrong) {
      const { status } = await send('/v1.0/me/events', { json });
      expect(status).toBe(400);
      expect((await put(`/v1.0/me/events/${randomUUID()}`, json)).status).toBe(400);
    }
    expectError(await send('/v1.0/me/calendars/none/events', { json: anHour }), 404, 'ErrorItemNotFound');
    expectError(await put(`/v1.0/me/calendars/none/events/${randomUUID()}`, {}), 404, 'ErrorItemNotFound');
    expect((await state()).documents).toEqual([]);
  });
});

describe('PUT …/events/{id}', () => {
  it('PUT …/events/{id} makes an event under the id that it brings, which is then an address for all', async () => {
    const id = `google_${randomUUID()}-=`;
    const answer = await put(`/v1.0/users/${person.id}/events/${id}`, { subject: 'mine' });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ id, subject: 'mine', hasAttachments: false });
    expect(answer.headers.get('location')).toBe(`${api.url}/v1.0/users('${person.id}')/events('${encodeURIComponent(id)}')`);
    const application = await api.token({ app: true });
    expect((await api.send(`/v1.0/users/${encodeURIComponent(person.upn)}/events/${id}`, { token: application })).json.subject).toBe(
      'mine',
    );
  });

  it('PUT …/events/{id} replaces the properties and keeps the attachments', async () => {
    const path = await newEventOf(api, person);
    const made = await send(`${path}/attachments`, { json: fileBody('kept.txt', 'kept') });
    const answer = await put(path, { subject: 'other', importance: 'high' });
    expect({ status: answer.status, location: answer.headers.get('location') }).toEqual({ status: 200, location: null });
    expect(answer.json).toMatchObject({ subject: 'other', importance: 'high', hasAttachments: true });
    expect(idsIn(await send(`${path}/attachments`))).toEqual([made.json.id]);
    expect((await send(`${path}/attachments/${String(made.json.id)}/$value`)).text).toBe('kept');
  });

  it.each(['a.b', 'x'.repeat(257), 'a b', '%C3%A4'])('PUT …/events/{id} refuses the id %s', async (id) => {
    expectError(await put(`/v1.0/me/events/${id}`), 400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
  });

  it.each(['delta', 'DELTA'])('PUT …/events/{id} makes no event of the function %s', async (word) => {
    const answer = await put(`/v1.0/me/events/${word}`);
    expectError(answer, 405, 'ErrorInvalidRequest');
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  it.each(['calendars', 'Events'])('PUT …/events/{id} refuses the word %s of the grammar by its name', async (word) => {
    expectError(await put(`/v1.0/me/events/${word}`), 400, 'BadRequest', `Resource not found for the segment '${word}'.`);
  });
});

describe('hasAttachments', () => {
  it('hasAttachments is true from the first to the last, inline ones too', async () => {
    const path = await newEventOf(api, person);
    const has = async (): Promise<unknown> => (await send(path)).json.hasAttachments;
    expect(await has()).toBe(false);
    const ids: string[] = [];
    for (const json of [fileBody('a', 'b', { isInline: true }), bareBody()]) {
      ids.push(String((await send(`${path}/attachments`, { json })).json.id));
      expect(await has()).toBe(true);
    }
    for (const [i, id] of ids.entries()) {
      expect((await send(`${path}/attachments/${id}`, { method: 'DELETE' })).status).toBe(204);
      expect(await has()).toBe(i === 0);
    }
  });
});

describe('DELETE …/events/{id}', () => {
  it('DELETE …/events/{id} is 204, and then neither the event nor anything on it is there', async () => {
    const path = await newEventOf(api, person);
    const { json } = await send(`${path}/attachments`, { json: fileBody('a.txt') });
    const attachment = `${path}/attachments/${String(json.id)}`;
    expect((await send(path, { method: 'DELETE' })).status).toBe(204);
    for (const gone of [path, `${path}/attachments`, `${path}/attachments/$count`, attachment, `${attachment}/$value`])
      expectError(await send(gone), 404, 'ErrorItemNotFound');
    expectError(await send(attachment, { method: 'PATCH', json: { name: 'b' } }), 404, 'ErrorItemNotFound');
    expectError(await send(attachment, { method: 'DELETE' }), 404, 'ErrorItemNotFound');
    expectError(await send(`${path}/attachments`, { json: bareBody() }), 404, 'ErrorItemNotFound');
    expectError(await send(path, { method: 'DELETE' }), 404, 'ErrorItemNotFound');
    const { documents, blobs } = await state();
    expect({ kinds: documents.map(({ kind }) => kind), blobs }).toEqual({ kinds: ['eventTombstone'], blobs: [] });
  });

  it('DELETE …/events/{id} lets the same id be put again, as an event that inherits nothing', async () => {
    const path = await newEventOf(api, person);
    const { json } = await send(`${path}/attachments`, { json: fileBody('a.txt') });
    await send(path, { method: 'DELETE' });
    const answer = await put(path, { subject: 'new' });
    expect({ status: answer.status, has: answer.json.hasAttachments }).toEqual({ status: 201, has: false });
    expect((await send(`${path}/attachments`)).json.value).toEqual([]);
    expectError(await send(`${path}/attachments/${String(json.id)}`), 404, 'ErrorItemNotFound');
  });

  it('DELETE …/events/{id} lets it be put again while the old attachments are still being removed', async () => {
    const path = await newEventOf(api, person);
    // More than the request itself removes, so that the rest waits for the sweep.
    const old = Array.from({ length: 60 }, (_, i) => `old ${i}`);
    for (let i = 0; i < old.length; i += 20)
      await Promise.all(old.slice(i, i + 20).map((name) => send(`${path}/attachments`, { json: fileBody(name) })));
    expect((await send(path, { method: 'DELETE' })).status).toBe(204);
    expect((await put(path)).status).toBe(201);
    const waiting = (await state()).documents.filter(({ kind }) => kind === 'attachment');
    expect(waiting.length).toBeGreaterThan(2);

    const list = `${path}/attachments`;
    expect((await send(list)).json.value).toEqual([]);
    for (const { id } of waiting) expect((await send(`${list}/${id.replace(/^attachment:/, '')}`)).status).toBe(404);
    for (const name of ['old a', 'old b', 'old c']) expect((await send(list, { json: bareBody({ name }) })).status).toBe(201);
    expect(namesIn(await send(list))).toEqual(['old a', 'old b', 'old c']);
    expect(namesIn(await send(`${list}?$orderby=name desc&$top=2`))).toEqual(['old c', 'old b']);
    expect(namesIn(await send(`${list}?$skip=1`))).toEqual(['old b', 'old c']);
    expect(namesIn(await send(`${list}?$skip=3`))).toEqual([]);
    expect(namesIn(await send(`${list}?$skip=${waiting.length}`))).toEqual([]);
    expect((await send(`${list}?$count=true&$top=1&$select=id`)).json['@odata.count']).toBe(3);
    expect((await send(`${list}/$count`)).text).toBe('3');

    await (await openSweptStores(inject('stack'))).sweepOf(person.partition);
    const { documents, blobs } = await state();
    expect({ kinds: documents.map(({ kind }) => kind).sort(), blobs }).toEqual({
      kinds: ['attachment', 'attachment', 'attachment', 'event'],
      blobs: [],
    });
    expect(entriesOf(await send(list))).toHaveLength(3);
  });
});

it("nobody is shown somebody else's event: 403 where one may not walk, whether it exists or not", async () => {
  const path = await newEventOf(api, person);
  for (const id of [path.split('/').at(-1) ?? '', 'none'])
    for (const user of [person.id, person.upn, demoTenant, 'nobody@contoso.example'])
      expectError(await api.send(`/v1.0/users/${user}/events/${id}`), 403, 'ErrorAccessDenied');
  expectError(await send(`/v1.0/users/${demoUsers.adele.id}/events/none`, { method: 'PUT', json: anHour }), 403, 'ErrorAccessDenied');
});
