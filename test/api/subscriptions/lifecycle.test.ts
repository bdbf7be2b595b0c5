// Subscriptions over HTTP from their making to their end: the handshake, what is shown, renewed and deleted.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entriesOf, expectError, guidPattern } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { startReceiver, type TestReceiver } from '../../support/receivers/receiver.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let receiver: TestReceiver;

beforeAll(async () => {
  api = await openApi();
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

/** A subscription to all of one's events at a path of the receiver that no other test uses. */
const wanted = (person: Person, more: object = {}): { readonly notificationUrl: string; readonly [property: string]: unknown } => ({
  changeType: 'created,Updated',
  notificationUrl: `${receiver.url}/${person.id}?code=a%20b`,
  resource: '/me/events',
  expirationDateTime: inMinutes(60),
  clientState: 'a secret',
  ...more,
});
const receivedBy = ({ id }: Person) => receiver.received.filter(({ path }) => path.startsWith(`/${id}`));
const path = '/v1.0/subscriptions';

it('a subscription is made after the handshake, read, listed, and deleted', async () => {
  const person = await newPerson(api, 'subscribing');
  const asked = wanted(person);
  const made = await person.send(path, { json: asked });
  expect(made.status, made.text).toBe(201);
  const { id } = made.json;
  expect(id).toMatch(guidPattern);
  expect(made.json).toEqual({
    '@odata.context': `${api.url}/v1.0/$metadata#subscriptions/$entity`,
    id,
    resource: '/me/events',
    applicationId: made.json.applicationId,
    changeType: 'created,updated',
    clientState: 'a secret',
    notificationUrl: asked.notificationUrl,
    notificationQueryOptions: null,
    lifecycleNotificationUrl: null,
    expirationDateTime: asked.expirationDateTime,
    creatorId: person.id,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
  });
  expect(made.json.applicationId).toMatch(guidPattern);
  const place = `${api.url}${path}('${String(id)}')`;
  expect(made.headers.get('location')).toBe(place);

  const [handshake, ...others] = receivedBy(person);
  expect(others).toEqual([]);
  expect(handshake).toMatchObject({ method: 'POST', body: '' });
  expect(handshake?.path).toMatch(new RegExp(`^/${person.id}\\?code=a%20b&validationToken=[^&+]*%20[^&+]*$`));
  expect(handshake?.validationToken).toMatch(/ .*:/);
  expect(handshake?.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'content-length': '0' });

  expect((await person.send(place)).json).toEqual(made.json);
  const list = await person.send('/beta/subscriptions');
  expect(list.json).toEqual({
    '@odata.context': `${api.url}/beta/$metadata#subscriptions`,
    value: [{ ...made.json, '@odata.context': undefined, clientState: null }],
  });

  expect((await person.send(`${path}/${String(id)}`, { method: 'DELETE' })).status).toBe(204);
  for (const sent of [{}, { method: 'DELETE' }, { method: 'PATCH', json: { expirationDateTime: inMinutes(60) } }])
    expectError(await person.send(place, sent), 404, 'ResourceNotFound', 'The object was not found.');
  expectError(await person.send(`${place}/reauthorize`, { method: 'POST' }), 404, 'ResourceNotFound');
  expect(entriesOf(await person.send(path))).toEqual([]);
});

it('a subscription is made, read and deleted in a batch, whose parts wait for one another', async () => {
  const person = await newPerson(api, 'batching');
  const list = `/subscriptions`;
  const json = { 'Content-Type': 'application/json' };
  const made = await person.send('/v1.0/$batch', {
    json: {
      requests: [
        { id: '1', method: 'POST', url: list, headers: json, body: wanted(person) },
        { id: '2', method: 'GET', url: list, dependsOn: ['1'] },
        { id: '3', method: 'POST', url: list, headers: json, body: { ...wanted(person), notificationUrl: 'http://10.0.0.1/' } },
      ],
    },
  });
  const responses = made.json.responses as { id: string; status: number; body: Record<string, unknown> }[];
  const [one, two, three] = ['1', '2', '3'].map((id) => responses.find((each) => each.id === id));
  expect([one?.status, two?.status, three?.status]).toEqual([201, 200, 400]);
  expect(two?.body.value).toMatchObject([{ id: one?.body.id }]);
  expect(three?.body.error).toMatchObject({ code: 'InvalidRequest' });
  const [deleted] = (
    await person.send('/beta/$batch', { json: { requests: [{ id: '1', method: 'DELETE', url: `${list}/${String(one?.body.id)}` }] } })
  ).json.responses as { status: number }[];
  expect(deleted?.status).toBe(204);
});

it('other methods are 405 with those that there are, and the action has its names', async () => {
  const person = await newPerson(api, 'methods');
  const { id } = (await person.send(path, { json: wanted(person) })).json;
  for (const [method, at, allow] of [
    ['PUT', path, 'GET, HEAD, POST'],
    ['DELETE', path, 'GET, HEAD, POST'],
    ['POST', `${path}/${String(id)}`, 'GET, HEAD, PATCH, DELETE'],
    ['GET', `${path}/${String(id)}/reauthorize`, 'POST'],
  ] as const) {
    const answer = await person.send(at, { method });
    expect([answer.status, answer.headers.get('allow')], at).toEqual([405, allow]);
  }
  for (const name of ['reauthorize', 'microsoft.graph.reauthorize', 'Reauthorize']) {
    const answer = await person.send(`${path}/${String(id)}/${name}`, { method: 'POST' });
    expect([answer.status, answer.text, answer.headers.get('content-type')], name).toEqual([204, '', null]);
  }
  expectError(await person.send(`${path}/$count`), 400, 'BadRequest');
  expectError(await person.send(`${path}/${String(id)}/events`), 400, 'BadRequest', "Resource not found for the segment 'events'.");
  expectError(await person.send(path, { method: 'POST' }), 400, 'UnableToDeserializePostBody');
});

it('a preference for immutable ids is followed, and a wish for nothing back is none here', async () => {
  const person = await newPerson(api, 'preferring');
  const made = await person.send(path, { json: wanted(person), headers: { Prefer: 'IdType="ImmutableId", return=minimal' } });
  expect([made.status, made.headers.get('preference-applied'), made.json.resource]).toEqual([201, 'IdType="ImmutableId"', '/me/events']);
});

it('a receiver at this service itself is refused', async () => {
  const person = await newPerson(api, 'looping');
  const refused = await person.send(path, { json: { ...wanted(person), notificationUrl: `${api.url}/v1.0/me/events` } });
  expectError(refused, 400, 'InvalidRequest', /'notificationUrl' must/);
});
