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
