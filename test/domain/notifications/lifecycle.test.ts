// What becomes of subscriptions, and what their creators are told of that (contract, section 12, lifecycle).
import { expect, it } from 'vitest';
import { eventDocument } from '../../../lib/calendar/events/record/eventRecord.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { endSubscriptionsIn } from '../../../lib/changes/notifications/purging.ts';
import { decodeSubscription, type StoredSubscription, type Subscription } from '../../../lib/changes/subscriptions/subscription.ts';
import { anHour } from '../../support/api/events.ts';
import { watchedDesk } from '../../support/changes/desk.ts';

const desk = watchedDesk();

const idOf = ({ json: { id } }: { readonly json: Readonly<Record<string, unknown>> }): string => String(id);
const minutes = (count: number): number => count * 60_000;
const ending = async (wanted: Partial<StoredSubscription> = {}): Promise<Subscription> =>
  desk.watching.subscribe(desk.adele, {
    notificationUrl: desk.watching.receiver.url(desk.path),
    lifecycleNotificationUrl: desk.watching.receiver.url(`${desk.path}/life`),
    ...wanted,
  });
const life = (): unknown[] => desk.watching.receiver.told(`${desk.path}/life`).map(({ lifecycleEvent }) => lifecycleEvent);
const isThere = async ({ id, tenant, owner }: Subscription): Promise<boolean> =>
  decodeSubscription(await desk.watching.household.stores.mailboxes.read(mailboxPartition({ tenant, ...owner }), id)) !== undefined;

it('its creator is asked to renew when a quarter of its life is left, then every quarter of an hour in the last hour', async () => {
  const began = desk.watching.time.clock();
  const expires = began + minutes(8 * 60);
  await ending({ expires: new Date(expires).toISOString(), due: Math.floor((began + minutes(6 * 60)) / 1000) });
  const asks = (): number => life().filter((event) => event === 'reauthorizationRequired').length;
  const asked: number[] = [];
  // What is due is counted in whole seconds, rounded up: just behind them it is due however little time the test itself takes.
  await desk.watching.time.advance(1_000);
  for (let now = 0; now < 8 * 60 + 5; now += 5) {
    const before = asks();
    await desk.watching.minute(minutes(5));
    if (asks() > before) asked.push(Math.round((expires - desk.watching.time.clock()) / minutes(5)) * 5);
  }
  expect(asked).toEqual([120, 60, 45, 30, 15]);
});

it('one that has expired is forgotten, and nobody is told', async () => {
  const expires = desk.watching.time.clock() + minutes(1);
  const subscription = await ending({ expires: new Date(expires).toISOString(), due: Math.ceil(expires / 1000) });
  await desk.watching.minute(minutes(2));
  expect([await isThere(subscription), life()]).toEqual([false, []]);
});

it('a subscription to a calendar ends with it, one to all events is told as they become tombstones', async () => {
  const calendar = idOf(await desk.adele.must('POST', '/v1.0/me/calendars', { name: 'c' }));
  const event = idOf(await desk.adele.must('POST', `/v1.0/me/calendars/${calendar}/events`, { subject: 'e', ...anHour }));
  const ofCalendar = await ending({ watched: { of: 'events', calendar } });
  await ending({ lifecycleNotificationUrl: desk.watching.receiver.url(`${desk.path}/other`), changeTypes: ['deleted'] });
  await desk.adele.must('DELETE', `/v1.0/me/calendars/${calendar}`);
  await desk.watching.pump();
  expect([life(), await isThere(ofCalendar)]).toEqual([['subscriptionRemoved'], false]);
  expect(desk.watching.receiver.told(desk.path).map(({ changeType, resourceData }) => [changeType, resourceData?.id])).toContainEqual([
    'deleted',
    event,
  ]);
  expect(desk.watching.receiver.told(`${desk.path}/other`)).toEqual([]);
});

it('a subscription to an event ends with it, behind its deletion', async () => {
  const id = idOf(await desk.adele.must('POST', '/v1.0/me/events', { subject: 'e', ...anHour }));
  const subscription = await ending({ watched: { of: 'event', event: eventDocument(id) } });
  await desk.adele.must('DELETE', `/v1.0/me/events/${id}`);
  await desk.watching.pump();
  expect(desk.watching.receiver.told(desk.path).map(({ changeType }) => changeType)).toEqual(['deleted']);
  expect([life(), await isThere(subscription)]).toEqual([['subscriptionRemoved'], false]);
});

it('a subscription to a group tells a member, and ends with the membership', async () => {
  const { instance, tenant } = desk.watching.household;
  const { directory } = instance.services;
  const { groupId: group } = await directory.createGroup(
    tenant,
    { groupId: directory.newId(), displayName: 'g', mailNickname: `g${desk.adele.id}` },
    'user:test',
    {
      members: [desk.adele.id],
    },
  );
  const wanted = {
    notificationUrl: desk.watching.receiver.url(desk.path),
    lifecycleNotificationUrl: desk.watching.receiver.url(`${desk.path}/life`),
  };
  const subscription = await desk.watching.subscribe({ group, member: desk.adele }, wanted);
  const make = async (): Promise<void> => {
    await desk.adele.must('POST', `/v1.0/groups/${group}/events`, { subject: 'g', ...anHour });
  };
  await make();
  await desk.watching.pump();
  const [told] = desk.watching.receiver.told(desk.path);
  expect(told?.resource).toMatch(new RegExp(`^Groups/${group}/Events/`));
  await make();
  await directory.removeMember(tenant, group, desk.adele.id);
  await desk.watching.pump();
  expect(desk.watching.receiver.told(desk.path)).toHaveLength(1);
  expect([life(), await isThere(subscription)]).toEqual([['subscriptionRemoved'], false]);
});

it('a subscription ends with its creator, when it is next asked about', async () => {
  const { instance, tenant } = desk.watching.household;
  const { directory } = instance.services;
  const { groupId: group } = await directory.createGroup(
    tenant,
    { groupId: directory.newId(), displayName: 'g', mailNickname: `g${desk.adele.id}` },
    'user:test',
    {
      members: [desk.adele.id],
    },
  );
  const wanted = {
    lifecycleNotificationUrl: desk.watching.receiver.url(`${desk.path}/life`),
    due: Math.floor(desk.watching.time.clock() / 1000),
  };
  const subscription = await desk.watching.subscribe({ group, member: desk.adele }, wanted);
  await directory.removeUser(tenant, desk.adele.id, 'user:test');
  await desk.watching.minute();
  expect([life(), await isThere(subscription)]).toEqual([['subscriptionRemoved'], false]);
});

it('the purge of a mailbox leaves what tells the end of its subscriptions', async () => {
  const subscription = await ending();
  const { stores } = desk.watching.household;
  const mailbox = mailboxPartition({ tenant: subscription.tenant, ...subscription.owner });
  const document = await stores.mailboxes.read(mailbox, subscription.id);
  const purging = { ...stores, clock: desk.watching.time.clock };
  for (let time = 0; time < 2; time++) await endSubscriptionsIn(purging, mailbox, document === undefined ? [] : [document]);
  await stores.mailboxes.commit(mailbox, [{ write: 'remove', id: subscription.id }]);
  await desk.watching.minute(minutes(2));
  expect(life()).toEqual(['subscriptionRemoved']);
});

it('where the feed has begun anew, every subscription is told that changes were missed, once', async () => {
  await ending({ due: Math.floor((desk.watching.time.clock() + minutes(600)) / 1000) });
  const { leases } = desk.watching.household.stores;
  await desk.watching.pump();
  const told = async (): Promise<unknown[]> => {
    desk.watching.receiver.posts.length = 0;
    const before = life().length;
    const next = desk.watching.process();
    await next.notice([]);
    await next.idle();
    return life().slice(before);
  };
  expect(await told()).toEqual([]);
  await leases.commit('feedState', [{ write: 'remove', id: 'feedState' }]);
  expect(await told()).toEqual(['missed']);
  expect(await told()).toEqual([]);
  const restored = desk.watching.process({ generation: 'restored' });
  await restored.notice([]);
  await restored.idle();
  expect(life()).toEqual(['missed', 'missed']);
});
