// How subscriptions go on and end: renewal, reauthorization, expiry, limits, pages of the list.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decodePointer, pointerId } from '../../../lib/changes/subscriptions/pointer.ts';
import { dueAfterTold } from '../../../lib/changes/subscriptions/renewal.ts';
import { decodeSubscription, type Subscription } from '../../../lib/changes/subscriptions/subscription.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { maxSubscriptions } from '../../../lib/runtime/limits/subscriptions.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import { minutesFrom, refusalOf, startSubscribers, subscriptionsPath, type Subscribers } from '../../support/receivers/subscribers.ts';
import type { Housemate } from '../../support/people/household.ts';
import type { InstanceAnswer } from '../../support/stores/instances.ts';

let now = Date.now();
let all: Subscribers;
let adele: Housemate;

beforeAll(async () => {
  all = await startSubscribers(() => now);
});
beforeEach(async () => {
  adele = await all.house.come('adele');
});
afterAll(() => all.close());

const at = (minutes: number): string => minutesFrom(now, minutes);
const pass = (minutes: number): void => void (now += minutes * 60_000);
const partition = (): string => mailboxPartition({ tenant: all.house.tenant, kind: 'users', id: adele.id });
const stored = async (id: string): Promise<Subscription> =>
  decodeSubscription(await all.house.stores.mailboxes.read(partition(), id)) ?? expect.fail(id);
const pathOf = (id: string): string => `${subscriptionsPath}/${id}`;
const patch = (id: string, json: object): Promise<InstanceAnswer> => adele.send('PATCH', pathOf(id), json);
const minutesUntil = (due: number | undefined): number => Math.round(((due ?? NaN) * 1000 - now) / 60_000);

describe('a renewal', () => {
  it('a renewal gives another expiry, the rights of now, and another time to ask again', async () => {
    const id = await all.subscribed(adele.caller, { expirationDateTime: at(400) });
    expect(minutesUntil((await stored(id)).due)).toBe(300);
    pass(350);
    const scopes = new Set(['Calendars.Read', 'User.Read']);
    const renewed = await all.house.instance.send({ ...adele.caller, scopes }, 'PATCH', pathOf(id), { expirationDateTime: at(200) });
    expect([renewed.status, renewed.json.expirationDateTime]).toEqual([200, at(200)]);
    expect(renewed.json).toEqual((await adele.must('GET', pathOf(id))).json);
    const after = await stored(id);
    expect(minutesUntil(after.due)).toBe(150);
    expect(after).toMatchObject({ revision: 2, ttl: 200 * 60 + 86_400, creator: { kind: 'delegated', scopes: [...scopes] } });
    pass(100);
    expect((await adele.send('GET', pathOf(id))).status).toBe(200);
  });

  it('a body that repeats all that GET answers renews, and any other change is refused by name', async () => {
    const id = await all.subscribed(adele.caller, { clientState: 'secret', lifecycleNotificationUrl: `${all.receiver.url}/life` });
    const shown = (await adele.must('GET', pathOf(id))).json;
    const before = all.receiver.received.length;
    expect((await patch(id, { ...shown, expirationDateTime: at(90), changeType: 'deleted,Created,updated' })).json.expirationDateTime).toBe(
      at(90),
    );
    expect(all.receiver.received.length).toBe(before);
    for (const change of [
      { changeType: 'created' },
      { resource: 'me/messages' },
      { clientState: 'other' },
      { clientState: '' },
      { lifecycleNotificationUrl: `${all.receiver.url}/other` },
      { latestSupportedTlsVersion: 'v1_3' },
      { includeResourceData: true },
      { creatorId: 'x' },
      { applicationId: 'x' },
      { id: 'x' },
    ]) {
      const [status, code, message] = refusalOf(await patch(id, { expirationDateTime: at(80), ...change }));
      expect([status, code], JSON.stringify(change)).toEqual([400, 'InvalidRequest']);
      expect(message).toBe(
        `The property '${Object.keys(change)[0] ?? ''}' of a subscription cannot be changed; make another subscription.`,
      );
    }
    const without = await all.subscribed(adele.caller);
    expect(refusalOf(await patch(without, { lifecycleNotificationUrl: `${all.receiver.url}/x`, expirationDateTime: at(60) }))[2]).toMatch(
      /lifecycle/,
    );
    for (const json of [{}, { clientState: 'secret' }])
      expect(refusalOf(await patch(id, json))).toEqual([400, 'InvalidRequest', "The required property 'expirationDateTime' is missing."]);
    expect(refusalOf(await patch(id, { encryptionCertificateId: 'x' }))[2]).toMatch(/does not include resource data/);
    expect(refusalOf(await patch(id, { expirationDateTime: at(-1) })).slice(0, 2)).toEqual([400, 'InvalidRequest']);
    expect(refusalOf(await patch(id, { expirationDateTime: at(10_081) })).slice(0, 2)).toEqual([400, 'ExtensionError']);
    expect((await adele.must('GET', pathOf(id))).json.expirationDateTime).toBe(at(90));
  });

  it('another receiver is asked, and is none where it answers wrongly', async () => {
    const id = await all.subscribed(adele.caller);
    const url = `${all.receiver.url}/moved`;
    all.receiver.answer = (_, response) => response.writeHead(500).end();
    expect(refusalOf(await patch(id, { notificationUrl: url, expirationDateTime: at(100) }))[1]).toBe('ValidationError');
    all.receiver.answer = undefined;
    expect((await adele.must('GET', pathOf(id))).json).toMatchObject({
      notificationUrl: `${all.receiver.url}/notify`,
      expirationDateTime: at(60),
    });
    expect((await patch(id, { notificationUrl: url })).json).toMatchObject({ notificationUrl: url, expirationDateTime: at(60) });
    expect(all.receiver.received.at(-1)?.path).toMatch(/^\/moved\?validationToken=/);
    expect(refusalOf(await patch(id, { notificationUrl: 'http://10.0.0.1/' }))[1]).toBe('InvalidRequest');
  });

  it('reauthorizing takes the rights of now, keeps the expiry, and ends the asking once it was due', async () => {
    const id = await all.subscribed(adele.caller, { expirationDateTime: at(400) });
    const expires = at(400);
    const reauthorize = async (): Promise<Subscription> => {
      const { status, text } = await all.house.instance.send(
        { ...adele.caller, scopes: new Set(['Calendars.Read']) },
        'POST',
        `${pathOf(id)}/reauthorize`,
      );
      expect([status, text]).toEqual([204, '']);
      return stored(id);
    };
    const early = await reauthorize();
    expect([early.expires, minutesUntil(early.due), early.creator]).toMatchObject([expires, 300, { scopes: ['Calendars.Read'] }]);
    pass(310);
    const late = await reauthorize();
    expect([late.expires, late.due]).toEqual([expires, undefined]);
  });

  it('two renewals at once leave a pointer that lives as long as the subscription', async () => {
    const id = await all.subscribed(adele.caller);
    await Promise.all([100, 5_000, 300, 4_000].map((minutes) => patch(id, { expirationDateTime: at(minutes) })));
    const pointer = decodePointer(await all.house.stores.directory.read(all.house.tenant, pointerId(id)));
    expect(pointer?.until).toBe(now + 5_000 * 60_000);
    expect((await stored(id)).revision).toBe(5);
  });
});

it('asking again is due each 15 minutes of the last hour, and at last when the subscription has ended', () => {
  const minute = 60_000;
  /** The minutes that are left when it is due again, where it was due just now. */
  const next = (left: number): number => left - (dueAfterTold(0, 0, left * minute) * 1000) / minute;
  expect([2_520, 120, 61, 60, 45, 30, 15.5, 15, 5].map(next)).toEqual([60, 60, 46, 45, 30, 15, 0.5, 0, 0]);
});

it('an expired subscription is nowhere, and no longer counts', async () => {
  const id = await all.subscribed(adele.caller);
  pass(59);
  expect((await adele.send('GET', pathOf(id))).status).toBe(200);
  pass(1);
  for (const [method, path, json] of [
    ['GET', pathOf(id)],
    ['PATCH', pathOf(id), { expirationDateTime: at(60) }],
    ['POST', `${pathOf(id)}/reauthorize`],
    ['DELETE', pathOf(id)],
  ] as const)
    expect(refusalOf(await adele.send(method, path, json))).toEqual([404, 'ResourceNotFound', 'The object was not found.']);
  expect((await adele.must('GET', subscriptionsPath)).json.value).toEqual([]);
});

/** Fills the mailbox with copies of a subscription. */
async function fill(id: string, count: number, appId: string): Promise<void> {
  const one = { ...(await stored(id)), etag: undefined };
  const copies = Array.from({ length: count }, (_, i): JsonObject & { id: string } => ({
    ...one,
    kind: 'subscription',
    id: `copy-${appId}-${i}`,
    creator: { ...one.creator, appId },
  }));
  for (let i = 0; i < count; i += 100) {
    const [first, ...rest] = copies
      .slice(i, i + 100)
      .map((document) => ({ write: 'create', document: { ...document, kind: 'subscription' } }) as const);
    if (first) expect((await all.house.stores.mailboxes.commit(partition(), [first, ...rest])).outcome).toBe('done');
  }
}

it('a mailbox takes 100 active subscriptions of one application, and 1,000 in all', async () => {
  const id = await all.subscribed(adele.caller);
  await fill(id, maxSubscriptions.ofApplication - 2, 'client');
  const last = await all.subscribed(adele.caller);
  const before = all.receiver.received.length;
  expect(refusalOf(await all.subscribe(adele.caller))).toEqual([
    403,
    'ExtensionError',
    'Maximum number of subscriptions has been reached: 100.',
  ]);
  expect(all.receiver.received.length).toBe(before);
  const other = { ...adele.caller, appId: 'other' };
  await all.subscribed(other);
  await adele.must('DELETE', pathOf(last));
  await all.subscribed(adele.caller);

  await fill(id, 899, 'many');
  expect(refusalOf(await all.subscribe(other))).toEqual([403, 'ExtensionError', 'Maximum number of subscriptions has been reached: 1000.']);
  expect((await patch(id, { expirationDateTime: at(70) })).status).toBe(200);
  pass(65);
  await all.subscribed(other);
});

it('the list gives pages by links that its reader alone can use, and takes no options', async () => {
  const ids = new Set<string>();
  for (let i = 0; i < 5; i++) ids.add(await all.subscribed(adele.caller, { clientState: 'secret' }));
  const seen: string[] = [];
  let path: string | undefined = subscriptionsPath;
  let pages = 0;
  let link = '';
  while (path !== undefined) {
    const { json }: InstanceAnswer = await all.house.instance.send(adele.caller, 'GET', path, undefined, { Prefer: 'odata.maxpagesize=2' });
    for (const each of json.value as { id: string; clientState: unknown }[]) {
      seen.push(each.id);
      expect(each.clientState).toBeNull();
    }
    pages++;
    const next: unknown = json['@odata.nextLink'];
    path = typeof next === 'string' ? next.replace('https://localhost', '') : undefined;
    link = path ?? link;
  }
  expect([pages, seen.length, new Set(seen)]).toEqual([3, 5, ids]);
  expect(refusalOf(await all.house.instance.send({ ...adele.caller, appId: 'other' }, 'GET', link))[0]).toBe(400);
  for (const option of ['$top=1', '$select=id', '$filter=id eq 1', '$count=true', '$orderby=id', '$expand=x'])
    expect(refusalOf(await adele.send('GET', `${subscriptionsPath}?${option}`)).slice(0, 2)).toEqual([400, 'BadRequest']);
});
