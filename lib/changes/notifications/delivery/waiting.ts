// What waits for a subscription’s receiver: it is marked as delivered, left to the timer, or dropped.
import { rememberedSeconds, maxPending } from '../../../runtime/limits/notifications.ts';
import type { Documents, Write } from '../../../stores/documents.ts';
import { pagesBehind, type Order } from '../../../stores/keyset.ts';
import { decodeNotification, type NotificationRecord } from '../notification.ts';
import { inBacklog } from '../outbox.ts';
import { commitUnits, ifPossible } from '../units.ts';

type Waiting = Pick<NotificationRecord, 'id' | 'of' | 'notificationId' | 'tenant' | 'mailbox'>;

/** A write to the notification as long as no other one has taken its place. */
const ofThis = ({ id, notificationId }: Waiting, operations: Extract<Write, { write: 'patch' }>['operations']): Write => ({
  write: 'patch',
  id,
  operations,
  when: { is: 'eq', property: 'notificationId', value: notificationId },
});

/** The receiver has taken them, or nobody is to get them any more: they are remembered for a while, in case the feed repeats their batch. */
export async function markDelivered(notifications: Documents, taken: readonly Waiting[]): Promise<void> {
  await eachSubscription(taken, async (of, some) => {
    const units = some.map((each) =>
      ifPossible(
        ofThis(each, [
          { op: 'set', path: '/open', value: false },
          { op: 'set', path: '/due', value: null },
          { op: 'set', path: '/ttl', value: rememberedSeconds },
        ]),
      ),
    );
    await commitUnits(notifications, of, units);
  });
}

/** They are the timer's from now on, at `due` (milliseconds since 1970). */
export async function leaveToTimer(notifications: Documents, waiting: readonly Waiting[], now: number, due: number): Promise<void> {
  await eachSubscription(waiting, async (of, some, first) => {
    const units = some.map((each) => ifPossible(ofThis(each, [{ op: 'set', path: '/due', value: null }])));
    await commitUnits(notifications, of, [inBacklog(first, { now, due }, 'again'), ...units]);
  });
}

const eachSubscription = async (
  all: readonly Waiting[],
  run: (of: string, some: readonly Waiting[], first: Waiting) => Promise<void>,
): Promise<void> => {
  await Promise.all(
    [...Map.groupBy(all, ({ of }) => of)].map(async ([of, some]) => {
      const [first] = some;
      if (first !== undefined) await run(of, some, first);
    }),
  );
};

const byAge: Order = { within: ['kind'], by: ['created', 'id'] };
const atOnce = 100;

/** What waits for a subscription's receiver, the oldest first, page by page: one query for each hundred. */
export async function* waitingOf(notifications: Documents, subscription: string): AsyncGenerator<readonly NotificationRecord[]> {
  const pages = pagesBehind(notifications, subscription, byAge, {
    conditions: [
      { is: 'eq', property: 'kind', value: 'notification' },
      { is: 'eq', property: 'open', value: true },
    ],
    limit: atOnce,
  });
  for await (const page of pages) yield page.flatMap((document) => decodeNotification(document) ?? []);
}

/** Whether more waits for a subscription's receiver than may: one count. */
export const isOverLimit = async (notifications: Documents, subscription: string): Promise<boolean> =>
  (await notifications.count(subscription, {
    is: 'and',
    conditions: [
      { is: 'eq', property: 'kind', value: 'notification' },
      { is: 'eq', property: 'open', value: true },
      { is: 'eq', property: 'about', value: 'change' },
    ],
  })) > maxPending;

/** Drops all changes that wait for a subscription's receiver. Resolves to how many. */
export async function dropAll(notifications: Documents, subscription: string): Promise<number> {
  let dropped = 0;
  for await (const page of waitingOf(notifications, subscription)) {
    const changes = page.filter(({ about }) => about === 'change');
    await commitUnits(
      notifications,
      subscription,
      changes.map(({ id }) => ifPossible({ write: 'remove', id })),
    );
    dropped += changes.length;
  }
  return dropped;
}
