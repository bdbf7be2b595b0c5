// Notifications through the whole local stack: a change over HTTP comes to its receiver, also where the host is killed in between.
// `KILLS_CHANGES` and `KILLS` set how much is written and how often the host dies (`npm run test:kills`: 2,000 and 10), `KILLS_SEED` repeats.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { openApi, type Answer, type Api } from '../support/api/api.ts';
import { chanceOf, type Chance } from '../support/changes/chance.ts';
import { newWriter, writeOnce, type Committed, type Writer } from '../support/changes/committedWrites.ts';
import { timePasses } from '../support/changes/timePasses.ts';
import { manners, reached, startReceivers, type Manner, type Receivers } from '../support/receivers/manners.ts';
import { cosmosContainer, settingsOf } from '../support/stores/stores.ts';
import { startReceiver, type TestReceiver } from '../support/receivers/receiver.ts';
import { startStack, type Stack } from '../support/process/stack.ts';

let receiver: TestReceiver;
let stack: Stack;
let api: Api;
beforeAll(async () => {
  receiver = await startReceiver();
  stack = await startStack({ persistent: true, env: { 'AzureWebJobs.changes.Disabled': '' } });
  api = await openApi(stack);
  // A store whose feed was never read tells all that they may have missed something: here that is before anybody subscribes.
  await api.work();
  const { items } = cosmosContainer(settingsOf(stack), 'notifications');
  const isBegun = async (): Promise<void> => {
    const { resources } = await items.query<unknown>("SELECT VALUE c.id FROM c WHERE c.kind = 'feedState'").fetchAll();
    expect(resources).toEqual(['feedState']);
  };
  await vi.waitFor(isBegun, { timeout: 30_000, interval: 100 });
});
afterAll(async () => {
  await stack.stop();
  await receiver.stop();
});

const collection = z.object({ value: z.array(z.object({ changeType: z.string(), resourceData: z.object({ id: z.string() }) })) });

/** What the receiver was told: the change, and the id of the event. */
const told = (): string[] =>
  receiver.received
    .filter(({ validationToken }) => validationToken === undefined)
    .flatMap(({ body }) => collection.parse(JSON.parse(body)).value)
    .map(({ changeType, resourceData }) => `${changeType} ${resourceData.id}`);

it('a change comes to its receiver, and one that was committed before the host was killed, too', async () => {
  const made = await api.send('/v1.0/subscriptions', {
    json: {
      changeType: 'created,updated,deleted',
      notificationUrl: `${receiver.url}/told`,
      resource: 'me/events',
      expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
    },
  });
  expect(made.status, made.text).toBe(201);
  const event = await api.newEvent();
  await expect.poll(told, { timeout: 30_000 }).toContain(`created ${event}`);
  const changed = await api.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json: { subject: 'changed' } });
  expect(changed.status).toBe(200);
  await stack.killHost();
  await expect.poll(told, { timeout: 60_000 }).toContain(`updated ${event}`);
  expect((await api.send(`/v1.0/me/events/${event}`, { method: 'DELETE' })).status).toBe(204);
  await expect.poll(told, { timeout: 30_000 }).toContain(`deleted ${event}`);
});

const changes = Number(process.env.KILLS_CHANGES ?? 40);
const kills = Number(process.env.KILLS ?? 1);
const seed = Number(process.env.KILLS_SEED ?? Math.floor(Math.random() * 1e9));
const isLarge = changes >= 2_000;

/** Milliseconds in which the host dies once: five deaths within 30 s, and the local stack would give up. */
const slot = kills > 3 ? 11_000 : 1_500;

/** What must hold at last is waited for so long: in the large run by the hosts' own clocks, in the small one time is made to pass. */
const patience = isLarge ? 300_000 : 60_000;

const people = ['adele', 'megan'] as const;
const writersOfEach = 2;

const subscription = (receivers: Receivers, manner: Manner, path: string) => ({
  changeType: 'created,updated,deleted',
  notificationUrl: receivers.url(manner, path),
  lifecycleNotificationUrl: receivers.url('healthy', `${path}/lifecycle/${manner}`),
  resource: 'me/events',
  expirationDateTime: new Date(Date.now() + 3 * 3_600_000).toISOString(),
});

/** Writes until so much is committed and the host has died often enough. */
async function write(writer: Writer, isOver: () => boolean, chance: Chance): Promise<void> {
  const between = (kills * slot * people.length * writersOfEach) / changes;
  while (!isOver()) {
    await writeOnce(api, writer, chance);
    await pause(chance.below(2 * between + 1));
  }
}

async function killAtRandom(chance: Chance): Promise<void> {
  for (let done = 0; done < kills; done++) {
    const before = chance.below(slot);
    await pause(before);
    await stack.killHost();
    await pause(slot - before);
  }
}

/** What the receiver wasn't told of an event as it is now. */
function untold([id, { last, deleted, versions }]: readonly [string, Committed], told: ReturnType<Receivers['told']>): string[] {
  const of = told.filter(({ event }) => event === id);
  const isTold = (changeType: string): boolean => of.some((each) => each.changeType === changeType);
  if (deleted !== undefined) return isTold('deleted') ? [] : [`${id} deleted`];
  if (versions.size === 0) return [];
  return [...(isTold('created') ? [] : [`${id} created`]), ...(of.some(({ etag }) => etag === last) ? [] : [`${id} ${String(last)}`])];
}

/** What was told, but never committed. */
function uncommitted(events: ReadonlyMap<string, Committed>, told: ReturnType<Receivers['told']>): string[] {
  return told
    .filter(({ changeType, event, etag }) => {
      const known = events.get(event);
      return changeType === 'deleted' ? known?.deleted === undefined : known?.versions.has(etag ?? '') !== true;
    })
    .map(({ changeType, event, etag }) => `${changeType} ${event} ${String(etag)}`);
}

/** Milliseconds from before each change was asked for until the healthy receiver was first told of it, the shortest first. */
function latencies(events: ReadonlyMap<string, Committed>, told: ReturnType<Receivers['told']>): number[] {
  const first = new Map<string, number>();
  for (const { changeType, event, etag, at } of told) {
    const known = events.get(event);
    const asked = changeType === 'deleted' ? known?.deleted : known?.versions.get(etag ?? '');
    const key = `${event} ${etag ?? 'deleted'}`;
    if (asked !== undefined && !first.has(key)) first.set(key, at - asked);
  }
  return [...first.values()].sort((one, other) => one - other);
}

it(
  'the host killed at random: every change that was committed comes to whoever answers at last, and nothing else to anybody',
  async () => {
    const chance = chanceOf(seed);
    const receivers = await startReceivers();
    const writers: (Writer & { readonly person: string })[] = [];
    for (const person of people) {
      const token = await api.token({ user: demoUsers[person].upn });
      const subscribe = (json: object): Promise<Answer> => api.send('/v1.0/subscriptions', { token, json });
      for (const manner of manners) {
        const made = await subscribe(subscription(receivers, manner, `/${person}`));
        expect(made.status, made.text).toBe(201);
      }
      for (const notificationUrl of ['https://10.0.0.1/told', 'https://127.0.0.1/told', 'https://[::1]/told', 'http://192.168.1.1/told']) {
        const refused = await subscribe({ ...subscription(receivers, 'healthy', `/${person}`), notificationUrl });
        expect(refused.status, notificationUrl).toBe(400);
      }
      for (let at = 0; at < writersOfEach; at++) writers.push({ ...newWriter(token, `${person}-${seed}-${at}`), person });
    }
    const committed = (): number => writers.reduce((sum, { counts }) => sum + counts.committed, 0);
    const eventsOf = (person: string): ReadonlyMap<string, Committed> =>
      new Map(writers.filter((each) => each.person === person).flatMap(({ events }) => [...events]));

    await receivers.die();
    const killed = { isOver: false };
    await Promise.all([
      killAtRandom(chance).then(() => (killed.isOver = true)),
      ...writers.map((writer, at) => write(writer, () => killed.isOver && committed() >= changes, chanceOf(seed + at))),
    ]);
    await receivers.recover();

    const began = Date.now();
    if (!isLarge) {
      // In this order: what the dead have made is theirs for 90 s, and nobody dies behind it.
      await stack.killHost();
      await timePasses(cosmosContainer(settingsOf(stack), 'notifications'));
    }
    const missing = async (): Promise<string[]> => {
      await api.work();
      return people.flatMap((person) =>
        reached.flatMap((manner) => {
          const told = receivers.told(manner, `/${person}`);
          return [...eventsOf(person)].flatMap((event) => untold(event, told)).map((what) => `${manner}: ${what}`);
        }),
      );
    };
    await expect.poll(missing, { timeout: patience, interval: isLarge ? 5_000 : 500 }).toEqual([]);
    for (const person of people)
      for (const manner of manners) expect(uncommitted(eventsOf(person), receivers.told(manner, `/${person}`)), manner).toEqual([]);
    expect(receivers.redirected()).toEqual([]);
    expect(receivers.lifecycle()).toEqual([]);

    const took = people.flatMap((person) => latencies(eventsOf(person), receivers.told('healthy', `/${person}`))).sort((a, b) => a - b);
    const percentile = (share: number): number => took[Math.floor(took.length * share)] ?? 0;
    const lost = writers.reduce((sum, { counts }) => sum + counts.lost, 0);
    process.stdout.write(
      `seed ${seed}: ${committed()} changes, ${kills} kills, ${lost} lost answers; ${took.length} versions told to the healthy receiver, ` +
        `median ${percentile(0.5)} ms, 95 of 100 within ${percentile(0.95)} ms; all told ${Math.round((Date.now() - began) / 1000)} s later\n`,
    );
    if (isLarge) expect(percentile(0.5)).toBeLessThan(2_000);
    await receivers.stop();
  },
  isLarge ? 900_000 : 120_000,
);
