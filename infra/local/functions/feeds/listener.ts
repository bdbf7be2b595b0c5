// One function over one change feed: takes the lease, reads page by page, calls the function, and notes how far it came.
import { setTimeout } from 'node:timers/promises';
import {
  ChangeFeedStartFrom,
  type ChangeFeedPullModelIterator,
  type Container,
  type CosmosClient,
  type ItemDefinition,
} from '@azure/cosmos';
import { describeError, logHost } from '../host/hostLog.ts';
import type { App } from '../host/loadApp.ts';
import { invoke } from '../triggers/invoke.ts';
import type { RegisteredFunction } from '../triggers/registrations.ts';
import { openAccount } from './connection.ts';
import type { FeedTrigger } from './feedTrigger.ts';
import { acquireLease, LeaseLost, type Lease } from './lease.ts';
import { withRetries } from './retry.ts';

export interface Listening {
  readonly app: App;
  readonly registered: RegisteredFunction;
  readonly trigger: FeedTrigger;
  readonly environment: NodeJS.ProcessEnv;
  readonly over: AbortSignal;
}

/** An account has one physical partition here, and so a feed has one lease. */
const theRange = '0';

/**
 * Calls the function with what changes until `over` is aborted, one call at a time, while this host has the lease. A batch is noted as handled
 * only after its call has succeeded, or has failed for good. Rejects when a container isn't there, and when `over` is aborted.
 */
export async function listenTo(listening: Listening): Promise<void> {
  const { trigger, environment, over } = listening;
  const { monitored, leases } = trigger;
  const clients: CosmosClient[] = [];
  try {
    const account = await openAccount(monitored.connection, environment);
    clients.push(account);
    const leaseAccount = leases.connection === monitored.connection ? account : await openAccount(leases.connection, environment);
    clients.push(leaseAccount);
    const container = account.database(monitored.database).container(monitored.container);
    const leaseDatabase = leaseAccount.database(leases.database);
    if (leases.created) await leaseDatabase.containers.createIfNotExists({ id: leases.container, partitionKey: { paths: ['/id'] } });
    const leaseContainer = leaseDatabase.container(leases.container);
    const { hostname } = new URL(await account.getReadEndpoint());
    const id = `${leases.prefix}${hostname}_${await checkedId(container, leaseContainer)}..${theRange}`;
    while (!over.aborted) {
      const lease = await acquireLease(leaseContainer, id, trigger.expirationInterval);
      if (lease) await hold(listening, container, lease);
      else await setTimeout(trigger.acquireInterval, undefined, { signal: over });
    }
  } finally {
    for (const client of new Set(clients)) client.dispose();
  }
}

/** The resource id of the container. Throws where one of the two isn't there, or can't hold leases. */
async function checkedId(container: Container, leases: Container): Promise<string> {
  try {
    const [{ resource: monitored }, { resource: holder }] = await Promise.all([container.read(), leases.read()]);
    if (holder?.partitionKey?.paths.join() !== '/id')
      throw new Error(`The lease container '${leases.id}' must have the partition key /id.`);
    return (monitored?._rid ?? '').replaceAll(/[/\\?#]/g, '-');
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const [of, to] = [`'${container.id}' (in database '${container.database.id}')`, `'${leases.id}' (in database '${leases.database.id}')`];
    throw new Error(`Either the source container ${of} or the lease container ${to} does not exist.`, { cause: error });
  }
}

const isNotFound = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 404;

/** Handles the feed until the lease is lost or the host stops; then gives the lease back. */
async function hold(listening: Listening, container: Container, lease: Lease): Promise<void> {
  const lost = new AbortController();
  const ended = new AbortController();
  const renewing = renew(lease, listening.trigger.renewInterval, { lost, ended: ended.signal });
  try {
    await handleFeed({ ...listening, over: AbortSignal.any([listening.over, lost.signal]) }, container, lease);
  } catch (error) {
    if (error instanceof LeaseLost) lost.abort();
    if (!lost.signal.aborted) throw error;
  } finally {
    ended.abort();
    await renewing;
    if (lost.signal.aborted) logHost('information', `The function "${listening.registered.name}" has lost its lease to another host.`);
    else await lease.release().catch(() => undefined);
  }
}

/** Says again and again that this host is alive, and aborts `lost` when another one has the lease. */
async function renew(
  lease: Lease,
  interval: number,
  until: { readonly lost: AbortController; readonly ended: AbortSignal },
): Promise<void> {
  const wait = (): Promise<boolean> => setTimeout(interval, true, { signal: until.ended, ref: false }).catch(() => false);
  while (!until.lost.signal.aborted && (await wait())) {
    try {
      await lease.renew();
    } catch (error) {
      if (error instanceof LeaseLost) until.lost.abort();
      else logHost('warning', `A lease couldn't be renewed: ${describeError(error)}`);
    }
  }
}

async function handleFeed(listening: Listening, container: Container, lease: Lease): Promise<void> {
  const { trigger, over } = listening;
  const changeFeedStartFrom =
    lease.continuation === undefined ? startOf(trigger.start) : ChangeFeedStartFrom.Continuation(lease.continuation);
  const options = { changeFeedStartFrom, maxItemCount: trigger.most };
  const feed = container.items.getChangeFeedIterator<ItemDefinition>(options);
  while (!over.aborted) {
    const page = await readPage(feed, listening);
    if (page === undefined || page.result.length === 0) {
      await setTimeout(trigger.pollDelay, undefined, { signal: over });
      continue;
    }
    await handle(listening, page.result);
    // A call that a stop has met may be half done, whatever it says: it comes again.
    if (!isOver(over)) await lease.checkpoint(page.continuationToken);
  }
}

/** Asked of a function, since a signal that wasn't aborted before a call may be after it. */
const isOver = ({ aborted }: AbortSignal): boolean => aborted;

function startOf(start: FeedTrigger['start']) {
  if (start === 'now') return ChangeFeedStartFrom.Now();
  return start === 'beginning' ? ChangeFeedStartFrom.Beginning() : ChangeFeedStartFrom.Time(start);
}

/** The next page; undefined where it can't be read now. Throws where it never can be. */
async function readPage(feed: ChangeFeedPullModelIterator<ItemDefinition>, { registered }: Listening) {
  try {
    return await feed.readNext();
  } catch (error) {
    if (isNotFound(error)) throw error;
    logHost('warning', `The change feed of function "${registered.name}" couldn't be read: ${describeError(error)}`);
    return undefined;
  }
}

/** Calls the function with a batch, as often as its policy says. A batch that fails for good is dropped, as in Azure. */
async function handle({ app, registered, over }: Listening, documents: readonly ItemDefinition[]): Promise<void> {
  const { name, metadata } = registered;
  const json = JSON.stringify(documents);
  const again = (error: unknown, seconds: number): void =>
    logHost('warning', `Function "${name}" is called again in ${seconds} s: ${describeError(error)}`);
  try {
    await withRetries((retry) => invoke(app, registered, { json }, retry), metadata.retryOptions, over, again);
  } catch (error) {
    if (over.aborted) return;
    logHost('error', `A batch of ${documents.length} documents is dropped: ${describeError(error)}`);
  }
}
