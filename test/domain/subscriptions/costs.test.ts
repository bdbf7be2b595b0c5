// What subscriptions cost in calls of the stores, and that a page of them reads what it shows.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Caller } from '../../../lib/access/tokens/caller.ts';
import { pagePointers, type Viewer } from '../../../lib/changes/subscriptions/pointer.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { startReceiver, type TestReceiver } from '../../support/receivers/receiver.ts';
import { minutesFrom, subscriptionsPath } from '../../support/receivers/subscribers.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';
import { newInstance, type Instance } from '../../support/stores/instances.ts';
import { queryAsked, startReadCounts } from '../../support/stores/readCounts.ts';

let stores: TestDocuments;
let receiver: TestReceiver;
let instance: Instance;
let calls: string[] = [];

beforeAll(async () => {
  [stores, receiver] = await Promise.all([startDocuments(), startReceiver()]);
  const counted = (name: string, store: Documents): Documents =>
    new Proxy(store, {
      get(target, method) {
        const called: unknown = Reflect.get(target, method);
        if (typeof called !== 'function') return called;
        return (...args: unknown[]): unknown => {
          calls.push(`${name}.${String(method)}`);
          return Reflect.apply(called, target, args);
        };
      },
    });
  const { mailboxes, directory } = stores;
  instance = newInstance({ mailboxes: counted('mailboxes', mailboxes), directory: counted('directory', directory) }, undefined, undefined, {
    AUTHORITY: 'http://localhost',
  });
});
afterAll(async () => {
  await Promise.all([stores.close(), receiver.stop()]);
});

const at = (minutes: number): string => minutesFrom(Date.now(), minutes);
const counting = async (caller: Caller, method: string, path: string, json?: object) => {
  calls = [];
  const answer = await instance.send(caller, method, path, json);
  expect(answer.status, answer.text).toBeLessThan(300);
  return { calls: calls.toSorted(), json: answer.json };
};
const wanted = (resource: string) => ({
  changeType: 'created',
  notificationUrl: `${receiver.url}/x`,
  resource,
  expirationDateTime: at(60),
});

const written = ['directory.commit', 'mailboxes.commit', 'mailboxes.query'];

it('each operation calls the stores as often as the architecture says', async () => {
  const caller: Caller = {
    kind: 'delegated',
    tenant: stores.newTenant(),
    id: randomUUID(),
    scopes: new Set(['Calendars.ReadWrite']),
    groups: new Set(),
    appId: 'client',
  };
  const times = { start: { dateTime: '2027-05-03T10:00', timeZone: 'UTC' }, end: { dateTime: '2027-05-03T11:00', timeZone: 'UTC' } };
  const event = String((await counting(caller, 'POST', '/v1.0/me/events', times)).json.id);
  const calendar = String((await counting(caller, 'POST', '/v1.0/me/calendars', { name: 'Second' })).json.id);

  for (const resource of ['me/events', 'me/calendar/events', 'me/messages', `users/${caller.id}/events`])
    expect((await counting(caller, 'POST', subscriptionsPath, wanted(resource))).calls, resource).toEqual(written);
  for (const resource of [`me/calendars/${calendar}/events`, `me/events/${event}`])
    expect((await counting(caller, 'POST', subscriptionsPath, wanted(resource))).calls, resource).toEqual([...written, 'mailboxes.read']);

  const { json } = await counting(caller, 'POST', subscriptionsPath, wanted('me/events'));
  const path = `${subscriptionsPath}/${String(json.id)}`;
  const found = ['directory.read', 'mailboxes.read'];
  expect((await counting(caller, 'GET', path)).calls).toEqual(found);
  expect((await counting(caller, 'GET', subscriptionsPath)).calls).toEqual(['directory.query', 'mailboxes.query']);
  expect((await counting(caller, 'PATCH', path, { expirationDateTime: at(90) })).calls).toEqual(
    ['directory.commit', 'mailboxes.read', 'mailboxes.replaceIf', ...found].toSorted(),
  );
  expect((await counting(caller, 'POST', `${path}/reauthorize`)).calls).toEqual(
    ['mailboxes.read', 'mailboxes.replaceIf', ...found].toSorted(),
  );
  expect((await counting(caller, 'DELETE', path)).calls).toEqual(['directory.commit', ...found, 'mailboxes.commit'].toSorted());
});

it('an application that has many mailboxes reads each once for a page', async () => {
  const tenant = stores.newTenant();
  const caller: Caller = { kind: 'application', tenant, id: 'p', appId: 'app', roles: new Set(['Calendars.Read']) };
  const { directory } = instance.services;
  for (let i = 0; i < 3; i++) {
    const userId = directory.newId();
    await directory.createUser(tenant, { userId, upn: `${userId}@contoso.example`, displayName: 'User' }, 'app:app');
    const made = await counting(caller, 'POST', subscriptionsPath, wanted(`users/${userId}/events`));
    expect(made.calls).toEqual(['directory.commit', 'directory.read', 'mailboxes.commit', 'mailboxes.query']);
    await counting(caller, 'POST', subscriptionsPath, wanted(`users/${userId}/messages`));
  }
  const list = await counting(caller, 'GET', subscriptionsPath);
  expect([list.calls, (list.json.value as unknown[]).length]).toEqual([
    ['directory.query', ...Array<string>(3).fill('mailboxes.query')],
    6,
  ]);
});

it('a page reads what it shows and one more, of many as of few', async () => {
  const store = await startReadCounts('directory');
  for (const [partition, length] of [
    ['few', 100],
    ['many', 3_000],
  ] as const)
    await store.fill(
      partition,
      Array.from({ length }, (_, n) => ({
        id: `subscriptionPointer:${n}`,
        kind: 'subscriptionPointer',
        ofApp: 'app',
        ...(n % 2 === 0 && { ofUser: 'adele' }),
      })),
    );
  const viewers: Viewer[] = [
    { tenant: 't', appId: 'app' },
    { tenant: 't', appId: 'app', user: 'adele' },
    { tenant: 't', appId: 'another', user: 'adele', ofEveryApp: true },
  ];
  for (const viewer of viewers) {
    const query = await queryAsked((documents) => pagePointers(documents, viewer, { limit: 10 }));
    for (const partition of ['few', 'many']) expect(await store.count(partition, query)).toEqual({ read: 11, got: 11 });
  }
  await store.close();
});
