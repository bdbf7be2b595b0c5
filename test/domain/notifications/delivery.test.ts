// How notifications are delivered, and what becomes of receivers that don't take them (contract, section 12).
import { expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { anHour } from '../../support/api/events.ts';
import { watchedDesk } from '../../support/changes/desk.ts';

const desk = watchedDesk();

const url = (more = ''): string => desk.watching.receiver.url(desk.path + more);
const postsTo = (to = desk.path) => desk.watching.receiver.posts.filter((post) => post.path === to);
const minutes = (count: number): number => count * 60_000;
/** Notices what the feed has, without waiting until it is sent. */
const notice = async (): Promise<void> => desk.watching.notifications.notice(await desk.watching.batch());
/** Waits until the condition holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 2_000) throw new Error('It never holds.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
const failThrice = (): Promise<void> => desk.watching.pump();

it('a notification has the properties of the contract, and no others', async () => {
  const subscription = await desk.watching.subscribe(desk.adele, { notificationUrl: url(), clientState: 'secret' });
  const id = await desk.make();
  await desk.watching.pump();
  const [post] = postsTo();
  expect(post?.headers['content-type']).toBe('application/json; charset=utf-8');
  const { headers } = await desk.adele.must('GET', `/v1.0/me/events/${id}`);
  const resource = `Users/${desk.adele.id}/Events/${id}`;
  expect(JSON.parse(post?.text ?? '')).toEqual({
    value: [
      {
        id: post?.told[0]?.id,
        subscriptionId: subscription.id,
        subscriptionExpirationDateTime: subscription.expires,
        changeType: 'created',
        clientState: 'secret',
        tenantId: desk.watching.household.tenant,
        resource,
        resourceData: { '@odata.type': '#Microsoft.Graph.Event', '@odata.id': resource, '@odata.etag': headers.ETag, id },
      },
    ],
  });
  expect(post?.told[0]?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect((await desk.adele.send('GET', `/v1.0/${resource}`)).status).toBe(200);
  await desk.adele.must('DELETE', `/v1.0/me/events/${id}`);
  await desk.watching.pump();
  expect(postsTo()[1]?.told[0]?.resourceData).not.toHaveProperty('@odata.etag');
});

it('a batch that the feed repeats is told once, by whichever process', async () => {
  await desk.watching.subscribe(desk.adele, { notificationUrl: url() });
  await desk.make();
  const batch = await desk.watching.batch();
  const other = desk.watching.process();
  for (const each of [desk.watching.notifications, desk.watching.notifications, other]) {
    await each.notice(batch);
    await each.idle();
  }
  expect(desk.watching.receiver.told(desk.path)).toHaveLength(1);
});

it('what fails is repeated after 10 and 30 seconds, then by the timer after 1, 2, 5 and each 10 minutes, with the same id', async () => {
  await desk.watching.subscribe(desk.adele, { notificationUrl: url() });
  await desk.make();
  desk.watching.receiver.answers(() => ({ status: 500 }));
  const began = desk.watching.time.clock();
  const times: number[] = [];
  desk.watching.receiver.answers(({ path: to }) => {
    if (to === desk.path) times.push(Math.round((desk.watching.time.clock() - began) / 1000));
    return { status: 500 };
  });
  await failThrice();
  expect(times).toEqual([0, 10, 40]);
  for (let minute = 0; minute < 30; minute++) await desk.watching.minute(61_000);
  const pauses = times.slice(3).map((time, i) => Math.round((time - (times[i + 2] ?? 0)) / 60));
  expect(pauses).toEqual([1, 2, 5, 10, 10]);
  desk.watching.receiver.answers(() => ({ status: 202 }));
  for (let minute = 0; minute < 11; minute++) await desk.watching.minute(61_000);
  expect(desk.watching.receiver.told(desk.path)).toHaveLength(1);
  expect(new Set(postsTo().map(({ told }) => told[0]?.id)).size).toBe(1);
  const before = postsTo().length;
  await desk.make('the next');
  await desk.watching.pump();
  expect(postsTo()).toHaveLength(before + 1);
});

it('what nobody takes is dropped after 4 hours, and missed is told', async () => {
  await desk.watching.subscribe(desk.adele, { notificationUrl: url(), lifecycleNotificationUrl: url('/life') });
  await desk.make();
  desk.watching.receiver.answers((post) => ({ status: post.path === desk.path ? 500 : 202 }));
  await failThrice();
  for (let hour = 0; hour < 5; hour++) for (let part = 0; part < 5; part++) await desk.watching.minute(minutes(12));
  desk.watching.receiver.answers(() => ({ status: 202 }));
  for (let part = 0; part < 3; part++) await desk.watching.minute(minutes(12));
  expect(desk.watching.receiver.told(desk.path)).toEqual([]);
  const life = desk.watching.receiver.told(`${desk.path}/life`);
  expect(life.map(({ lifecycleEvent }) => lifecycleEvent)).toEqual(['missed']);
  expect(Object.keys(life[0] ?? {}).toSorted()).toEqual(
    ['clientState', 'lifecycleEvent', 'subscriptionExpirationDateTime', 'subscriptionId', 'tenantId'].toSorted(),
  );
});

it('a receiver that says when to come again is asked then', async () => {
  await desk.watching.subscribe(desk.adele, { notificationUrl: url() });
  await desk.make();
  desk.watching.receiver.answers(() => ({ status: 429, headers: { 'Retry-After': '1200' } }));
  await desk.watching.pump();
  expect(postsTo()).toHaveLength(1);
  desk.watching.receiver.answers(() => ({ status: 202 }));
  await desk.watching.minute(minutes(19));
  expect(postsTo()).toHaveLength(1);
  await desk.watching.minute(minutes(2));
  expect(desk.watching.receiver.told(desk.path)).toHaveLength(1);
});

it('a receiver that is gone ends its subscription, which is told', async () => {
  const subscription = await desk.watching.subscribe(desk.adele, { notificationUrl: url(), lifecycleNotificationUrl: url('/life') });
  await desk.make();
  desk.watching.receiver.answers((post) => ({ status: post.path === desk.path ? 410 : 202 }));
  await desk.watching.pump();
  expect(
    desk.watching.receiver.told(`${desk.path}/life`).map(({ lifecycleEvent, subscriptionId }) => [lifecycleEvent, subscriptionId]),
  ).toEqual([['subscriptionRemoved', subscription.id]]);
  await desk.make();
  await desk.watching.pump();
  expect(postsTo()).toHaveLength(1);
});

it('a receiver that hangs holds up no other one', async () => {
  const bob = await desk.watching.household.come(`bob${desk.adele.id}`);
  await desk.watching.subscribe(desk.adele, { notificationUrl: url('/hangs') });
  await desk.watching.subscribe(bob, { notificationUrl: url('/quick') });
  const hanging = Promise.withResolvers<boolean>();
  desk.watching.receiver.answers(async (post) => {
    if (post.path.endsWith('/hangs')) await hanging.promise;
    return { status: 202 };
  });
  await desk.make();
  await notice();
  await until(() => postsTo(`${desk.path}/hangs`).length === 1);
  await bob.must('POST', '/v1.0/me/events', { subject: 'b', ...anHour });
  await notice();
  await until(() => desk.watching.receiver.told(`${desk.path}/quick`).length === 1);
  expect(desk.watching.receiver.told(`${desk.path}/hangs`)).toEqual([]);
  hanging.resolve(true);
  await desk.watching.notifications.idle();
});

it('a receiver that is slow is served ten minutes late, and loses nothing', async () => {
  await desk.watching.subscribe(desk.adele, { notificationUrl: url() });
  desk.watching.receiver.answers(async () => {
    await desk.watching.time.advance(3_000);
    return { status: 202 };
  });
  const id = await desk.make();
  await desk.watching.pump();
  for (let change = 0; change < 99; change++) {
    await desk.adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: `s${change}` });
    await desk.watching.pump();
  }
  expect(postsTo()).toHaveLength(100);
  await desk.adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'late' });
  await desk.watching.pump();
  await desk.watching.minute(minutes(9));
  expect(postsTo()).toHaveLength(100);
  await desk.watching.minute(minutes(2));
  expect(postsTo()).toHaveLength(101);
});

it('changes of one event arrive in their order, a newer change in an older one’s place', async () => {
  await desk.watching.subscribe(desk.adele, { notificationUrl: url() });
  const opened = Promise.withResolvers<boolean>();
  desk.watching.receiver.answers(async () => {
    await opened.promise;
    return { status: 202 };
  });
  const id = await desk.make();
  await notice();
  await until(() => postsTo().length === 1);
  for (const subject of ['a', 'b', 'c']) {
    await desk.adele.must('PATCH', `/v1.0/me/events/${id}`, { subject });
    await notice();
  }
  await desk.adele.must('DELETE', `/v1.0/me/events/${id}`);
  await notice();
  opened.resolve(true);
  await desk.watching.notifications.idle();
  expect(desk.watching.receiver.told(desk.path).map(({ changeType }) => changeType)).toEqual(['created', 'updated', 'deleted']);
});

it('beyond 500 pending notifications all are dropped, and missed is told once', async () => {
  await desk.watching.subscribe(desk.adele, { notificationUrl: url(), lifecycleNotificationUrl: url('/life') });
  desk.watching.receiver.answers((post) => ({ status: post.path === desk.path ? 500 : 202 }));
  await desk.make();
  await failThrice();
  for (let batch = 0; batch < 26; batch++) {
    await Promise.all(Array.from({ length: 20 }, () => desk.make()));
    await notice();
  }
  await desk.watching.notifications.idle();
  expect(desk.watching.receiver.told(`${desk.path}/life`).map(({ lifecycleEvent }) => lifecycleEvent)).toEqual(['missed']);
  desk.watching.receiver.answers(() => ({ status: 202 }));
  await desk.watching.minute(minutes(11));
  expect(desk.watching.receiver.told(desk.path).length).toBeLessThan(60);
});

it('what a process has noticed that dies before it sends is sent by the timer', async () => {
  await desk.watching.subscribe(desk.adele, { notificationUrl: url() });
  await desk.make();
  const dead = desk.watching.process({ outgoing: { post: () => new Promise(() => undefined) } });
  await dead.notice(await desk.watching.batch());
  await desk.watching.minute(minutes(1));
  expect(postsTo()).toEqual([]);
  await desk.watching.minute(minutes(1));
  expect(desk.watching.receiver.told(desk.path)).toHaveLength(1);
});

it('nothing is sent of a subscription that was deleted, or has expired', async () => {
  const deleted = await desk.watching.subscribe(desk.adele, { notificationUrl: url('/deleted') });
  await desk.watching.subscribe(desk.adele, {
    notificationUrl: url('/expires'),
    expires: new Date(desk.watching.time.clock() + minutes(1)).toISOString(),
  });
  desk.watching.receiver.answers(() => ({ status: 500 }));
  await desk.make();
  await failThrice();
  desk.watching.receiver.answers(() => ({ status: 202 }));
  await desk.watching.household.instance.services.subscriptions.remove(deleted);
  await desk.watching.minute(minutes(2));
  expect(desk.watching.receiver.told(`${desk.path}/deleted`)).toEqual([]);
  expect(desk.watching.receiver.told(`${desk.path}/expires`)).toEqual([]);
});

it('each POST is signed as Standard Webhooks say, with every secret', async () => {
  const secrets = [1, 2].map((value) => Buffer.alloc(24, value));
  const signing = desk.watching.process({ secrets });
  await desk.watching.subscribe(desk.adele, { notificationUrl: url() });
  await desk.make();
  await signing.notice(await desk.watching.batch());
  await signing.idle();
  const [post] = postsTo();
  const headers = Object.fromEntries(
    Object.entries(post?.headers ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : '']),
  );
  // The library knows no clock but the system's.
  headers['webhook-timestamp'] ??= '';
  const age = Math.abs(Number(headers['webhook-timestamp']) - desk.watching.time.clock() / 1000);
  expect(age).toBeLessThan(5);
  for (const secret of secrets) {
    const webhook = new Webhook(secret.toString('base64'));
    const signed = webhook.sign(headers['webhook-id'] ?? '', new Date(Number(headers['webhook-timestamp']) * 1000), post?.text ?? '');
    expect(headers['webhook-signature']?.split(' ')).toContain(signed);
  }
});
