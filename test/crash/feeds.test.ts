// The Functions host killed while it handles a change feed, again and again: everything is handled at least once, in the order of the changes.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFeedAccount, type Feed, type FeedAccount } from '../contract/functionsHost/feedApp/feedHosts.ts';

let account: FeedAccount;
beforeAll(async () => {
  account = await openFeedAccount();
});
afterAll(() => account.close());

const settings = { FEED_OPTIONS: '{"startFromBeginning": true}', FEED_RETRY: '-1' };

/** Kills from outside, at whatever the host does then; beside them it dies by itself after some calls. */
const kills = 3;

/** Runs one host after the other until everything was handled; each but the last is killed. Resolves to how many there were. */
async function killedAgainAndAgain(feed: Feed, isDone: () => boolean): Promise<number> {
  for (let hosts = 1; ; hosts++) {
    const host = await feed.host(settings);
    if (hosts <= kills) {
      await setTimeout(40 * hosts);
      host.child.kill('SIGKILL');
    }
    while (host.child.exitCode === null && host.child.signalCode === null && !isDone()) await setTimeout(10);
    if (!isDone()) continue;
    await host.stop();
    return hosts;
  }
}

it('a host that is killed between a call’s success and its note, or anywhere, repeats the batch: nothing is lost', async () => {
  const feed = await account.feed();
  const ids = Array.from({ length: 40 }, (_, n) => `d${String(n).padStart(2, '0')}`);
  const deadly = ids.filter((_, n) => n % 12 === 5);
  for (const id of ids)
    await feed.write(deadly.includes(id) ? { id, act: 'die' } : { id, act: id.endsWith('9') ? 'failTwice' : undefined });
  await feed.writeTogether('t0', 't1', 't2', 't3');
  const all = [...ids, 't0', 't1', 't2', 't3'];

  const hosts = await killedAgainAndAgain(feed, () => new Set(feed.handled().flat()).size === all.length);
  expect(hosts).toBeGreaterThan(kills);

  const calls = feed.handled();
  expect([...new Set(calls.flat())]).toEqual(all);
  for (const id of deadly) expect(calls.filter((call) => call.includes(id)).length).toBeGreaterThan(1);
  expect(calls.filter((call) => call.includes('t0')).every((call) => call.includes('t3'))).toBe(true);
});
