// Notifications with resource data: what they carry is what GET gives to the subscription's creator, and it opens with the receiver's key.
import { generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { createValidationTokens, type ValidationTokens } from '../../../lib/changes/resourceData/validationTokens.ts';
import { localSigner } from '../../../lib/stores/keys/localSigner.ts';
import { anHour } from '../../support/api/events.ts';
import { certify, type Certified } from '../../support/changes/certified.ts';
import { startWatching, type Watching } from '../../support/changes/watching.ts';
import type { Housemate } from '../../support/people/household.ts';

const encryptedContent = z.object({
  data: z.string(),
  dataKey: z.string(),
  dataSignature: z.string(),
  encryptionCertificateId: z.literal('mine'),
  encryptionCertificateThumbprint: z.string().regex(/^[0-9A-F]{40}$/),
});
const post = z.object({
  value: z.array(z.looseObject({ changeType: z.string(), resource: z.string(), encryptedContent: encryptedContent.optional() })),
  validationTokens: z.array(z.string()).optional(),
});

let tokens: ValidationTokens;
let watching: Watching;
let certified: Certified;
beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signer = await localSigner(JSON.stringify(privateKey.export({ format: 'jwk' })));
  tokens = createValidationTokens({ signer, clock: Date.now });
  [watching, certified] = await Promise.all([startWatching({ validationTokens: tokens }), certify()]);
});
afterAll(() => watching.close());

let adele: Housemate;
let person = 0;
beforeEach(async () => {
  adele = await watching.household.come(`adele${++person}`);
  watching.receiver.posts.length = 0;
});

const select = '$select=subject,start,location';
const subscribe = (resource = `me/events?${select}`, watched: { of: 'events' | 'messages' } = { of: 'events' }) =>
  watching.subscribe(adele, { resource, watched, select: ['subject', 'start', 'location'], resourceData: certified.certificate });

/** What came, opened. */
const opened = () =>
  watching.receiver.posts.flatMap(({ text }) =>
    post.parse(JSON.parse(text)).value.map(({ changeType, resource, encryptedContent: content }) => ({
      changeType,
      resource,
      content: content && (JSON.parse(certified.open(content)) as unknown),
    })),
  );

const idOf = ({ json: { id } }: { readonly json: Readonly<Record<string, unknown>> }): string => String(id);

it('an event that is made and changed comes with its selected properties, as GET gives them', async () => {
  await subscribe();
  const id = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'Grüße', body: { content: 'not selected' }, ...anHour }));
  await watching.pump();
  await adele.must('PATCH', `/v1.0/me/events/${id}`, { location: { displayName: 'hall' } });
  await watching.pump();
  const { json } = await adele.must('GET', `/v1.0/users/${adele.id}/events/${id}?${select}`);
  const [made, changed] = opened();
  expect([made?.changeType, changed?.changeType]).toEqual(['created', 'updated']);
  expect(made?.content).toMatchObject({ subject: 'Grüße' });
  expect({ ...(changed?.content as object), '@odata.context': '' }).toEqual({ ...json, '@odata.context': '' });
  expect(
    Object.keys(changed?.content as object)
      .filter((name) => !name.startsWith('@'))
      .toSorted(),
  ).toEqual(['id', 'location', 'start', 'subject']);
});

it('a POST that carries data has one validation token for the application, by the service, and others have none', async () => {
  await subscribe();
  await subscribe();
  await adele.must('POST', '/v1.0/me/events', { subject: 'one', ...anHour });
  await watching.pump();
  const sent = watching.receiver.posts.map(({ text }) => post.parse(JSON.parse(text)));
  const [token, ...more] = sent.flatMap(({ validationTokens = [] }) => validationTokens);
  expect(sent).toHaveLength(1 + more.length);
  const keys = createLocalJWKSet({ keys: (await tokens.keys()).map((key) => ({ ...key })) });
  const { payload } = await jwtVerify(token ?? '', keys, { issuer: 'http://localhost:7071', audience: adele.caller.appId });
  expect(payload.tid).toBe(watching.household.tenant);
});

it('a deletion carries nothing, and nor does what is larger than 32 KB', async () => {
  await subscribe('me/events?$select=subject,locations');
  const many = Array.from({ length: 100 }, (_, n) => ({ displayName: `${n} ${'x'.repeat(400)}` }));
  const id = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'large', locations: many, ...anHour }));
  await watching.pump();
  await adele.must('DELETE', `/v1.0/me/events/${id}`);
  await watching.pump();
  expect(opened()).toEqual([
    { changeType: 'created', resource: `Users/${adele.id}/Events/${id}`, content: undefined },
    { changeType: 'deleted', resource: `Users/${adele.id}/Events/${id}`, content: undefined },
  ]);
});

it('an occurrence comes with its own properties', async () => {
  await subscribe();
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
  };
  const day = { start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' }, end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' } };
  const series = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'daily', recurrence, ...day }));
  await watching.pump();
  const window = 'startDateTime=2027-03-01&endDateTime=2027-03-04';
  const { json } = await adele.must('GET', `/v1.0/me/events/${series}/instances?${window}`);
  const [, second] = z.looseObject({ value: z.array(z.looseObject({ id: z.string() })) }).parse(json).value;
  await adele.must('PATCH', `/v1.0/me/events/${second?.id ?? ''}`, { subject: 'moved' });
  await watching.pump();
  expect(opened().at(-1)).toMatchObject({ changeType: 'updated', content: { id: second?.id, subject: 'moved' } });
});

it('a notification that is repeated says the same under the same id, whatever the event is by then', async () => {
  await subscribe();
  watching.receiver.answers(() => ({ status: 500 }));
  const id = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'first', ...anHour }));
  await watching.pump();
  watching.receiver.answers(() => ({ status: 202 }));
  await adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'second' });
  await watching.minute(5 * 60_000);
  await watching.pump();
  const created = opened().filter(({ changeType }) => changeType === 'created');
  expect(created.length).toBeGreaterThan(1);
  for (const { content } of created) expect(content).toMatchObject({ subject: 'first' });
});
