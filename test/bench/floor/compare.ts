// Compares ours with the floor, row by row: in short turns, so that a busy machine slows both, and each first as often as the other.
import type { Round } from './load.ts';
import type { Plan } from './plan.ts';
import { countOf, type Calls } from './recorder.ts';
import type { Ask, Opened, Row } from './row.ts';
import type { Side } from './sides.ts';
import { toPlan } from './toPlan.ts';
import { inTurns, type Which } from './turns.ts';
import { openWorld, recordedOf, type World } from './world.ts';

/** What a row has shown: the calls of one request, and every round. */
export interface Compared {
  readonly name: string;
  readonly calls: { readonly ours: Calls; readonly floor: Calls };
  readonly rounds: readonly { readonly ours: Round; readonly floor: Round }[];
}

export interface CompareOptions {
  readonly rounds: number;
  /** Milliseconds of a round. */
  readonly ms: number;
  readonly as: 'bundles' | 'sources';
}

/** A row with the calls that a request of each side makes. */
interface Prepared {
  /** Its number, by which the floor knows it. */
  readonly at: number;
  readonly row: Row;
  readonly opened: Opened;
  readonly calls: Compared['calls'];
}

/** Runs all rows; `done` gets each as it is ready. */
export async function compare(rows: readonly Row[], options: CompareOptions, done: (row: Compared) => void): Promise<void> {
  const world = await openWorld(options.as);
  try {
    const prepared = await prepare(world, rows);
    const sides = { ours: await world.start('ours', false), floor: await world.start('floor', false) };
    for (const each of prepared) done(await measured(world, each, sides, options));
  } finally {
    await world.end();
  }
}

/** Makes the rows' data, records what ours asks of the stores, hands it to the floor, and counts what that asks. */
async function prepare(world: World, rows: readonly Row[]): Promise<Prepared[]> {
  const ours = await world.start('ours', true);
  const plans: Record<string, Plan> = {};
  const opened = [];
  for (const [at, row] of rows.entries()) {
    const each = await row.open(world, ours);
    const ask = await each.ours(ours);
    const first = each.withoutMemory?.((await recordedOf(world, ask())).calls);
    const recorded = await recordedCalls(world, each, ask, ours);
    plans[String(at)] = toPlan(each.answer, first ?? recorded.calls, recorded.id);
    opened.push({ at, row, opened: each, calls: countOf(recorded.calls) });
  }
  await world.setPlans(plans);
  const floor = await world.start('floor', true);
  const prepared: Prepared[] = [];
  for (const each of opened) {
    const { calls } = await recordedCalls(world, each.opened, toFloor(each.at, await each.opened.ours(ours), floor), ours);
    prepared.push({ ...each, calls: { ours: each.calls, floor: countOf(calls) } });
  }
  await Promise.all([ours.stop(), floor.stop()]);
  return prepared;
}

/** The same request to the floor. */
const toFloor =
  (at: number, ask: Ask, { url }: Side): Ask =>
  (id) => ({ ...ask(id), url: `${url}/floor/${at}${id === undefined ? '' : `/${id}`}` });

/** The calls of one request, after others that load what is loaded once. `maker` makes what the requests use up. */
async function recordedCalls(world: World, opened: Opened, ask: Ask, maker: Side) {
  const ids = (await opened.make?.(maker, 3)) ?? [];
  for (const warm of [0, 1]) await recordedOf(world, ask(ids[warm]));
  const { answer, calls } = await recordedOf(world, ask(ids[2]));
  const made = opened.made?.(JSON.parse(answer.body.toString('utf8')) as Record<string, unknown>);
  return { calls, id: ids[2] ?? made };
}

async function measured(
  world: World,
  { at, row, opened, calls }: Prepared,
  sides: Readonly<Record<Which, Side>>,
  { rounds, ms }: CompareOptions,
): Promise<Compared> {
  const ours = await opened.ours(sides.ours);
  const candidates = {
    ours: { ask: ours, pid: sides.ours.pid },
    floor: { ask: toFloor(at, ours, sides.floor), pid: sides.floor.pid },
  };
  const make = opened.make && ((count: number) => opened.make?.(sides.ours, 2 * count) ?? []);
  return {
    name: row.name,
    calls,
    rounds: await inTurns(world.client, candidates, { rounds, bounds: { ms, requests: 100_000, ...row.bounds }, make }),
  };
}
