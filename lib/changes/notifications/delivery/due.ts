// The minute's part of delivery: sends what no process has delivered, and drops what nobody takes; tenants take turns.
import { allDue } from '../../../stores/allDue.ts';
import { keptPendingMs, maxInOnePost } from '../../../runtime/limits/notifications.ts';
import type { Documents } from '../../../stores/documents.ts';
import { backlogId, decodeBacklog, tenantIn, type Backlog, type NotificationRecord } from '../notification.ts';
import { commitUnits, ifPossible } from '../units.ts';
import { deliver, routed, type DeliveryDependencies, type Route } from './deliver.ts';
import type { Telling } from './post.ts';
import { leaveToTimer, waitingOf } from './waiting.ts';

export interface DueDependencies extends DeliveryDependencies {
  /** Tells that changes were dropped, if the subscription is still there. */
  readonly missed: (of: string, mailbox: string) => Promise<void>;
}

/** Subscriptions of a tenant that are served in one turn. */
const turn = 20;

/** The most due documents that a run looks for; the rest is the next run's. */
const mostDue = 5_000;

/**
 * Delivers what is due until `until` (milliseconds since 1970). Two runs at once do no harm but that they tell twice; a run that dies is gone
 * on with by the next one. Resolves to the number of subscriptions that it has served.
 */
export async function deliverDue(deps: DueDependencies, until: number): Promise<number> {
  const tenants = await dueByTenant(deps, until);
  let served = 0;
  while (tenants.size > 0 && deps.clock() < until)
    for (const [tenant, subscriptions] of tenants) {
      const page = subscriptions.splice(0, turn);
      if (subscriptions.length === 0) tenants.delete(tenant);
      await servePage(deps, tenant, page).catch(deps.report);
      served += page.length;
      if (deps.clock() >= until) break;
    }
  return served;
}

/** The subscriptions that something is due for, by tenant. */
async function dueByTenant({ notifications, clock }: DueDependencies, until: number): Promise<Map<string, string[]>> {
  const tenants = new Map<string, Set<string>>();
  let found = 0;
  for (const kind of ['notification', 'backlog'] as const)
    for await (const { partition, id } of allDue(notifications, clock, until, { kind })) {
      const tenant = tenantIn(id);
      tenants.set(tenant, (tenants.get(tenant) ?? new Set()).add(partition));
      if (++found >= mostDue) break;
    }
  return new Map([...tenants].map(([tenant, subscriptions]) => [tenant, [...subscriptions]]));
}

async function servePage(deps: DueDependencies, tenant: string, subscriptions: readonly string[]): Promise<void> {
  const loaded = await Promise.all(subscriptions.map((of) => load(deps, tenant, of)));
  const routes = await routed(
    deps,
    loaded.flatMap(({ waiting }) => waiting),
  );
  const left = new Set<string>();
  await Promise.all(
    [...routes.values()].map(async ({ route, telling }) => {
      for (const of of await serveRoute(deps, route, telling)) left.add(of);
    }),
  );
  await Promise.all(
    loaded.map(async ({ of, backlog }) => {
      if (!left.has(of) && backlog !== undefined) await emptied(deps.notifications, of, backlog);
    }),
  );
}

interface Loaded {
  readonly of: string;
  readonly backlog: Backlog | undefined;
  readonly waiting: readonly NotificationRecord[];
}

/** What a subscription's receiver is to be sent now; drops what is too old. */
async function load(deps: DueDependencies, tenant: string, of: string): Promise<Loaded> {
  const { notifications, clock } = deps;
  const now = clock();
  const backlog = decodeBacklog(await notifications.read(of, backlogId(tenant)));
  const isOurs = ({ due }: NotificationRecord): boolean =>
    due === null ? backlog !== undefined && backlog.due * 1000 <= now : due * 1000 <= now;
  const waiting: NotificationRecord[] = [];
  for await (const page of waitingOf(notifications, of)) waiting.push(...page.filter(isOurs));
  const isOld = ({ created }: NotificationRecord): boolean => Date.parse(created) <= now - keptPendingMs;
  const old = waiting.filter(isOld);
  await drop(deps, of, old);
  return { of, backlog, waiting: waiting.filter((each) => !isOld(each)) };
}

async function drop(deps: DueDependencies, of: string, old: readonly NotificationRecord[]): Promise<void> {
  const [first] = old;
  if (first === undefined) return;
  await commitUnits(
    deps.notifications,
    of,
    old.map(({ id }) => ifPossible({ write: 'remove', id })),
  );
  deps.count('dropped', old.length);
  if (old.some(({ about }) => about === 'change')) await deps.missed(of, first.mailbox);
}

/** Sends to one receiver until it fails. Resolves to the subscriptions of which something is left. */
async function serveRoute(deps: DueDependencies, route: Route, telling: readonly Telling[]): Promise<readonly string[]> {
  const next = await deps.receivers.nextOf(route.url);
  let left = telling.map(({ record }) => record);
  let due = next;
  for (let at = 0; due === undefined && at < telling.length; at += maxInOnePost) {
    const began = deps.clock();
    const outcome = await deliver(deps, route, telling.slice(at, at + maxInOnePost));
    if (outcome.is === 'failed') due = await deps.receivers.failed(route.url, { since: began, retryAfterMs: outcome.retryAfterMs });
    else left = left.slice(maxInOnePost);
  }
  if (due === undefined) return [];
  await leaveToTimer(deps.notifications, left, deps.clock(), due);
  return left.map(({ of }) => of);
}

/** Removes the backlog, unless something was added to it meanwhile. */
async function emptied(notifications: Documents, of: string, { id, writes, due }: Backlog): Promise<void> {
  const when = {
    is: 'and',
    conditions: [
      { is: 'eq', property: 'writes', value: writes },
      { is: 'eq', property: 'due', value: due },
    ],
  } as const;
  await commitUnits(notifications, of, [
    ifPossible({ write: 'patch', id, operations: [{ op: 'increment', path: '/writes', by: 1 }], when }, { write: 'remove', id }),
  ]);
}
