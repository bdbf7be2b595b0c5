// Delivers notifications of one URL and tenant by one POST: reads their subscriptions again, sends, and says what has become of each.
import type { Documents } from '../../../stores/documents.ts';
import { decodeSubscription, type Subscription } from '../../subscriptions/subscription.ts';
import type { NotificationRecord } from '../notification.ts';
import { post, type Outcome, type PostDependencies, type Telling } from './post.ts';
import type { Receivers } from './receivers.ts';
import { markDelivered } from './waiting.ts';

export interface DeliveryDependencies extends PostDependencies {
  readonly mailboxes: Documents;
  readonly notifications: Documents;
  readonly receivers: Receivers;
  /** Ends a subscription whose receiver wants no more, and tells so. */
  readonly end: (subscription: Subscription, mailbox: string) => Promise<void>;
  readonly count: (what: 'delivered' | 'failed' | 'dropped', by: number) => void;
  /** Called with an error of which nobody else is told. */
  readonly report: (error: unknown) => void;
}

/** Where notifications are sent: what one POST has in common. */
export interface Route {
  readonly url: string;
  readonly tenant: string;
}

export const routeKey = ({ url, tenant }: Route): string => JSON.stringify([url, tenant]);

/** What has become of some notifications. `failed`: of the POST; `left` are to be sent again. `done`: none is left. */
export type Delivered =
  | { readonly is: 'done' }
  | { readonly is: 'failed'; readonly left: readonly NotificationRecord[]; readonly retryAfterMs?: number | undefined };

/**
 * The notifications with their subscriptions as they are now, by where they are sent. Those of subscriptions that are gone or expired are told
 * to nobody, and counts as delivered. One point read for each subscription.
 */
export async function routed(
  deps: Pick<DeliveryDependencies, 'mailboxes' | 'notifications' | 'clock'>,
  records: readonly NotificationRecord[],
): Promise<ReadonlyMap<string, { readonly route: Route; readonly telling: readonly Telling[] }>> {
  const now = deps.clock();
  const subscriptions = new Map<string, Promise<Subscription | undefined>>();
  const living = (mailbox: string, of: string): Promise<Subscription | undefined> => {
    const reading =
      subscriptions.get(of) ??
      deps.mailboxes.read(mailbox, of).then((document) => {
        const found = decodeSubscription(document);
        return found !== undefined && Date.parse(found.expires) > now ? found : undefined;
      });
    subscriptions.set(of, reading);
    return reading;
  };
  const gone: NotificationRecord[] = [];
  const routes = new Map<string, { readonly route: Route; readonly telling: Telling[] }>();
  const add = (route: Route, telling: Telling): void => {
    const there = routes.get(routeKey(route)) ?? { route, telling: [] };
    there.telling.push(telling);
    routes.set(routeKey(route), there);
  };
  for (const record of records) {
    if (record.about === 'lifecycle') {
      add({ url: record.url, tenant: record.tenant }, { record });
      continue;
    }
    const subscription = await living(record.mailbox, record.of);
    if (subscription === undefined) gone.push(record);
    else add({ url: subscription.notificationUrl, tenant: record.tenant }, { record, subscription });
  }
  await markDelivered(deps.notifications, gone);
  return routes;
}

/** Sends them by one POST, and marks as taken what the receiver took. Never throws: what can't be done now fails, and is done later. */
export async function deliver(deps: DeliveryDependencies, { url, tenant }: Route, telling: readonly Telling[]): Promise<Delivered> {
  const records = telling.map(({ record }) => record);
  try {
    const outcome = await post(deps, url, tenant, telling);
    return await recordOutcome(deps, url, telling, outcome);
  } catch (error) {
    deps.report(error);
    return { is: 'failed', left: records };
  }
}

async function recordOutcome(deps: DeliveryDependencies, url: string, telling: readonly Telling[], outcome: Outcome): Promise<Delivered> {
  const records = telling.map(({ record }) => record);
  switch (outcome.is) {
    case 'taken':
      deps.count('delivered', records.length);
      await markDelivered(deps.notifications, records);
      await deps.receivers.answered(url, outcome.tookMs);
      return { is: 'done' };
    case 'ended': {
      const ended = new Map(telling.flatMap((each) => ('subscription' in each ? [[each.subscription.id, each] as const] : [])));
      for (const { subscription, record } of ended.values()) await deps.end(subscription, record.mailbox);
      await markDelivered(deps.notifications, records);
      return { is: 'done' };
    }
    case 'failed':
      deps.count('failed', records.length);
      return { is: 'failed', left: records, retryAfterMs: outcome.retryAfterMs };
  }
}
