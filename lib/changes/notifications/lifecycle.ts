// What becomes of a subscription: its creator is asked to renew it, is told that it has ended, and that changes were missed.
import { allDue } from '../../stores/allDue.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Documents } from '../../stores/documents.ts';
import { dueAfterTold } from '../subscriptions/renewal.ts';
import { decodeSubscription, type Subscription } from '../subscriptions/subscription.ts';
import { activeSubscriptions } from './active.ts';
import type { Courier } from './delivery/courier.ts';
import { commitUnits, ifPossible } from './units.ts';
import { writeLifecycle, type Placed } from './outbox.ts';
import type { LifecycleEvent, NotificationRecord } from './notification.ts';

export interface LifecycleDependencies {
  readonly mailboxes: Documents;
  readonly notifications: Documents;
  readonly clock: Clock;
  readonly courier: Pick<Courier, 'send' | 'forget'>;
  /** Removes a subscription, so that nobody finds it any more. */
  readonly remove: (subscription: Subscription) => Promise<void>;
  /** Whether the creator, the mailbox and the calendar are there, and the creator may still enter. */
  readonly isGranted: (subscription: Subscription) => Promise<boolean>;
  readonly report: (error: unknown) => void;
}

export interface Lifecycle {
  /** Ends a subscription: tells so, then removes it. */
  end(subscription: Subscription, mailbox: string): Promise<void>;
  /** Tells that changes were missed; not again as long as that waits to be told. */
  missed(subscription: Subscription, mailbox: string): Promise<void>;
  /** The same for one that is named by its id; nothing where it is gone. */
  missedOf(of: string, mailbox: string): Promise<void>;
  /** The same for all subscriptions of a mailbox. */
  missedIn(mailbox: string): Promise<void>;
  /** The same for all subscriptions that there are, a page at a time. */
  missedByAll(): Promise<void>;
  /** Asks creators to renew, and forgets what has expired, until `until`. Resolves to how many were asked. */
  runDue(until: number): Promise<number>;
}

/** Pages of what was told of things are forgotten so many at a time. */
const atOnce = 100;

export function createLifecycle(deps: LifecycleDependencies): Lifecycle {
  const { mailboxes, notifications, clock, courier, remove } = deps;

  async function tell(placed: Placed, event: LifecycleEvent, occasion?: string): Promise<void> {
    const record = await writeLifecycle(notifications, placed, { event, ...(occasion !== undefined && { occasion }) }, clock());
    if (record !== undefined) send(placed, record);
  }

  function send({ subscription: { tenant, lifecycleNotificationUrl: url } }: Placed, record: NotificationRecord): void {
    if (url !== undefined) courier.send({ url, tenant }, [record]);
  }

  async function end(subscription: Subscription, mailbox: string): Promise<void> {
    await tell({ subscription, mailbox }, 'subscriptionRemoved');
    await remove(subscription);
    courier.forget(subscription.id);
    await forget(subscription.id);
  }

  /** Forgets what was told of things to a subscription that is gone. */
  async function forget(of: string): Promise<void> {
    for (;;) {
      const found = await notifications.query(of, { where: { is: 'eq', property: 'kind', value: 'told' }, orderBy: [], limit: atOnce });
      await commitUnits(
        notifications,
        of,
        found.map(({ id }) => ifPossible({ write: 'remove', id })),
      );
      if (found.length < atOnce) return;
    }
  }

  const missed = (subscription: Subscription, mailbox: string): Promise<void> => tell({ subscription, mailbox }, 'missed', String(clock()));

  async function missedIn(mailbox: string): Promise<void> {
    for (const subscription of await activeSubscriptions(mailboxes, mailbox, clock())) await missed(subscription, mailbox);
  }

  /** Asks the creator to renew, and says when to ask next. */
  async function runOne(mailbox: string, subscription: Subscription): Promise<boolean> {
    const now = clock();
    const expires = Date.parse(subscription.expires);
    if (expires <= now) {
      await remove(subscription);
      await forget(subscription.id);
      return false;
    }
    if (!(await deps.isGranted(subscription))) {
      await end(subscription, mailbox);
      return false;
    }
    await tell({ subscription, mailbox }, 'reauthorizationRequired', String(subscription.due));
    await commitUnits(mailboxes, mailbox, [
      ifPossible({
        write: 'patch',
        id: subscription.id,
        operations: [{ op: 'set', path: '/due', value: dueAfterTold(subscription.due ?? 0, now, expires) }],
        when: { is: 'eq', property: 'revision', value: subscription.revision },
      }),
    ]);
    return true;
  }

  return {
    end,
    missed,
    missedIn,

    async missedOf(of, mailbox) {
      const subscription = decodeSubscription(await mailboxes.read(mailbox, of));
      if (subscription !== undefined) await missed(subscription, mailbox);
    },

    async missedByAll() {
      const forEver = Number.MAX_SAFE_INTEGER;
      const ever = (): number => forEver;
      for await (const { partition, id } of allDue(mailboxes, ever, forEver + 1, { kind: 'subscription' })) {
        const subscription = decodeSubscription(await mailboxes.read(partition, id));
        if (subscription !== undefined && Date.parse(subscription.expires) > clock()) await missed(subscription, partition);
      }
    },

    async runDue(until) {
      let asked = 0;
      for await (const { partition, id } of allDue(mailboxes, clock, until, { kind: 'subscription' })) {
        const subscription = decodeSubscription(await mailboxes.read(partition, id));
        if (subscription === undefined) continue;
        await runOne(partition, subscription).then((isAsked) => (asked += Number(isAsked)), deps.report);
      }
      return asked;
    },
  };
}
