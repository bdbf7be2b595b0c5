// Mirrors that are kept by delta alone, while several people write at once and some requests die: each equals what its list shows.
// `MODEL_OPERATIONS` sets how much is done (`npm run test:model`: 5,000), `MODEL_SEED` repeats a run.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHousehold, type Household } from '../../support/people/household.ts';
import { daily, make } from '../../support/changes/makes.ts';
import { randomOf, startWriters, type Scene, type Writers } from '../../support/changes/delta/writers.ts';
import { keepersOf, keepUp, listed, mirrored } from '../../support/changes/delta/keepers.ts';

const operations = Number(process.env.MODEL_OPERATIONS ?? 80);
const seed = Number(process.env.MODEL_SEED ?? Date.now() % 1_000_000);
/** Changes between two comparisons, half of them while rounds are read. */
const perRound = 10;

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
});
afterAll(() => house.close());

async function setScene(): Promise<Scene> {
  const [owner, sharer, organizer, reader, member] = await Promise.all(['o', 's', 'g', 'r', 'm'].map((name) => house.come(name)));
  if (!owner || !sharer || !organizer || !reader || !member) throw new Error('Somebody is missing.');
  await owner.share(sharer, 'delegateWithPrivateEventAccess');
  await owner.share(reader, 'read');
  const own = String((await owner.must('GET', '/v1.0/me/calendar')).json.id);
  const other = String((await owner.must('POST', '/v1.0/me/calendars', { name: 'Other' })).json.id);
  const { directory } = house.instance.services;
  const named = { groupId: directory.newId(), displayName: 'Group', mailNickname: 'group' };
  const { groupId: group } = await directory.createGroup(house.tenant, named, 'user:test', { members: [member.id] });
  const series = await make(owner, daily(5));
  return { owner, sharer, organizer, reader, member, group, own, other, series };
}

/** Nobody may learn of meetings that their organizer keeps private. */
async function hidePrivateMeetings({ owner }: Scene, writers: Writers): Promise<void> {
  const { json } = await owner.must('GET', `/v1.0/me/events?$filter=isOrganizer eq false and sensitivity eq 'private'&$select=id&$top=100`);
  writers.hide((json.value as readonly { readonly id: string }[]).map(({ id }) => id));
}

describe('mirrors by delta', () => {
  it(
    'mirrors by delta equal what the lists show, whatever is written at the same time',
    { timeout: 120_000 + operations * 2_000 },
    async () => {
      const random = randomOf(seed);
      const scene = await setScene();
      const writers = startWriters(house, scene, random);
      const deps = { house, instances: [house.instance, house.another(64 * 1024 * 1024)], random, writers };
      const keepers = keepersOf(scene);
      for (const keeper of keepers) await keepUp(deps, keeper);
      for (let done = 0; done < operations; done += perRound) {
        // Some keep up with every change, others come back later.
        const present = keepers.filter(() => done + perRound >= operations || random(2) === 0);
        for (let at = 0; at < perRound / 2; at += 2) await Promise.all([writers.act(), writers.act()]);
        let left = perRound / 2;
        const meanwhile = async (): Promise<void> => {
          if (left-- > 0) await writers.act();
        };
        for (const keeper of present) await keepUp(deps, keeper, meanwhile);
        while (left > 0) await meanwhile();
        await hidePrivateMeetings(scene, writers);
        for (const keeper of present) {
          await keepUp(deps, keeper);
          const after = `${keeper.name} after ${done + perRound} operations of seed ${seed}:\n${writers.said.slice(-60).join('\n')}`;
          expect(mirrored(keeper), after).toEqual(await listed(house.instance, keeper));
        }
      }
    },
  );
});
