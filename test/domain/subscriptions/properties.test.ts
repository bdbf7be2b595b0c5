// Every property of a subscription with good values and bad ones: what is kept, and how what isn't is refused.
import { generateKeyPairSync } from 'node:crypto';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutesFrom, refusalOf, startSubscribers, subscriptionsPath, type Subscribers } from '../../support/receivers/subscribers.ts';
import type { Housemate } from '../../support/people/household.ts';

let all: Subscribers;
let adele: Housemate;

beforeAll(async () => {
  all = await startSubscribers();
  adele = await all.house.come('adele');
});
afterAll(() => all.close());

const at = (minutes: number): string => minutesFrom(Date.now(), minutes);

describe('a value that is kept', () => {
  it.each<[property: string, value: unknown, shown: unknown]>([
    ['changeType', 'created', 'created'],
    ['changeType', 'Updated , DELETED', 'updated,deleted'],
    ['ChangeType', 'created', 'created,updated,deleted'],
    ['clientState', 'x'.repeat(255), 'x'.repeat(255)],
    ['clientState', null, null],
    ['clientState', '', ''],
    ['includeResourceData', false, null],
    ['includeResourceData', 'false', null],
    ['latestSupportedTlsVersion', 'V1_3', 'v1_3'],
    ['latestSupportedTlsVersion', null, 'v1_2'],
    ['notificationQueryOptions', null, null],
    ['notificationUrlAppId', null, null],
    ['lifecycleNotificationUrl', null, null],
    ['encryptionCertificateId', null, null],
  ])('%s %j is shown as %j', async (property, value, shown) => {
    const { status, json, text } = await all.subscribe(adele.caller, property === 'ChangeType' ? {} : { [property]: value });
    expect(status, text).toBe(201);
    expect(json[property === 'ChangeType' ? 'changeType' : property]).toBe(shown);
    expect((await adele.must('GET', `${subscriptionsPath}/${String(json.id)}`)).json).toEqual(json);
    await adele.must('DELETE', `${subscriptionsPath}/${String(json.id)}`);
  });

  it('names of properties count in any case, and OData’s annotations say nothing', async () => {
    const { notificationUrl, ...rest } = { notificationUrl: `${all.receiver.url}/any`, ...all.wanted() };
    const json = { '@odata.type': '#microsoft.graph.subscription', NOTIFICATIONURL: notificationUrl, ...rest };
    const { id } = (await adele.must('POST', subscriptionsPath, json)).json;
    await adele.must('DELETE', `${subscriptionsPath}/${String(id)}`);
  });

  it('an expiry with an offset is an instant, and what comes in less than 45 minutes comes in 45', async () => {
    const soon = await all.subscribe(adele.caller, { expirationDateTime: at(1) });
    expect(Date.parse(String(soon.json.expirationDateTime)) - Date.now()).toBeGreaterThan(44 * 60_000);
    expect(Date.parse(String(soon.json.expirationDateTime)) - Date.now()).toBeLessThanOrEqual(45 * 60_000);
    const instant = Math.floor(Date.now() / 1000) * 1000 + 90 * 60_000;
    const written = new Date(instant + 2 * 60 * 60_000).toISOString().replace('.000Z', '.0000000+02:00');
    const later = await all.subscribe(adele.caller, { expirationDateTime: written });
    expect(later.json.expirationDateTime).toBe(new Date(instant).toISOString());
    for (const { json } of [soon, later]) await adele.must('DELETE', `${subscriptionsPath}/${String(json.id)}`);
  });
});

describe('a value that is refused', () => {
  const url = 'https://receiver.example/x';
  it.each<[more: object, code: string, message: RegExp]>([
    [{ changeType: undefined }, 'InvalidRequest', /'changeType' is missing/],
    [{ changeType: null }, 'InvalidRequest', /'changeType' is missing/],
    [{ changeType: '' }, 'InvalidRequest', /'changeType' is missing/],
    [{ changeType: 'moved' }, 'InvalidRequest', /'changeType' must be/],
    [{ changeType: 'created;updated' }, 'InvalidRequest', /'changeType' must be/],
    [{ changeType: 'created,created' }, 'InvalidRequest', /'changeType' must be/],
    [{ changeType: 'created,' }, 'InvalidRequest', /'changeType' must be/],
    [{ changeType: 7 }, 'RequestBodyRead', /7/],
    [{ notificationUrl: undefined }, 'InvalidRequest', /'notificationUrl' is missing/],
    [{ notificationUrl: '' }, 'InvalidRequest', /'notificationUrl' is missing/],
    [{ notificationUrl: 'receiver.example' }, 'InvalidRequest', /'notificationUrl' must be an absolute URL/],
    [{ notificationUrl: 'http://receiver.example/' }, 'InvalidRequest', /'notificationUrl' must begin with https/],
    [{ notificationUrl: `${url}#x` }, 'InvalidRequest', /'notificationUrl' must not have a fragment/],
    [{ notificationUrl: 'https://a:b@receiver.example' }, 'InvalidRequest', /'notificationUrl' must not have user info/],
    [{ notificationUrl: 'https://10.0.0.1/' }, 'InvalidRequest', /'notificationUrl' must have a host that is reachable/],
    [{ notificationUrl: `https://receiver.example/${'x'.repeat(2_048)}` }, 'InvalidRequest', /'notificationUrl' may have at most 2048/],
    [
      { notificationUrl: 'EventHub:https://vault.example/secrets/x?tenantId=y' },
      'InvalidRequest',
      /'notificationUrl' names Azure Event Hubs/,
    ],
    [{ notificationUrl: 'EventGrid:?azuresubscriptionid=x' }, 'InvalidRequest', /'notificationUrl' names Azure Event Grid/],
    [{ lifecycleNotificationUrl: 'http://receiver.example/' }, 'InvalidRequest', /'lifecycleNotificationUrl' must begin with https/],
    [{ lifecycleNotificationUrl: 'https://[::1]/' }, 'InvalidRequest', /'lifecycleNotificationUrl' must have a host/],
    [{ resource: undefined }, 'InvalidRequest', /'resource' is missing/],
    [{ resource: 'x'.repeat(4_097) }, 'InvalidRequest', /'resource' may have at most 4096/],
    [{ expirationDateTime: undefined }, 'InvalidRequest', /'expirationDateTime' is missing/],
    [{ expirationDateTime: '2020-01-01T00:00:00Z' }, 'InvalidRequest', /'expirationDateTime' must lie in the future/],
    [{ expirationDateTime: 'tomorrow' }, 'InvalidRequest', /'expirationDateTime' must be a date and time/],
    [{ expirationDateTime: '2030-02-30T00:00:00Z' }, 'InvalidRequest', /'expirationDateTime' is wrong/],
    [{ expirationDateTime: at(1440).replace('Z', '') }, 'InvalidRequest', /'expirationDateTime' must be a date and time with its offset/],
    [{ expirationDateTime: at(10_081) }, 'ExtensionError', /^Subscription expiration can only be 10080 minutes in the future\.$/],
    [{ clientState: 'x'.repeat(256) }, 'InvalidRequest', /'clientState' may have at most 255/],
    [{ clientState: { a: 1 } }, 'RequestBodyRead', /Edm.String/],
    [{ latestSupportedTlsVersion: 'v1_0' }, 'InvalidRequest', /'latestSupportedTlsVersion' must be v1_2 or v1_3/],
    [{ latestSupportedTlsVersion: 'v1_1' }, 'InvalidRequest', /'latestSupportedTlsVersion' must be v1_2 or v1_3/],
    [{ latestSupportedTlsVersion: 'v2' }, 'RequestBodyRead', /v2/],
    [{ notificationQueryOptions: '$select=id' }, 'RequestBodyRead', /'notificationQueryOptions'/],
    [{ notificationUrlAppId: 'x' }, 'RequestBodyRead', /'notificationUrlAppId'/],
    [{ includeResourceData: 'maybe' }, 'RequestBodyRead', /maybe/],
    [{ includeResourceData: true }, 'InvalidRequest', /'encryptionCertificate' is missing/],
    [{ encryptionCertificate: 'x' }, 'InvalidRequest', /'encryptionCertificate' must be an X.509 certificate/],
    [{ encryptionCertificateId: 'x' }, 'InvalidRequest', /'encryptionCertificateId' needs 'includeResourceData'/],
    [{ encryptionCertificateId: 'x'.repeat(129) }, 'InvalidRequest', /'encryptionCertificateId' may have at most 128/],
    [{ unknown: 1 }, 'RequestBodyRead', /'unknown' does not exist on type 'microsoft.graph.subscription'/],
  ])('%j is 400 %s', async (more, code, message) => {
    const before = all.receiver.received.length;
    const [status, itsCode, itsMessage] = refusalOf(await all.subscribe(adele.caller, more));
    expect([status, itsCode]).toEqual([400, code]);
    expect(itsMessage).toMatch(message);
    expect(all.receiver.received.length).toBe(before);
  });
});

describe('a certificate', () => {
  const resource = 'me/events?$select=subject';
  const data = (encryptionCertificate: string, more = {}) => ({
    resource,
    includeResourceData: true,
    encryptionCertificate,
    encryptionCertificateId: 'mine',
    ...more,
  });
  let right: string;
  beforeAll(async () => {
    right = (await generate([{ name: 'commonName', value: 'mine' }], { keySize: 2048 })).cert;
  });

  it('a certificate in any of its spellings is read, and then the service lacks a key', async () => {
    const der = right.replace(/-----[A-Z ]+-----|\s/g, '');
    for (const spelled of [right, der, der.replace(/.{64}/g, '$&\r\n'), Buffer.from(right).toString('base64')])
      expect(refusalOf(await all.subscribe(adele.caller, data(spelled)))).toEqual([
        400,
        'InvalidRequest',
        "The property 'includeResourceData' cannot be true: this service has no key to sign validation tokens with.",
      ]);
  });

  it('a certificate without its name, or without a selection, is 400 that names what is missing', async () => {
    const refused = async (more: object): Promise<unknown> => refusalOf(await all.subscribe(adele.caller, data(right, more)))[2];
    expect(await refused({ encryptionCertificateId: null })).toMatch(/'encryptionCertificateId' is missing/);
    expect(await refused({ resource: 'me/events' })).toMatch(/'includeResourceData' needs '\$select'/);
    expect(await refused({ resource: 'me/events?$select=*' })).toMatch(/'includeResourceData' needs '\$select'/);
    expect(await refused({ includeResourceData: null })).toMatch(/'encryptionCertificate' needs 'includeResourceData'/);
  });

  it('a key that is too short, or of another kind, and what is no certificate are refused', async () => {
    const short = (await generate([{ name: 'commonName', value: 'short' }], { keySize: 1024 })).cert;
    const curve = (await generate([{ name: 'commonName', value: 'curve' }], { keyType: 'ec', curve: 'P-256' })).cert;
    const bare = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
    for (const [text, message] of [
      [short, /RSA key of 2048 to 4096 bits/],
      [curve, /RSA key of 2048 to 4096 bits/],
      [bare, /must be an X.509 certificate/],
      ['AAAA', /must be an X.509 certificate/],
      ['x'.repeat(40_000), /may have at most 32768/],
    ] as const)
      expect(refusalOf(await all.subscribe(adele.caller, data(text)))[2]).toMatch(message);
  });
});
