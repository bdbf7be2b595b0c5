// How notifications are delivered, and what becomes of receivers that don't take them (contract, section 12).
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { Housemate } from '../../support/people/household.ts';
import { anHour } from '../../support/api/events.ts';
import { startWatching, type Watching } from '../../support/changes/watching.ts';

let watching: Watching;
beforeAll(async () => {
  watching = await startWatching();
});
afterAll(() => watching.close());

let adele: Housemate;
let person = 0;
let path: string;
beforeEach(async () => {
  // What waits from the test before is of another time.
  adele = await watching.household.come(`adele${++person}`);
  path = `/${person}`;
  watching.receiver.posts.length = 0;
  watching.receiver.answers(() => ({ status: 202 }));
});

const idOf = ({ json: { id } }: { readonly json: Readonly<Record<string, unknown>> }): string => String(id);
const make = async (subject = 'plan'): Promise<string> => idOf(await adele.must('POST', '/v1.0/me/events', { subject, ...anHour }));
const url = (more = ''): string => watching.receiver.url(path + more);
const postsTo = (to = path) => watching.receiver.posts.filter((post) => post.path === to);
const minutes = (count: number): number => count * 60_000;
/** Notices what the feed has, without waiting until it is sent. */
const notice = async (): Promise<void> => watching.notifications.notice(await watching.batch());
/** Waits until the condition holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 2_000) throw new Error('It never holds.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
const failThrice = (): Promise<void> => watching.pump();

it('a notification has the properties of the contract, and no others', async () => {
  const subscription = await watching.subscribe(adele, { notificationUrl: url(), clientState: 'secret' });
  const id = await make();
  await watching.pump();
  const [post] = postsTo();
  expect(post?.headers['content-type']).toBe('application/json; charset=utf-8');
  const { headers } = await adele.must('GET', `/v1.0/me/events/${id}`);
  const resource = `Users/${adele.id}/Events/${id}`;
  expect(JSON.parse(post?.text ?? '')).toEqual({
    value: [
      {
        id: post?.told[0]?.id,
        subscriptionId: subscription.id,
        subscriptionExpirationDateTime: subscription.expires,
        changeType: 'created',
        clientState: 'secret',
        tenantId: watching.household.tenant,
        resource,
        resourceData: { '@odata.type': '#Microsoft.Graph.Event', '@odata.id': resource, '@odata.etag': headers.ETag, id },
      },
    ],
  });
  expect(post?.told[0]?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect((await adele.send('GET', `/v1.0/${resource}`)).status).toBe(200);
  await adele.must('DELETE', `/v1.0/me/events/${id}`);
  await watching.pump();
  expect(postsTo()[1]?.told[0]?.resourceData).not.toHaveProperty('@odata.etag');
});

it('a batch that the feed repeats is told once, by whichever process', async () => {
  await watching.subscribe(adele, { notificationUrl: url() });
  await make();
  const batch = await watching.batch();
  const other = watching.process();
  for (const each of [watching.notifications, watching.notifications, other]) {
    await each.notice(batch);
    await each.idle();
  }
  expect(watching.receiver.told(path)).toHaveLength(1);
});

it('what fails is repeated after 10 and 30 seconds, then by the timer after 1, 2, 5 and each 10 minutes, with the same id', async () => {
  await watching.subscribe(adele, { notificationUrl: url() });
  await make();
  watching.receiver.answers(() => ({ status: 500 }));
  const began = watching.time.clock();
  const times: number[] = [];
  watching.receiver.answers(({ path: to }) => {
    if (to === path) times.push(Math.round((watching.time.clock() - began) / 1000));
    return { status: 500 };
  });
  await failThrice();
  expect(times).toEqual([0, 10, 40]);
  for (let minute = 0; minute < 30; minute++) await watching.minute(61_000);
  const pauses = times.slice(3).map((time, i) => Math.round((time - (times[i + 2] ?? 0)) / 60));
  expect(pauses).toEqual([1, 2, 5, 10, 10]);
  watching.receiver.answers(() => ({ status: 202 }));
  for (let minute = 0; minute < 11; minute++) await watching.minute(61_000);
  expect(watching.receiver.told(path)).toHaveLength(1);
  expect(new Set(postsTo().map(({ told }) => told[0]?.id)).size).toBe(1);
  const before = postsTo().length;
  await make('the next');
  await watching.pump();
  expect(postsTo()).toHaveLength(before + 1);
});

it('what nobody takes is dropped after 4 hours, and missed is told', async () => {
  await watching.subscribe(adele, { notificationUrl: url(), lifecycleNotificationUrl: url('/life') });
  await make();
  watching.receiver.answers((post) => ({ status: post.path === path ? 500 : 202 }));
  await failThrice();
  for (let hour = 0; hour < 5; hour++) for (let part = 0; part < 5; part++) await watching.minute(minutes(12));
  watching.receiver.answers(() => ({ status: 202 }));
  for (let part = 0; part < 3; part++) await watching.minute(minutes(12));
  expect(watching.receiver.told(path)).toEqual([]);
  const life = watching.receiver.told(`${path}/life`);
  expect(life.map(({ lifecycleEvent }) => lifecycleEvent)).toEqual(['missed']);
  expect(Object.keys(life[0] ?? {}).toSorted()).toEqual(
    ['clientState', 'lifecycleEvent', 'subscriptionExpirationDateTime', 'subscriptionId', 'tenantId'].toSorted(),
  );
});

it('a receiver that says when to come again is asked then', async () => {
  await watching.subscribe(adele, { notificationUrl: url() });
  await make();
  watching.receiver.answers(() => ({ status: 429, headers: { 'Retry-After': '1200' } }));
  await watching.pump();
  expect(postsTo()).toHaveLength(1);
  watching.receiver.answers(() => ({ status: 202 }));
  await watching.minute(minutes(19));
  expect(postsTo()).toHaveLength(1);
  await watching.minute(minutes(2));
  expect(watching.receiver.told(path)).toHaveLength(1);
});

it('a receiver that is gone ends its subscription, which is told', async () => {
  const subscription = await watching.subscribe(adele, { notificationUrl: url(), lifecycleNotificationUrl: url('/life') });
  await make();
  watching.receiver.answers((post) => ({ status: post.path === path ? 410 : 202 }));
  await watching.pump();
  expect(watching.receiver.told(`${path}/life`).map(({ lifecycleEvent, subscriptionId }) => [lifecycleEvent, subscriptionId])).toEqual([
    ['subscriptionRemoved', subscription.id],
  ]);
  await make();
  await watching.pump();
  expect(postsTo()).toHaveLength(1);
});

it('a receiver that hangs holds up no other one', async () => {
  const bob = await watching.household.come(`bob${person}`);
  await watching.subscribe(adele, { notificationUrl: url('/hangs') });
  await watching.subscribe(bob, { notificationUrl: url('/quick') });
  const hanging = Promise.withResolvers<boolean>();
  watching.receiver.answers(async (post) => {
    if (post.path.endsWith('/hangs')) await hanging.promise;
    return { status: 202 };
  });
  await make();
  await notice();
  await until(() => postsTo(`${path}/hangs`).length === 1);
  await bob.must('POST', '/v1.0/me/events', { subject: 'b', ...anHour });
  await notice();
  await until(() => watching.receiver.told(`${path}/quick`).length === 1);
  expect(watching.receiver.told(`${path}/hangs`)).toEqual([]);
  hanging.resolve(true);
  await watching.notifications.idle();
});

it('a receiver that is slow is served ten minutes late, and loses nothing', async () => {
  await watching.subscribe(adele, { notificationUrl: url() });
  watching.receiver.answers(async () => {
    await watching.time.advance(3_000);
    return { status: 202 };
  });
  const id = await make();
  await watching.pump();
  for (let change = 0; change < 99; change++) {
    await adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: `s${change}` });
    await watching.pump();
  }
  expect(postsTo()).toHaveLength(100);
  await adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'late' });
  await watching.pump();
  await watching.minute(minutes(9));
  expect(postsTo()).toHaveLength(100);
  await watching.minute(minutes(2));
  expect(postsTo()).toHaveLength(101);
});

it('changes of one event arrive in their order, a newer change in an older one’s place', async () => {
  await watching.subscribe(adele, { notificationUrl: url() });
  const opened = Promise.withResolvers<boolean>();
  watching.receiver.answers(async () => {
    await opened.promise;
    return { status: 202 };
  });
  const id = await make();
  await notice();
  await until(() => postsTo().length === 1);
  for (const subject of ['a', 'b', 'c']) {
    await adele.must('PATCH', `/v1.0/me/events/${id}`, { subject });
    await notice();
  }
  await adele.must('DELETE', `/v1.0/me/events/${id}`);
  await notice();
  opened.resolve(true);
  await watching.notifications.idle();
  expect(watching.receiver.told(path).map(({ changeType }) => changeType)).toEqual(['created', 'updated', 'deleted']);
});

it('beyond 500 pending notifications all are dropped, and missed is told once', async () => {
  await watching.subscribe(adele, { notificationUrl: url(), lifecycleNotificationUrl: url('/life') });
  watching.receiver.answers((post) => ({ status: post.path === path ? 500 : 202 }));
  await make();
  await failThrice();
  for (let batch = 0; batch < 26; batch++) {
    await Promise.all(Array.from({ length: 20 }, () => make()));
    await notice();
  }
  await watching.notifications.idle();
  expect(watching.receiver.told(`${path}/life`).map(({ lifecycleEvent }) => lifecycleEvent)).toEqual(['missed']);
  watching.receiver.answers(() => ({ status: 202 }));
  await watching.minute(minutes(11));
  expect(watching.receiver.told(path).length).toBeLessThan(60);
});

it('what a process has noticed that dies before it sends is sent by the timer', async () => {
  await watching.subscribe(adele, { notificationUrl: url() });
  await make();
  const dead = watching.process({ outgoing: { post: () => new Promise(() => undefined) } });
  await dead.notice(await watching.batch());
  await watching.minute(minutes(1));
  expect(postsTo()).toEqual([]);
  await watching.minute(minutes(1));
  expect(watching.receiver.told(path)).toHaveLength(1);
});

it('nothing is sent of a subscription that was deleted, or has expired', async () => {
  const deleted = await watching.subscribe(adele, { notificationUrl: url('/deleted') });
  await watching.subscribe(adele, {
    notificationUrl: url('/expires'),
    expires: new Date(watching.time.clock() + minutes(1)).toISOString(),
  });
  watching.receiver.answers(() => ({ status: 500 }));
  await make();
  await failThrice();
  watching.receiver.answers(() => ({ status: 202 }));
  await watching.household.instance.services.subscriptions.remove(deleted);
  await watching.minute(minutes(2));
  expect(watching.receiver.told(`${path}/deleted`)).toEqual([]);
  expect(watching.receiver.told(`${path}/expires`)).toEqual([]);
});

it('each POST is signed as Standard Webhooks say, with every secret', async () => {
  const secrets = [1, 2].map((value) => Buffer.alloc(24, value));
  const signing = watching.process({ secrets });
  await watching.subscribe(adele, { notificationUrl: url() });
  await make();
  await signing.notice(await watching.batch());
  await signing.idle();
  const [post] = postsTo();
  const headers = Object.fromEntries(
    Object.entries(post?.headers ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : '']),
  );
  // The library knows no clock but the system's.
  headers['webhook-timestamp'] ??= '';
  const age = Math.abs(Number(headers['webhook-timestamp']) - watching.time.clock() / 1000);
  expect(age).toBeLessThan(5);
  for (const secret of secrets) {
    const webhook = new Webhook(secret.toString('base64'));
    const signed = webhook.sign(headers['webhook-id'] ?? '', new Date(Number(headers['webhook-timestamp']) * 1000), post?.text ?? '');
    expect(headers['webhook-signature']?.split(' ')).toContain(signed);
  }
});
