// What a subscription costs to make and to list, whatever its body is: no more than a plain body of its size.
import { afterAll, beforeAll, it } from 'vitest';
import { fill, openPriced, posted, times, type Priced } from './priced.ts';

let priced: Priced;
beforeAll(async () => (priced = await openPriced()));
afterAll(() => priced.end());

const path = '/v1.0/subscriptions';
const wanted = {
  changeType: 'created',
  notificationUrl: 'https://receiver.example/',
  resource: 'me/events',
  expirationDateTime: '2026-11-21T10:00:00Z',
};

it.each<[string, object]>([
  ['words', { changeType: fill('created,') }],
  ['commas', { changeType: fill(',') }],
  ['a secret', { clientState: fill('x') }],
  ['a URL', { notificationUrl: `https://receiver.example/${fill('/../')}` }],
  ['a URL of at signs', { notificationUrl: `https://${fill('@')}` }],
  ['a second URL', { lifecycleNotificationUrl: `https://${fill('a.')}` }],
  ['white space before a hub', { notificationUrl: `${fill(' ')}EventHub:` }],
  ['a resource', { resource: fill('me/events/') }],
  ['a resource of groups in brackets', { resource: `me/events?$filter=${'('.repeat(2_000)}isAllDay eq true` }],
  ['a resource of keys', { resource: `me/events${"('a')".repeat(800)}` }],
  ['a time', { expirationDateTime: `2026-11-21T10:00:00.${fill('0')}` }],
  ['a time of spaces', { expirationDateTime: fill(' ') }],
  ['a certificate', { includeResourceData: true, encryptionCertificate: fill('AAAA') }],
  ['a certificate of PEM', { includeResourceData: true, encryptionCertificate: `-----BEGIN CERTIFICATE-----\n${'A'.repeat(32_000)}` }],
])('a subscription with %s costs about what a plain body of its size does', async (_, more) => {
  await priced.expectCheap(posted(path, JSON.stringify({ ...wanted, ...more })), 400);
});

it('the renewal of what is not there costs nothing, whatever its body is', async () => {
  const json = Object.fromEntries(times(39_000, (i) => [`n${i}`, 1]));
  await priced.expectCheap([`${path}/00000000-0000-4000-8000-000000000000`, { method: 'PATCH', json }], 404);
});
