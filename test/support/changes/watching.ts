// People, their subscriptions and a receiver in this process: what is written reaches the receiver when the test reads the feed.
import { randomBytes, randomUUID } from 'node:crypto';
import { composeChanges, type ChangeDependencies } from '../../../functions/compose/changes.ts';
import type { Notifications } from '../../../lib/changes/notifications/notifications.ts';
import { decodeSubscription, type StoredSubscription, type Subscription } from '../../../lib/changes/subscriptions/subscription.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { newRecord } from '../../../lib/stores/records.ts';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import { secondsPerDay } from '../../../lib/runtime/clock.ts';
import { json } from '../../../lib/stores/records.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import { startHousehold, type Household, type Housemate } from '../people/household.ts';
import { localOutgoing, startReceiver, type Receiver } from './receiver.ts';
import { startTime, type Time } from './time.ts';

export interface Watching {
  readonly household: Household;
  readonly receiver: Receiver;
  readonly time: Time;
  readonly notifications: Notifications;
  /** Counts of the meter, and errors that were reported. */
  readonly counted: Map<string, number>;
  readonly reported: unknown[];
  /** Another process over the same stores, or over those given. */
  process(over?: Partial<ChangeDependencies>): Notifications;
  /** A subscription of the person to the own mailbox, or of an application to it, as it is stored; all changes of all events by default. */
  subscribe(owner: Owner, wanted?: Partial<StoredSubscription>): Promise<Subscription>;
  /** The batch that the feed has now. */
  batch(): Promise<readonly JsonObject[]>;
  /** Notices all that the feed has, and waits until that is sent, or left to the timer. */
  pump(): Promise<void>;
  /** The minute's work, when so many milliseconds have passed. */
  minute(later?: number): Promise<void>;
  close(): Promise<void>;
}

type Owner = Pick<Housemate, 'id' | 'caller'> | { readonly group: string; readonly member: Pick<Housemate, 'caller'> };

export async function startWatching(over: Partial<ChangeDependencies> = {}): Promise<Watching> {
  const time = startTime();
  const household = await startHousehold(time.clock);
  const receiver = await startReceiver();
  const { mailboxes, notifications: documents, feed } = household.stores;
  const counted = new Map<string, number>();
  const reported: unknown[] = [];

  const process = (others: Partial<ChangeDependencies> = {}): Notifications =>
    composeChanges({
      mailboxes,
      notifications: documents,
      leases: household.stores.leases,
      generation: 'first',
      services: household.instance.services,
      outgoing: localOutgoing(time.clock),
      clock: time.clock,
      sleep: time.sleep,
      // No jitter, but names that differ.
      randomness: (bytes) => (bytes === 4 ? Buffer.alloc(bytes) : randomBytes(bytes)),
      meter: {
        lag: () => undefined,
        count: (what, by) => void counted.set(what, (counted.get(what) ?? 0) + by),
      },
      report: (error) => reported.push(error),
      secrets: [],
      budget: createByteBudget(64 * 1024 * 1024),
      publicUrl: undefined,
      validationTokens: undefined,
      ...over,
      ...others,
    });
  const notifications = process();

  return {
    household,
    receiver,
    time,
    notifications,
    counted,
    reported,
    process,
    subscribe: (owner, wanted = {}) => enter(mailboxes, household.tenant, owner, receiver.url('/told'), time.clock(), wanted),
    batch: feed,
    async pump() {
      await notifications.notice(await feed());
      await settled(notifications, time);
    },
    async minute(later = 60_000) {
      await time.advance(later);
      await notifications.work(time.clock() + 50_000);
      await settled(notifications, time);
    },
    async close() {
      await receiver.close();
      await household.close();
    },
  };
}

/** Resolves when nothing is to be sent any more: whoever waits to repeat something wakes in between. */
async function settled(notifications: Notifications, time: Time): Promise<void> {
  const state = { isIdle: false };
  const idle = notifications.idle().then(() => (state.isIdle = true));
  while (!state.isIdle) {
    const wake = time.nextWake();
    if (wake !== undefined) await time.advance(Math.max(wake, 1));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await idle;
}

/** Writes the subscription as the API does. */
async function enter(
  mailboxes: Documents,
  tenant: string,
  owner: Owner,
  url: string,
  now: number,
  wanted: Partial<StoredSubscription>,
): Promise<Subscription> {
  const { caller } = 'group' in owner ? owner.member : owner;
  const lies = 'group' in owner ? ({ kind: 'groups', id: owner.group } as const) : ({ kind: 'users', id: owner.id } as const);
  const record: StoredSubscription = {
    ...newRecord(now, 'user:test'),
    id: randomUUID(),
    revision: 0,
    creator: { kind: 'delegated', id: caller.id, appId: caller.appId, scopes: [...caller.scopes], groups: [] },
    tenant,
    owner: lies,
    resource: 'me/events',
    base: 'http://localhost:7071',
    watched: { of: 'events' },
    changeTypes: ['created', 'updated', 'deleted'],
    notificationUrl: url,
    expires: new Date(now + 3 * secondsPerDay * 1000).toISOString(),
    renewed: new Date(now).toISOString(),
    latestSupportedTlsVersion: 'v1_2',
    ttl: 4 * secondsPerDay,
    ...wanted,
  };
  const partition = mailboxPartition({ tenant, ...lies });
  await mailboxes.commit(partition, [
    { write: 'create', document: { ...json.parse(JSON.parse(JSON.stringify(record))), id: record.id, kind: 'subscription' } },
  ]);
  const stored = decodeSubscription(await mailboxes.read(partition, record.id));
  if (stored === undefined) throw new Error('The subscription was not stored.');
  return stored;
}
