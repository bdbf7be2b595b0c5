// The Functions host's Cosmos DB trigger: what a function is given, when it is called again, and what is dropped.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openFeedAccount, type Feed, type FeedAccount, type Line } from './feedApp/feedHosts.ts';

let account: FeedAccount;
beforeAll(async () => {
  account = await openFeedAccount();
});
afterEach(() => account.stopHosts());
afterAll(() => account.close());

const within = { timeout: 10_000, interval: 20 };
const fromBeginning = { FEED_OPTIONS: '{"startFromBeginning": true}' };

/** Until the host reads what is written now: before that, "from now on" may not have begun. */
async function ready(feed: Feed): Promise<void> {
  const handled = (): readonly string[] => feed.handled().flat();
  await expect
    .poll(async () => {
      await feed.write('first');
      return handled();
    }, within)
    .toContain('first');
  await feed.write('second');
  await expect.poll(handled, within).toContain('second');
}

/** What was handled besides what `ready` wrote. */
const idsOf = (feed: Feed): readonly string[] =>
  feed
    .handled()
    .flat()
    .filter((id) => id !== 'first' && id !== 'second');

/** The calls that began with this document in them. */
const callsWith = (feed: Feed, id: string): readonly Line[] => feed.lines().filter(({ at, ids }) => at === 'began' && ids.includes(id));

describe('a function over a change feed', () => {
  test('a function over a change feed is given what changes from now on, in the order of the changes, one call at a time', async () => {
    const feed = await account.feed();
    await feed.write('before');
    await feed.host();
    await ready(feed);
    await feed.write({ id: 'a', act: 'wait' }, { id: 'b', act: 'wait' }, 'c', 'd');
    await expect.poll(() => idsOf(feed), within).toEqual(['a', 'b', 'c', 'd']);
    const numbers = feed.lines().flatMap(({ lsns = [] }) => lsns);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.every((number) => number > 0)).toBe(true);
    const states = feed.lines().map(({ at }) => at);
    expect(states).toEqual(states.map((_, index) => (index % 2 === 0 ? 'began' : 'ended')));
  });

  test('a function over a change feed goes on where it was, with no more documents than it asks for but for those of one batch', async () => {
    const feed = await account.feed();
    await feed.write('a', 'b', 'c');
    const host = await feed.host(fromBeginning);
    await expect.poll(() => idsOf(feed), within).toEqual(['a', 'b', 'c']);
    await host.stop();
    await feed.write('d', 'e', 'f');
    await feed.writeTogether('x', 'y', 'z');
    await feed.write('g');
    await feed.host(fromBeginning);
    await expect.poll(() => idsOf(feed), within).toHaveLength(10);
    expect(feed.handled().slice(2)).toEqual([['d', 'e'], ['f', 'x', 'y', 'z'], ['g']]);
  });

  test('a function over a change feed that a setting disables is not called', async () => {
    const feed = await account.feed();
    await feed.write('a');
    const disabled = await feed.host({ ...fromBeginning, 'AzureWebJobs.feed.Disabled': 'true' });
    const other = await feed.host({ ...fromBeginning, FEED_PREFIX: 'two' });
    await expect.poll(() => idsOf(feed), within).toEqual(['a']);
    expect(new Set(feed.lines().map(({ pid }) => pid))).toEqual(new Set([other.child.pid]));
    expect((await feed.lease())?.id).toMatch(/^two/);
    expect(disabled.err()).toBe('');
  });
});

describe('a batch whose function fails', () => {
  test('a batch whose function fails is dropped without a retry policy, and logged', async () => {
    const feed = await account.feed();
    await feed.write({ id: 'bad', act: 'fail' }, { id: 'beside', act: 'fail' }, 'good');
    const host = await feed.host(fromBeginning);
    await expect.poll(() => idsOf(feed), within).toEqual(['good']);
    expect(host.err()).toMatch(/\[error\].*A batch of 2 documents is dropped.*the feed’s function failed/);
    await host.stop();
    await feed.write('better');
    await feed.host(fromBeginning);
    await expect.poll(() => idsOf(feed), within).toEqual(['good', 'better']);
    expect(callsWith(feed, 'bad')).toHaveLength(1);
  });

  test('a batch whose function fails comes again until it succeeds where the policy has no end, and nothing behind it comes before', async () => {
    const feed = await account.feed();
    await feed.write({ id: 'bad', act: 'failTwice' }, 'beside', 'good');
    await feed.host({ ...fromBeginning, FEED_RETRY: '-1' });
    await expect.poll(() => idsOf(feed), within).toEqual(['bad', 'beside', 'good']);
    expect(callsWith(feed, 'bad').map(({ attempt }) => attempt)).toEqual([0, 1, 2]);
  });

  test('a batch whose function fails is dropped when the repeats of its policy are over', async () => {
    const feed = await account.feed();
    await feed.write({ id: 'bad', act: 'fail' }, 'beside', 'good');
    await feed.host({ ...fromBeginning, FEED_RETRY: '3' });
    await expect.poll(() => idsOf(feed), within).toEqual(['good']);
    expect(callsWith(feed, 'bad').map(({ attempt }) => attempt)).toEqual([0, 1, 2, 3]);
  });

  test('a batch that a stop has met comes again, whatever became of its call', async () => {
    const feed = await account.feed();
    await feed.write({ id: 'a', act: 'wait' });
    const host = await feed.host({ ...fromBeginning, LAST_HOOK_MS: '700' });
    await expect.poll(() => callsWith(feed, 'a'), within).toHaveLength(1);
    await host.stop();
    expect(idsOf(feed)).toEqual(['a']);
    await feed.host(fromBeginning);
    await expect.poll(() => callsWith(feed, 'a'), within).toHaveLength(2);
  });
});

describe('hosts with one lease', () => {
  test('hosts with one lease call the function from one of them, and from another when that one stops or is killed', async () => {
    const feed = await account.feed();
    await feed.write('a');
    const first = await feed.host(fromBeginning);
    const second = await feed.host(fromBeginning);
    // Longer than a lease lasts that nobody renews.
    await feed.write({ id: 'b', act: 'waitLong' });
    await expect.poll(() => idsOf(feed), within).toEqual(['a', 'b']);
    expect(new Set(feed.lines().map(({ pid }) => pid))).toEqual(new Set([first.child.pid]));
    await first.stop();
    await feed.write('c');
    await expect.poll(() => idsOf(feed), within).toEqual(['a', 'b', 'c']);
    expect(feed.lines().at(-1)?.pid).toBe(second.child.pid);
    const third = await feed.host(fromBeginning);
    second.child.kill('SIGKILL');
    await second.exited;
    await feed.write('d');
    await expect.poll(() => idsOf(feed), within).toEqual(['a', 'b', 'c', 'd']);
    expect(feed.lines().at(-1)?.pid).toBe(third.child.pid);
  });

  test('hosts with prefixes of their own are given everything each', async () => {
    const feed = await account.feed();
    await feed.write('a');
    const hosts = [await feed.host(fromBeginning), await feed.host({ ...fromBeginning, FEED_PREFIX: 'two' })];
    await expect.poll(() => idsOf(feed), within).toEqual(['a', 'a']);
    expect(new Set(feed.lines().map(({ pid }) => pid))).toEqual(new Set(hosts.map(({ child }) => child.pid)));
  });
});

describe('the lease', () => {
  /** Somebody on another machine takes the lease, and is alive now. */
  async function takenElsewhere(feed: Feed): Promise<void> {
    const take = async (): Promise<string> => {
      const lease = (await feed.lease()) ?? expect.fail('no lease');
      const { id, _etag: condition } = lease;
      const taken = { ...lease, Owner: 'elsewhere/1/x', timestamp: new Date().toISOString() };
      const options = { accessCondition: { type: 'IfMatch', condition } };
      return feed.leases
        .item(id, id)
        .replace(taken, options)
        .then(
          () => 'taken',
          () => 'written meanwhile',
        );
    };
    await expect.poll(take, within).toBe('taken');
  }

  test('the lease lies in its container under its prefix, with its owner and how far it came', async () => {
    const feed = await account.feed();
    await feed.write('a');
    const host = await feed.host(fromBeginning);
    await expect.poll(async () => (await feed.lease())?.ContinuationToken, within).toMatch(/\d/);
    const lease = await feed.lease();
    expect(lease?.id).toMatch(/^one127\.0\.0\.1_.*\.\.0$/);
    expect(lease?.Owner).toContain(`/${host.child.pid ?? ''}/`);
    await host.stop();
    expect(await feed.lease()).toMatchObject({ Owner: null });
  });

  test('the lease of another machine’s host is left to it until it has said nothing for too long', async () => {
    const feed = await account.feed();
    await feed.write('a');
    const host = await feed.host(fromBeginning);
    await expect.poll(() => idsOf(feed), within).toEqual(['a']);
    await host.stop();
    await takenElsewhere(feed);
    const began = Date.now();
    await feed.write('b');
    await feed.host(fromBeginning);
    await expect.poll(() => idsOf(feed), within).toEqual(['a', 'b']);
    expect(Date.now() - began).toBeGreaterThan(1400);
  });

  test('the lease that another host takes during a call gets no note from it: the batch comes again', async () => {
    const feed = await account.feed();
    await feed.write('a', 'b', { id: 'c', act: 'wait' });
    const host = await feed.host(fromBeginning);
    await expect.poll(() => callsWith(feed, 'c'), within).toHaveLength(1);
    const before = (await feed.lease())?.ContinuationToken;
    await takenElsewhere(feed);
    await expect.poll(() => host.out(), within).toContain('has lost its lease to another host');
    expect(await feed.lease()).toMatchObject({ ContinuationToken: before, Owner: 'elsewhere/1/x' });
    await expect.poll(() => callsWith(feed, 'c'), within).toHaveLength(2);
  });
});

describe('a listener', () => {
  test('a listener starts as soon as it can, and says until then why it can’t', async () => {
    const feed = await account.feed();
    await feed.leases.delete();
    await feed.write('a');
    const host = await feed.host(fromBeginning);
    await expect.poll(() => host.err(), within).toMatch(/\[error\] \[host\] The listener for function "feed" was unable to start/);
    expect(host.err()).toContain("the lease container 'leases' (in database");
    await feed.leases.database.containers.create({ id: 'leases', partitionKey: { paths: ['/id'] } });
    await expect.poll(() => idsOf(feed), within).toEqual(['a']);
  });

  test('a listener takes no leases whose container has another partition key than /id', async () => {
    const feed = await account.feed('/other');
    const host = await feed.host();
    await expect.poll(() => host.err(), within).toContain("The lease container 'leases' must have the partition key /id.");
  });

  test('a listener makes the lease container where it is told to', async () => {
    const feed = await account.feed();
    await feed.leases.delete();
    await feed.write('a');
    await feed.host({ FEED_OPTIONS: '{"createLeaseContainerIfNotExists": true, "startFromBeginning": true}' });
    await expect.poll(() => idsOf(feed), within).toEqual(['a']);
    expect((await feed.leases.read()).resource?.partitionKey?.paths).toEqual(['/id']);
  });
});
