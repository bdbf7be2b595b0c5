// An event found by what another system knows it by: iCalUId and transactionId as alternate keys, on the Graph routes and for webhooks.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openStores } from '../../../functions/compose/app.ts';
import { demoGroup, demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { entriesOf, expectError } from '../../support/api/answers.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { fileBody } from '../../support/api/bodies.ts';
import { startCountedStack, type CountedStack } from '../../support/process/countedStack.ts';
import { allowHooks, startHookStack, type HookStack } from '../../support/api/hooks.ts';
import { cosmosContainer, settingsOf } from '../../support/stores/stores.ts';
import { dyingServices } from '../../support/stores/dying.ts';

let api: Api;
let mailbox: Person;
let counted: CountedStack;
let hooks: HookStack;
beforeAll(async () => {
  api = await openApi();
  mailbox = await newStranger(api);
  await mailbox.send('/v1.0/me/calendar');
  [counted, hooks] = await Promise.all([startCountedStack(inject('stack')), startHookStack(allowHooks(mailbox.id, demoGroup.id))]);
});
afterAll(async () => {
  await Promise.all([counted.stop(), hooks.stop()]);
});

const by = (property: string, value: string): string => `events(${property}='${encodeURIComponent(value.replaceAll("'", "''"))}')`;
const me = '/v1.0/me';

/** Puts an event that another system calls so. */
async function put(iCalUId: string, below = me, id: string = randomUUID()): Promise<string> {
  const { status, text } = await mailbox.send(`${below}/events/${id}`, { method: 'PUT', json: { subject: id, iCalUId, ...anHour } });
  expect(status, text).toBe(201);
  return id;
}

describe('by iCalUId', () => {
  it('the event is read, attached to, changed and deleted', async () => {
    const uid = `${randomUUID()}@google.com`;
    const id = await put(uid);
    const path = `${me}/${by('iCalUId', uid)}`;
    expect((await mailbox.send(path)).json).toMatchObject({ id, iCalUId: uid });
    const made = await mailbox.send(`${path}/attachments`, { json: fileBody('a.txt') });
    expect(made.status, made.text).toBe(201);
    expect((await mailbox.send(`${path}/attachments/${String(made.json.id)}/$value`)).text).toBe('hello');
    expect((await mailbox.send(path, { method: 'PATCH', json: { subject: 'new' } })).json).toMatchObject({ id, subject: 'new' });
    expect((await mailbox.send(path, { method: 'DELETE' })).status).toBe(204);
    expectError(await mailbox.send(path), 404, 'ErrorItemNotFound');
  });

  it("an iCalUId that the service has given an event finds it, and an occurrence's finds that occurrence", async () => {
    const json = {
      ...hourOn('03-01'),
      recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 } },
    };
    const { id, iCalUId } = await mailbox.newEvent(json);
    const range = 'startDateTime=2027-03-02T00:00:00Z&endDateTime=2027-03-03T00:00:00Z';
    const path = `${me}/${by('iCalUId', String(iCalUId))}`;
    const [occurrence] = entriesOf(await mailbox.send(`${path}/instances?${range}`));
    expect(occurrence?.iCalUId).toBe(`${String(iCalUId)}-20270302`);
    const itself = await mailbox.send(`${me}/${by('iCalUId', String(occurrence?.iCalUId))}`);
    expect(itself.json).toMatchObject({ id: occurrence?.id, seriesMasterId: id });
    for (const none of ['20270309', '20270399', '2027030'])
      expectError(await mailbox.send(`${me}/${by('iCalUId', `${String(iCalUId)}-${none}`)}`), 404, 'ErrorItemNotFound');
    expect((await mailbox.send(path)).json).toMatchObject({ id, type: 'seriesMaster' });
    const own = await mailbox.send(`${path}/instances/${String(occurrence?.id)}/attachments`, { json: fileBody('a.txt') });
    expect(own.status, own.text).toBe(201);
    expect((await mailbox.send(`${path}/attachments/$count`)).text).toBe('0');
  });

  it.each(["it's ('quoted')", "''", '100% & #1? + ü名', `x${'y'.repeat(254)}`, ' ', '.'])('an iCalUId may be %j', async (text) => {
    const uid = text.length < 200 ? `${text}${randomUUID()}` : text;
    const id = await put(uid);
    expect((await mailbox.send(`${me}/${by('iCalUId', uid)}`)).json).toMatchObject({ id, iCalUId: uid });
  });

  it('an iCalUId is taken with a new event by PUT, kept by a PUT without it, and changed by one with another', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const id = await put(first);
    const again = (json: object) => mailbox.send(`${me}/events/${id}`, { method: 'PUT', json: { ...anHour, ...json } });
    expect((await again({ subject: 'b' })).json.iCalUId).toBe(first);
    expect((await again({ iCalUId: second })).json.iCalUId).toBe(second);
    expect((await mailbox.send(`${me}/${by('iCalUId', first)}`)).status).toBe(404);
    expect((await mailbox.send(`${me}/${by('iCalUId', second)}`)).json.id).toBe(id);
    for (const iCalUId of ['', 'a\nb', 'x'.repeat(256), 7]) expect((await again({ iCalUId })).status).toBe(400);
  });

  it('an iCalUId that is found twice is 409, unless the path names the calendar or all but one are gone', async () => {
    const uid = randomUUID();
    const calendar = String((await mailbox.send(`${me}/calendars`, { json: { name: uid } })).json.id);
    const [first, second] = [await put(uid), await put(uid, `${me}/calendars/${calendar}`)];
    const path = `${me}/${by('iCalUId', uid)}`;
    expectError(await mailbox.send(path), 409, 'Conflict', /iCalUId/);
    expectError(await mailbox.send(`${path}/attachments`, { json: fileBody('a') }), 409, 'Conflict');
    // `calendar` without an id means the mailbox; the default calendar is named by its id.
    expectError(await mailbox.send(`${me}/calendar/${by('iCalUId', uid)}`), 409, 'Conflict');
    const defaultId = String((await mailbox.send(`${me}/calendar`)).json.id);
    expect((await mailbox.send(`${me}/calendars/${defaultId}/${by('iCalUId', uid)}`)).json.id).toBe(first);
    expect((await mailbox.send(`${me}/calendars/${calendar}/${by('iCalUId', uid)}`)).json.id).toBe(second);
    expect((await mailbox.send(`${me}/calendars/${calendar}`, { method: 'DELETE' })).status).toBe(204);
    expect((await mailbox.send(path)).json.id).toBe(first);
  });

  it('an iCalUId is not found twice when all but one lie in calendars that are deleted but not yet cleared', async () => {
    const uid = randomUUID();
    const calendarId = String((await mailbox.send(`${me}/calendars`, { json: { name: uid } })).json.id);
    const first = await put(uid);
    await put(uid, `${me}/calendars/${calendarId}`);
    const { calendars } = dyingServices(await openStores(settingsOf(inject('stack'))));
    const owner = { tenant: demoTenant, kind: 'users', id: mailbox.id } as const;
    expect(await calendars.remove(owner, calendarId, 'app:test')).toBe(true);
    expect((await mailbox.send(`${me}/${by('iCalUId', uid)}`)).json.id).toBe(first);
  });

  it('an iCalUId finds nothing in a mailbox but its own events', async () => {
    const uid = randomUUID();
    await put(uid);
    const other = await newStranger(api);
    expect((await other.send(`${me}/${by('iCalUId', uid)}`)).status).toBe(404);
    expect((await other.send(`/v1.0/users/${mailbox.id}/${by('iCalUId', uid)}`)).status).toBe(403);
  });

  it("an iCalUId is 404, and doesn't count, where the caller may not see the event", async () => {
    const uid = randomUUID();
    const calendar = String((await mailbox.send(`${me}/calendars`, { json: { name: uid } })).json.id);
    const shared = await put(uid, `${me}/calendars/${calendar}`);
    const reader = `reader-${randomUUID()}@contoso.example`;
    const token = await api.token({ user: reader, scope: 'Calendars.Read.Shared' });
    await api.send('/v1.0/me/calendar', { token });
    const share = { emailAddress: { address: reader }, role: 'read' };
    expect((await mailbox.send(`${me}/calendars/${calendar}/calendarPermissions`, { json: share })).status).toBe(201);
    const path = `/v1.0/users/${mailbox.id}/${by('iCalUId', uid)}`;
    const read = (): Promise<Answer> => api.send(path, { token });
    expect((await read()).json.id).toBe(shared);
    const hidden = await put(uid);
    expect((await read()).json.id).toBe(shared);
    await mailbox.send(`${me}/events/${shared}`, { method: 'DELETE' });
    expectError(await read(), 404, 'ErrorItemNotFound');
    expect((await mailbox.send(`${me}/${by('iCalUId', uid)}`)).json.id).toBe(hidden);
  });
});

describe('by transactionId', () => {
  it('a transactionId finds the event that was made with it, by whomever; two of different authors are 409', async () => {
    const transactionId = `order '${randomUUID()}'`;
    const path = `/v1.0/users/${mailbox.id}/${by('transactionId', transactionId)}`;
    const app = await api.token({ app: true });
    expectError(await api.send(path, { token: app }), 404, 'ErrorItemNotFound');
    const { id } = await mailbox.newEvent({ subject: 'a', transactionId });
    expect((await api.send(path, { token: app })).json.id).toBe(id);
    await api.send(`/v1.0/users/${mailbox.id}/events`, { token: app, json: { subject: 'b', transactionId, ...anHour } });
    expectError(await api.send(path, { token: app }), 409, 'Conflict', /transactionId/);
  });
});

describe('for webhooks', () => {
  it('either key leads to the event', async () => {
    const [uid, transactionId] = [randomUUID(), randomUUID()];
    await put(uid);
    await mailbox.newEvent({ subject: 'b', transactionId });
    for (const [property, value] of [
      ['iCalUId', uid],
      ['transactionId', transactionId],
    ] as const) {
      const path = `/v1.0/users/${mailbox.id}/${by(property, value)}/attachments`;
      expect((await hooks.hook(path, { body: 'x' })).status).toBe(201);
      expect((await mailbox.send(`${me}/${by(property, value)}/attachments/$count`)).text).toBe('1');
    }
  });

  it('an event that is not there is not invented: neither by POST nor by PUT', async () => {
    const path = `/v1.0/users/${mailbox.id}/${by('iCalUId', randomUUID())}`;
    expectError(await hooks.hook(`${path}/attachments`, { body: 'x' }), 404, 'ErrorItemNotFound');
    const put = await hooks.hook(path, { method: 'PUT', json: { subject: 'x' } });
    expect([put.status, put.headers.get('allow')]).toEqual([405, '']);
  });

  it("a webhook's key leads to an event of a group too", async () => {
    const uid = randomUUID();
    const path = `/v1.0/groups/${demoGroup.id}`;
    expect((await hooks.hook(`${path}/events/${uid}`, { method: 'PUT', json: { iCalUId: uid, ...anHour } })).status).toBe(201);
    expect((await hooks.hook(`${path}/${by('iCalUId', uid)}/attachments`, { body: 'x' })).status).toBe(201);
  });
});

it('an alternate key costs one query beside what the event itself costs', async () => {
  const uid = randomUUID();
  const id = await put(uid);
  const token = await counted.api.token({ user: mailbox.upn });
  const calls = async (path: string) => {
    const { calls } = await counted.count(async () => {
      expect((await counted.api.send(path, { token })).status).toBe(200);
    });
    return calls;
  };
  await calls(`${me}/events/${id}`);
  expect(await calls(`${me}/events/${id}`)).toEqual({ 'point read': 1 });
  expect(await calls(`${me}/${by('iCalUId', uid)}`)).toEqual({ query: 1, 'point read': 1 });
});

it('an event is found by its key along an index: no other event of the mailbox is read for it', async () => {
  const transactionId = randomUUID();
  const { iCalUId } = await mailbox.newEvent({ subject: 'a', transactionId });
  const { items } = cosmosContainer(settingsOf(inject('stack')), 'mailboxes');
  const partitionKey = mailboxPartition({ tenant: demoTenant, kind: 'users', id: mailbox.id });
  for (const [path, value] of [
    ['c.iCalUId', iCalUId],
    ['c.properties.transactionId', transactionId],
  ] as const) {
    const query = `SELECT * FROM c WHERE (${path} = @value AND c.kind != 'eventTombstone') OFFSET 0 LIMIT 10`;
    const asked = items.query(
      { query, parameters: [{ name: '@value', value: String(value) }] },
      { partitionKey, populateQueryMetrics: true },
    );
    const { resources, queryMetrics } = await asked.fetchNext();
    expect(resources).toHaveLength(1);
    expect(JSON.stringify(queryMetrics)).toMatch(/"retrievedDocumentCount":1\b/);
  }
});
