// Delivers what this process has noticed, at once: to each receiver one POST after another, to many receivers at the same time.
import { places } from '../../../runtime/mutex.ts';
import { maxInOnePost, maxPostsAtOnce, ownRepeatsMs } from '../../../runtime/limits/notifications.ts';
import type { NotificationRecord } from '../notification.ts';
import { deliver, routed, routeKey, type DeliveryDependencies, type Route } from './deliver.ts';
import { leaveToTimer } from './waiting.ts';

export interface Courier {
  /**
   * Sends the notifications, after those that it has for the same receivers already. What a receiver doesn't take it repeats after 10 and 30
   * seconds, then leaves it to the timer.
   */
  send(route: Route, records: readonly NotificationRecord[]): void;
  /** Whether it has notifications of the subscription that their receiver hasn't taken yet. */
  isBusyWith(subscription: string): boolean;
  /** Sends nothing of the subscription any more that it hasn't begun to send. */
  forget(subscription: string): void;
  /** Resolves when it has nothing to do. */
  idle(): Promise<void>;
}

export interface CourierDependencies extends DeliveryDependencies {
  /** Resolves after so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
}

interface Queue {
  readonly route: Route;
  waiting: readonly NotificationRecord[];
}

export function createCourier(deps: CourierDependencies): Courier {
  const place = places(maxPostsAtOnce);
  const queues = new Map<string, Queue>();
  const working = new Set<Promise<void>>();

  /** Puts them behind what waits for the same receiver; a newer notification in the place of an older one. */
  function enqueue(route: Route, records: readonly NotificationRecord[]): void {
    if (records.length === 0) return;
    const key = routeKey(route);
    const queue = queues.get(key);
    if (queue !== undefined) {
      const isReplaced = new Set(records.map(placeOf));
      queue.waiting = [...queue.waiting.filter((each) => !isReplaced.has(placeOf(each))), ...records];
      return;
    }
    const made: Queue = { route, waiting: records };
    queues.set(key, made);
    track(serve(key, made));
  }

  function track(work: Promise<void>): void {
    const tracked = work.catch(deps.report).finally(() => working.delete(tracked));
    working.add(tracked);
  }

  async function serve(key: string, queue: Queue): Promise<void> {
    const failing = { times: 0, since: 0 };
    try {
      while (queue.waiting.length > 0) {
        const pause = await place(() => serveOnce(queue, failing));
        if (pause === undefined) continue;
        await deps.sleep(pause);
      }
    } finally {
      queues.delete(key);
    }
  }

  /** Sends the first ones. Resolves to milliseconds to wait where their receiver hasn't taken them. */
  async function serveOnce(queue: Queue, failing: { times: number; since: number }): Promise<number | undefined> {
    const first = queue.waiting.slice(0, maxInOnePost);
    const routes = await routed(deps, first);
    const own = routes.get(routeKey(queue.route))?.telling ?? [];
    const isOwn = new Set(own.map(({ record }) => record));
    const others = new Set(first.filter((each) => !isOwn.has(each)));
    queue.waiting = queue.waiting.filter((each) => !others.has(each));
    // A subscription may have got another URL meanwhile.
    for (const [key, { route, telling }] of routes)
      if (key !== routeKey(queue.route))
        enqueue(
          route,
          telling.map(({ record }) => record),
        );
    if (own.length === 0) return undefined;
    const began = deps.clock();
    const outcome = await deliver(deps, queue.route, own);
    if (outcome.is === 'done') {
      failing.times = 0;
      queue.waiting = queue.waiting.filter((each) => !isOwn.has(each));
      return undefined;
    }
    failing.since = failing.times === 0 ? began : failing.since;
    const pause = outcome.retryAfterMs === undefined ? ownRepeatsMs[failing.times] : undefined;
    failing.times++;
    if (pause !== undefined) return pause;
    await giveUp(queue, failing.since, outcome.retryAfterMs);
    return undefined;
  }

  /** Leaves all that waits for a receiver to the timer. */
  async function giveUp(queue: Queue, since: number, retryAfterMs: number | undefined): Promise<void> {
    const due = await deps.receivers.failed(queue.route.url, { since, retryAfterMs });
    while (queue.waiting.length > 0) {
      const left = queue.waiting;
      await leaveToTimer(deps.notifications, left, deps.clock(), due);
      const isLeft = new Set(left);
      queue.waiting = queue.waiting.filter((each) => !isLeft.has(each));
    }
  }

  return {
    send: enqueue,
    isBusyWith: (subscription) => [...queues.values()].some(({ waiting }) => waiting.some(({ of }) => of === subscription)),
    forget(subscription) {
      for (const queue of queues.values())
        queue.waiting = queue.waiting.filter(({ of, about }) => of !== subscription || about === 'lifecycle');
    },
    async idle() {
      while (working.size > 0) await Promise.all(working);
    },
  };
}

const placeOf = ({ of, id }: NotificationRecord): string => `${of} ${id}`;
