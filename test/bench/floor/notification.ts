// Compares how long a change takes to come to a subscriber as a POST: by the service, and by a bare function that follows the same feed, asks
// for subscriptions once and posts. Both hear of the same changes, made in bursts; the feed is looked at once a second, which is in the time.
import { setTimeout } from 'node:timers/promises';
import { cpuMs, type Round } from './load.ts';
import type { Compared, CompareOptions } from './compare.ts';
import { countOf, type Calls, type Recorded } from './recorder.ts';
import type { Side } from './sides.ts';
import { toPlan } from './toPlan.ts';
import { burst, watch, type Teller, type Watched } from './watched.ts';
import { callerOf, openWorld, type World } from './world.ts';

export const notification = 'notification';

type Env = Readonly<Record<string, string>>;

export async function compareNotification({ rounds, ms, as }: CompareOptions): Promise<Compared> {
  const world = await openWorld(as);
  // Changes are made through the stack's own app, which doesn't follow the feed: what it costs is in neither side's account.
  const watched = await watch(await callerOf(world, 'notification@contoso.example'), world.stack);
  try {
    const env = { 'AzureWebJobs.changes.Disabled': '', FLOOR_NOTIFY: watched.floorUrl };
    const ours = await recordedCalls(world, watched, 'ours', env);
    const plan = toPlan('nothing', ours.slice(0, 1));
    const partition = plan.rounds[0]?.[0];
    if (partition?.call !== 'query') throw new Error('The first that a change asks is the query for subscriptions.');
    await world.setPlans({ [`notification of ${partition.partition}`]: plan });
    const floor = await recordedCalls(world, watched, 'floor', env);
    const calls = { ours: perChange(ours), floor: perChange(floor) };

    const sides = { ours: await world.start('ours', false, env), floor: await world.start('floor', false, env) };
    await watched.begin(['ours', 'floor']);
    const all: Compared['rounds'][number][] = [];
    for (let round = -1; round < rounds; round++) {
      const measured = await oneRound(watched, sides, Math.max(2, Math.round(ms / 250)));
      if (round >= 0) all.push(measured);
    }
    return { name: notification, calls, rounds: all };
  } finally {
    await world.end();
    await watched.stop();
  }
}

async function oneRound(watched: Watched, sides: Readonly<Record<Teller, Side>>, bursts: number): Promise<Compared['rounds'][number]> {
  const before = { ours: cpuMs(sides.ours.pid), floor: cpuMs(sides.floor.pid) };
  const latencies: Record<Teller, number[]> = { ours: [], floor: [] };
  for (let i = 0; i < bursts; i++) {
    // At any moment between two looks at the feed.
    await setTimeout(Math.random() * 1_000);
    const told = await watched.change(['ours', 'floor']);
    latencies.ours.push(...told.ours);
    latencies.floor.push(...told.floor);
  }
  const roundOf = (teller: Teller): Round => {
    const own = latencies[teller];
    // As if each burst began when the one before was told.
    const ms = own.reduce((sum, each) => sum + each, 0) / burst;
    const [spent, after] = [before[teller], cpuMs(sides[teller].pid)];
    const cpu = spent === undefined || after === undefined ? undefined : (after - spent) / own.length;
    return { ms, perSecond: (own.length / ms) * 1000, latencies: own, cpuMs: cpu };
  };
  return { ours: roundOf('ours'), floor: roundOf('floor') };
}

/** Milliseconds in which whoever has told a change writes down that it has. */
const settling = 2_000;

/** What a burst asks of the stores, but for the feed's own leases. */
async function recordedCalls(world: World, watched: Watched, teller: Teller, env: Env): Promise<readonly Recorded[]> {
  const side = await world.start(teller, true, env);
  await watched.begin([teller]);
  await setTimeout(settling);
  const recorded = await world.recorder.record(async () => {
    await watched.change([teller]);
    await setTimeout(settling);
  });
  await side.stop();
  return recorded.filter(({ path }) => !path.includes('/colls/leases/'));
}

/** The calls of a burst, for each of its changes: a feed that gives several at once saves some. */
const perChange = (recorded: readonly Recorded[]): Calls =>
  Object.fromEntries(Object.entries(countOf(recorded)).map(([call, count]) => [call, Math.round((count / burst) * 100) / 100]));
