// What is left where a process dies at any call of a store while it makes, renews or deletes a subscription: what is found lives, what isn't is gone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubscriptions, type Grant, type Subscriptions, type Wanted } from '../../../lib/changes/subscriptions/subscriptions.ts';
import { decodePointer, pointerId, type Viewer } from '../../../lib/changes/subscriptions/pointer.ts';
import { decodeSubscription } from '../../../lib/changes/subscriptions/subscription.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { createOutgoing } from '../../../lib/outgoing/post.ts';
import { systemClock as clock, systemRandomness as randomness } from '../../../lib/runtime/clock.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { startReceiver, type TestReceiver } from '../../support/receivers/receiver.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';

let stores: TestDocuments;
let receiver: TestReceiver;

beforeAll(async () => {
  [stores, receiver] = await Promise.all([startDocuments(), startReceiver()]);
});
afterAll(async () => {
  await Promise.all([stores.close(), receiver.stop()]);
});

const boundaries = { local: true, ownHosts: [] };

/** The service over stores of which the call number `at` is the process's last: `before` the store gets it, or `after` it did. */
function mortal(at: number, when: 'before' | 'after'): Subscriptions & { calls(): number } {
  let calls = 0;
  const dying = (store: Documents): Documents =>
    new Proxy(store, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]): Promise<unknown> => {
          const isLast = ++calls === at;
          if (calls > at || (isLast && when === 'before')) throw new Error('died');
          const result: unknown = await Reflect.apply(method, target, args);
          if (isLast) throw new Error('died');
          return result;
        };
      },
    });
  const subscriptions = createSubscriptions({
    ...boundaries,
    mailboxes: dying(stores.mailboxes),
    directory: dying(stores.directory),
    outgoing: createOutgoing({ ...boundaries, clock }),
    clock,
    randomness,
    canSign: false,
  });
  return { ...subscriptions, calls: () => calls };
}
const whole = (): Subscriptions => mortal(Infinity, 'before');

function someone() {
  const tenant = stores.newTenant();
  const grant: Grant = {
    mailbox: { tenant, kind: 'users', id: 'adele' },
    creator: { kind: 'delegated', id: 'adele', appId: 'app', scopes: ['Calendars.Read'], groups: [] },
    minutes: 10_080,
    host: 'service.example',
    by: 'user:adele',
  };
  const viewer: Viewer = { tenant, appId: 'app', user: 'adele' };
  const wanted: Wanted = {
    base: 'https://calendar.example',
    resource: 'me/events',
    watched: { of: 'events' },
    changeTypes: ['created'],
    notificationUrl: `${receiver.url}/notify`,
    latestSupportedTlsVersion: 'v1_2',
    expires: clock() + 60 * 60_000,
  };
  const partition = mailboxPartition(grant.mailbox);
  /** All subscriptions of the mailbox, each of which must be found by its pointer, in the list, and with a pointer that lives as long. */
  const found = async (): Promise<string[]> => {
    const documents = await stores.mailboxes.query(partition, {
      where: { is: 'eq', property: 'kind', value: 'subscription' },
      orderBy: [],
      limit: 10,
    });
    const living = documents.flatMap((document) => decodeSubscription(document) ?? []);
    for (const { id, expires } of living) {
      expect((await whole().read(viewer, id)).id).toBe(id);
      const pointer = decodePointer(await stores.directory.read(tenant, pointerId(id)));
      expect(pointer?.until).toBeGreaterThanOrEqual(Date.parse(expires));
    }
    const ids = living.map(({ id }) => id);
    expect((await whole().list(viewer, { limit: 10 })).entries.map(({ id }) => id)).toEqual(ids);
    return ids;
  };
  return { grant, viewer, wanted, found };
}

/** Runs an operation with each call as the last, until one comes through; how often it died. */
async function atEachCall(run: (service: Subscriptions, died: boolean) => Promise<void>, when: 'before' | 'after'): Promise<number> {
  for (let at = 1; ; at++) {
    const service = mortal(at, when);
    const died = await run(service, true).then(
      () => false,
      (error: unknown) => error instanceof Error && error.message === 'died',
    );
    if (!died) return at - 1;
    expect(at).toBeLessThan(20);
  }
}

describe.each(['before', 'after'] as const)('a process that dies %s a call', (when) => {
  it('a death while one is made leaves one that is found, or none', async () => {
    const outcomes = new Set<number>();
    const deaths = await atEachCall(async (service) => {
      const { grant, wanted, found } = someone();
      await service.create(grant, wanted).finally(async () => outcomes.add((await found()).length));
    }, when);
    expect([deaths, outcomes]).toEqual([3, new Set([0, 1])]);
  });

  it('a death while one is renewed leaves one that is found', async () => {
    const deaths = await atEachCall(async (service) => {
      const { grant, wanted, found } = someone();
      const made = await whole().create(grant, wanted);
      await service.renew(grant, made, { expires: clock() + 300 * 60_000 }).finally(async () => expect(await found()).toEqual([made.id]));
    }, when);
    expect(deaths).toBe(3);
  });

  it('a death while one is deleted leaves one that is found, or nothing that anybody sees', async () => {
    const deaths = await atEachCall(async (service) => {
      const { grant, viewer, wanted, found } = someone();
      const made = await whole().create(grant, wanted);
      await service.remove(made).finally(async () => {
        const ids = await found();
        if (ids.length === 0) await expect(whole().read(viewer, made.id)).rejects.toMatchObject({ status: 404 });
      });
    }, when);
    expect(deaths).toBe(2);
  });
});
