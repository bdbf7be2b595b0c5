// Notifications of changes: from a batch of the change feed to POSTs that receivers have taken (contract, section 12).
import type { JsonObject } from '../../runtime/json.ts';
import { noticeMs } from '../../runtime/limits/notifications.ts';
import type { Documents } from '../../stores/documents.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { ChangeMeter } from '../changeMeter.ts';
import type { Outgoing } from '../../outgoing/outgoing.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { createCourier } from './delivery/courier.ts';
import { deliverDue } from './delivery/due.ts';
import { createReceivers } from './delivery/receivers.ts';
import { followFeed, type FeedDependencies } from './feedState.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { changeIn, type Change } from './noticing/change.ts';
import { noticeMailbox, type Rights } from './noticing/notice.ts';
import type { Seen, SeeingDependencies } from './noticing/seen.ts';
import { noticeAgain, writeDown } from './noticing/unnoticed.ts';

export interface NotificationDependencies extends Rights, SeeingDependencies, FeedDependencies {
  readonly mailboxes: Documents;
  readonly notifications: Documents;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Resolves after so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly meter: ChangeMeter;
  /** Called with an error of which nobody else is told. */
  readonly report: (error: unknown) => void;
  /** Secrets of Standard Webhooks that every POST is signed with. */
  readonly secrets: readonly Uint8Array[];
  readonly contentOf: (subscription: Subscription, seen: Seen) => Promise<JsonObject | undefined>;
  readonly validationToken: (issuer: string, tenant: string, appId: string) => Promise<string>;
  /** Removes a subscription, so that nobody finds it any more. */
  readonly remove: (subscription: Subscription) => Promise<void>;
}

/** What a run of the minute's work has done. */
export interface NotificationWork {
  /** Subscriptions whose receivers were asked. */
  readonly served: number;
  /** Creators who were asked to renew. */
  readonly asked: number;
  /** Changes that couldn't be noticed before. */
  readonly noticedLate: number;
}

export interface Notifications {
  /**
   * Notices a batch of the change feed, and begins to deliver. A change that can't be noticed is written down, and the rest goes on. Where
   * nothing can be written it waits, and throws at `until` (milliseconds since 1970; by default in four minutes), so that the feed repeats it.
   */
  notice(documents: readonly JsonObject[], until?: number): Promise<void>;
  /** Delivers what is due, asks creators to renew, and looks again at what couldn't be noticed, until `until`: by default for 50 seconds. */
  work(until?: number): Promise<NotificationWork>;
  /** Resolves when this process has nothing to deliver any more but what it waits to repeat. */
  idle(): Promise<void>;
}

/** Milliseconds after which a run of the minute's timer begins nothing new. */
const workMs = 50_000;

export function createNotifications(deps: NotificationDependencies): Notifications {
  const { clock, meter, report, sleep } = deps;
  const receivers = createReceivers(deps);
  const delivery = {
    ...deps,
    receivers,
    count: (...given: Parameters<ChangeMeter['count']>): void => meter.count(...given),
    end: (subscription: Subscription, mailbox: string): Promise<void> => lifecycle.end(subscription, mailbox),
  };
  const courier = createCourier(delivery);
  const lifecycle: Lifecycle = createLifecycle({ ...deps, courier });
  const noticing = { ...delivery, courier, missed: (...given: Parameters<Lifecycle['missed']>) => lifecycle.missed(...given) };

  /** Before anything else, every subscription is told where the feed has begun anew. */
  let begun: Promise<void> | undefined;
  const begin = (): Promise<void> =>
    (begun ??= followFeed(deps, () => lifecycle.missedByAll()).catch((error: unknown) => {
      begun = undefined;
      throw error;
    }));

  /** Notices what it can, and writes down the rest. Waits, where that can't be done either, and throws at last. */
  async function noticeOr(partition: string, changes: readonly Change[], until: number): Promise<void> {
    try {
      await noticeMailbox(noticing, partition, changes);
    } catch (error) {
      report(error);
      const [only, ...more] = changes;
      if (only !== undefined && more.length === 0) await writeDownBefore(only, until);
      // One of them may be the reason: each is tried by itself.
      else for (const change of changes) await noticeOr(partition, [change], until);
    }
  }

  async function writeDownBefore(change: Change, until: number): Promise<void> {
    for (let pause = 1_000; ; pause = Math.min(pause * 2, 15_000)) {
      try {
        await writeDown(deps, change);
        meter.count('postponed', 1);
        return;
      } catch (error) {
        if (clock() + pause >= until) throw error;
        report(error);
        await sleep(pause);
      }
    }
  }

  return {
    async notice(documents, until = clock() + noticeMs) {
      const changes = documents.flatMap((document) => changeIn(document) ?? []);
      await begin();
      meter.lag(lagOf(documents, clock()));
      const outcomes = await Promise.allSettled(
        [...Map.groupBy(changes, ({ partition }) => partition)].map(([partition, some]) => noticeOr(partition, some, until)),
      );
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    },

    async work(until = clock() + workMs) {
      await begin().catch(report);
      const noticedLate = await noticeAgain(
        deps,
        until,
        (change) => noticeMailbox(noticing, change.partition, [change]),
        (mailbox) => lifecycle.missedIn(mailbox),
      );
      const asked = await lifecycle.runDue(until);
      const served = await deliverDue({ ...delivery, missed: (...given) => lifecycle.missedOf(...given) }, until);
      return { served, asked, noticedLate };
    },

    idle: () => courier.idle(),
  };
}

/** Seconds since the oldest of these documents was written; 0 without documents. `_ts` has whole seconds: it may be one too much. */
function lagOf(documents: readonly JsonObject[], now: number): number {
  const times = documents.map(({ _ts: time }) => (typeof time === 'number' ? time : now / 1000));
  return Math.max(0, now / 1000 - Math.min(now / 1000, ...times));
}
