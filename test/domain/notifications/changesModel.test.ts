// Random changes by several people, a feed that is cut and repeated anywhere, processes that die and receivers that fail: in the end each
// subscription knows of all that it covers as it is, and of nothing else. `MODEL_OPERATIONS` writes more.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import { chanceOf } from '../../support/changes/chance.ts';
import { writeSomething, type Desk } from '../../support/changes/changesModel.ts';
import { startWatching, type Watching } from '../../support/changes/watching.ts';
import { mortal } from '../../support/meetings/mortal.ts';

const operations = Number(process.env.MODEL_OPERATIONS ?? '150');
const seed = Number(process.env.MODEL_SEED ?? '1');

let watching: Watching;
beforeAll(async () => {
  watching = await startWatching();
});
afterAll(() => watching.close());

it(
  'every subscription knows in the end what it covers as it is, and nothing of anybody else',
  async () => {
    const chance = chanceOf(seed);
    const desks = await Promise.all(['ann', 'ben', 'cy'].map(open));
    let feed: JsonObject[] = [];
    // The receivers of the first person answer always, the others by chance.
    watching.receiver.answers(({ path }) => ({ status: path.startsWith('/ann') || chance.below(3) > 0 ? 202 : 503 }));

    for (let done = 0; done < operations; done += desks.length) {
      await Promise.all(desks.map((desk) => writeSomething(desk, chance)));
      feed.push(...(await watching.batch()));
      if (chance.below(3) > 0) continue;
      while (feed.length > 0) feed = await noticeSome(feed);
      if (chance.below(6) === 0) await watching.minute(61_000);
    }
    await watching.notifications.notice(feed);
    watching.receiver.answers(() => ({ status: 202 }));
    for (let minute = 0; minute < 30; minute++) await watching.minute(61_000);

    /** Notices a part of the feed, or all in a process that dies; resolves to what the feed gives next, perhaps some of it again. */
    async function noticeSome(all: readonly JsonObject[]): Promise<JsonObject[]> {
      const size = 1 + chance.below(Math.min(all.length, 25));
      const [some, others] = [all.slice(0, size), all.slice(size)];
      const dies = chance.below(4) === 0;
      const { stores } = watching.household;
      const dying = mortal(stores.notifications, dies ? chance.below(12) : Infinity);
      const process = dies ? watching.process({ notifications: dying.documents }) : watching.notifications;
      const outcome = await process.notice(some, 0).then(
        () => 'done',
        () => 'again',
      );
      const isRepeated = outcome === 'again' || chance.below(5) === 0;
      if (outcome === 'again') await watching.notifications.notice(some);
      return isRepeated && outcome === 'done' && chance.below(2) === 0 ? [...some, ...others] : others;
    }

    for (const desk of desks) check(desk);
  },
  operations * 1_000 + 120_000,
);

async function open(name: string): Promise<Desk & { readonly name: string }> {
  const person = await watching.household.come(name);
  const calendars = await Promise.all(
    ['a', 'b'].map(async (calendar) => String((await person.must('POST', '/v1.0/me/calendars', { name: calendar })).json.id)),
  );
  const at = (path: string): string => watching.receiver.url(`/${name}/${path}`);
  await watching.subscribe(person, { notificationUrl: at('all') });
  await watching.subscribe(person, { notificationUrl: at('deleted'), changeTypes: ['deleted'] });
  await watching.subscribe(person, {
    notificationUrl: at('high'),
    filter: { is: 'eq', property: 'properties.importance', value: 'high' },
  });
  for (const [place, calendar] of calendars.entries())
    await watching.subscribe(person, { notificationUrl: at(`calendar${place}`), watched: { of: 'events', calendar } });
  return { name, person, calendars, living: new Map(), ever: new Set(), last: new Map() };
}

/** Holds what each subscription was told against what is there. */
function check({ name, living, ever, last }: Desk & { readonly name: string }): void {
  // After a death or a failure an older change may come behind a newer one: what counts is that each was told.
  const knows = (path: string): Map<string, Set<string>> => {
    const types = new Map<string, Set<string>>();
    for (const { changeType = '', resourceData } of watching.receiver.told(`/${name}/${path}`)) {
      const id = resourceData?.id ?? '';
      types.set(id, (types.get(id) ?? new Set()).add(changeType));
    }
    return types;
  };
  for (const path of ['all', 'deleted', 'high', 'calendar0', 'calendar1'])
    expect([name, path, [...knows(path).keys()].filter((id) => !ever.has(id))]).toEqual([name, path, []]);
  const etags = new Map<string, Set<string | undefined>>();
  for (const { resourceData } of watching.receiver.told(`/${name}/all`)) {
    const of = etags.get(resourceData?.id ?? '') ?? new Set();
    etags.set(resourceData?.id ?? '', of.add(resourceData?.['@odata.etag']));
  }
  // All: each living event's last version was told, each deleted event's deletion.
  for (const id of ever) {
    const now = last.get(id);
    if (now === null) {
      expect([name, id, knows('all').get(id)?.has('deleted')]).toEqual([name, id, true]);
      expect([name, id, knows('deleted').has(id)]).toEqual([name, id, true]);
    } else expect([name, id, etags.get(id)?.has(now)]).toEqual([name, id, true]);
  }
  for (const id of knows('deleted').keys()) expect([name, id, living.has(id)]).toEqual([name, id, false]);
  const holds = (path: string, isIn: (event: { readonly calendar: number; readonly high: boolean }) => boolean): void => {
    const told = knows(path);
    for (const [id, event] of living) {
      if (isIn(event)) expect([name, path, id, told.has(id)]).toEqual([name, path, id, true]);
    }
    for (const [id, types] of told) {
      const event = living.get(id);
      if (event === undefined || !isIn(event)) expect([name, path, id, types.has('deleted')]).toEqual([name, path, id, true]);
    }
  };
  holds('high', ({ high }) => high);
  for (const place of [0, 1]) holds(`calendar${place}`, ({ calendar }) => calendar === place);
}
