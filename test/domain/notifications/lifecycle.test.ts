// What becomes of subscriptions, and what their creators are told of that (contract, section 12, lifecycle).
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventDocument } from '../../../lib/calendar/events/record/eventRecord.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { endSubscriptionsIn } from '../../../lib/changes/notifications/purging.ts';
import { decodeSubscription, type StoredSubscription, type Subscription } from '../../../lib/changes/subscriptions/subscription.ts';
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
  adele = await watching.household.come(`adele${++person}`);
  path = `/${person}`;
  watching.receiver.posts.length = 0;
  watching.receiver.answers(() => ({ status: 202 }));
});

const idOf = ({ json: { id } }: { readonly json: Readonly<Record<string, unknown>> }): string => String(id);
const minutes = (count: number): number => count * 60_000;
const ending = async (wanted: Partial<StoredSubscription> = {}): Promise<Subscription> =>
  watching.subscribe(adele, {
    notificationUrl: watching.receiver.url(path),
    lifecycleNotificationUrl: watching.receiver.url(`${path}/life`),
    ...wanted,
  });
const life = (): unknown[] => watching.receiver.told(`${path}/life`).map(({ lifecycleEvent }) => lifecycleEvent);
const isThere = async ({ id, tenant, owner }: Subscription): Promise<boolean> =>
  decodeSubscription(await watching.household.stores.mailboxes.read(mailboxPartition({ tenant, ...owner }), id)) !== undefined;

it('its creator is asked to renew when a quarter of its life is left, then every quarter of an hour in the last hour', async () => {
  const began = watching.time.clock();
  const expires = began + minutes(8 * 60);
  await ending({ expires: new Date(expires).toISOString(), due: Math.floor((began + minutes(6 * 60)) / 1000) });
  const asks = (): number => life().filter((event) => event === 'reauthorizationRequired').length;
  const asked: number[] = [];
  for (let now = 0; now < 8 * 60 + 5; now += 5) {
    const before = asks();
    await watching.minute(minutes(5));
    if (asks() > before) asked.push(Math.round((expires - watching.time.clock()) / minutes(5)) * 5);
  }
  expect(asked).toEqual([120, 60, 45, 30, 15]);
});

it('one that has expired is forgotten, and nobody is told', async () => {
  const expires = watching.time.clock() + minutes(1);
  const subscription = await ending({ expires: new Date(expires).toISOString(), due: Math.ceil(expires / 1000) });
  await watching.minute(minutes(2));
  expect([await isThere(subscription), life()]).toEqual([false, []]);
});

it('a subscription to a calendar ends with it, one to all events is told as they become tombstones', async () => {
  const calendar = idOf(await adele.must('POST', '/v1.0/me/calendars', { name: 'c' }));
  const event = idOf(await adele.must('POST', `/v1.0/me/calendars/${calendar}/events`, { subject: 'e', ...anHour }));
  const ofCalendar = await ending({ watched: { of: 'events', calendar } });
  await ending({ lifecycleNotificationUrl: watching.receiver.url(`${path}/other`), changeTypes: ['deleted'] });
  await adele.must('DELETE', `/v1.0/me/calendars/${calendar}`);
  await watching.pump();
  expect([life(), await isThere(ofCalendar)]).toEqual([['subscriptionRemoved'], false]);
  expect(watching.receiver.told(path).map(({ changeType, resourceData }) => [changeType, resourceData?.id])).toContainEqual([
    'deleted',
    event,
  ]);
  expect(watching.receiver.told(`${path}/other`)).toEqual([]);
});

it('a subscription to an event ends with it, behind its deletion', async () => {
  const id = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'e', ...anHour }));
  const subscription = await ending({ watched: { of: 'event', event: eventDocument(id) } });
  await adele.must('DELETE', `/v1.0/me/events/${id}`);
  await watching.pump();
  expect(watching.receiver.told(path).map(({ changeType }) => changeType)).toEqual(['deleted']);
  expect([life(), await isThere(subscription)]).toEqual([['subscriptionRemoved'], false]);
});

it('a subscription to a group tells a member, and ends with the membership', async () => {
  const { instance, tenant } = watching.household;
  const { directory } = instance.services;
  const { groupId: group } = await directory.createGroup(
    tenant,
    { groupId: directory.newId(), displayName: 'g', mailNickname: `g${person}` },
    'user:test',
    {
      members: [adele.id],
    },
  );
  const wanted = {
    notificationUrl: watching.receiver.url(path),
    lifecycleNotificationUrl: watching.receiver.url(`${path}/life`),
  };
  const subscription = await watching.subscribe({ group, member: adele }, wanted);
  const make = async (): Promise<void> => {
    await adele.must('POST', `/v1.0/groups/${group}/events`, { subject: 'g', ...anHour });
  };
  await make();
  await watching.pump();
  const [told] = watching.receiver.told(path);
  expect(told?.resource).toMatch(new RegExp(`^Groups/${group}/Events/`));
  await make();
  await directory.removeMember(tenant, group, adele.id);
  await watching.pump();
  expect(watching.receiver.told(path)).toHaveLength(1);
  expect([life(), await isThere(subscription)]).toEqual([['subscriptionRemoved'], false]);
});

it('a subscription ends with its creator, when it is next asked about', async () => {
  const { instance, tenant } = watching.household;
  const { directory } = instance.services;
  const { groupId: group } = await directory.createGroup(
    tenant,
    { groupId: directory.newId(), displayName: 'g', mailNickname: `g${person}` },
    'user:test',
    {
      members: [adele.id],
    },
  );
  const wanted = {
    lifecycleNotificationUrl: watching.receiver.url(`${path}/life`),
    due: Math.floor(watching.time.clock() / 1000),
  };
  const subscription = await watching.subscribe({ group, member: adele }, wanted);
  await directory.removeUser(tenant, adele.id, 'user:test');
  await watching.minute();
  expect([life(), await isThere(subscription)]).toEqual([['subscriptionRemoved'], false]);
});

it('the purge of a mailbox leaves what tells the end of its subscriptions', async () => {
  const subscription = await ending();
  const { stores } = watching.household;
  const mailbox = mailboxPartition({ tenant: subscription.tenant, ...subscription.owner });
  const document = await stores.mailboxes.read(mailbox, subscription.id);
  const purging = { ...stores, clock: watching.time.clock };
  for (let time = 0; time < 2; time++) await endSubscriptionsIn(purging, mailbox, document === undefined ? [] : [document]);
  await stores.mailboxes.commit(mailbox, [{ write: 'remove', id: subscription.id }]);
  await watching.minute(minutes(2));
  expect(life()).toEqual(['subscriptionRemoved']);
});

it('where the feed has begun anew, every subscription is told that changes were missed, once', async () => {
  await ending({ due: Math.floor((watching.time.clock() + minutes(600)) / 1000) });
  const { leases } = watching.household.stores;
  await watching.pump();
  const told = async (): Promise<unknown[]> => {
    watching.receiver.posts.length = 0;
    const before = life().length;
    const next = watching.process();
    await next.notice([]);
    await next.idle();
    return life().slice(before);
  };
  expect(await told()).toEqual([]);
  await leases.commit('feedState', [{ write: 'remove', id: 'feedState' }]);
  expect(await told()).toEqual(['missed']);
  expect(await told()).toEqual([]);
  const restored = watching.process({ generation: 'restored' });
  await restored.notice([]);
  await restored.idle();
  expect(life()).toEqual(['missed', 'missed']);
});
