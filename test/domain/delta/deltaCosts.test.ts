// What a delta asks of the stores, counted: a round costs by what has changed, not by what a mailbox holds nor by what others write.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { hourOn } from '../../support/api/events.ts';
import { mortal, type StoreCall } from '../../support/meetings/mortal.ts';
import { pathOf, readRound } from '../../support/changes/mirror.ts';
import { daily, make, marchOf } from '../../support/changes/makes.ts';
import type { Query } from '../../../lib/stores/documents.ts';
import { newInstance, type Instance } from '../../support/stores/instances.ts';

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
});
afterAll(() => house.close());

/** An instance whose calls and found documents are counted. */
function counting(): { readonly instance: Instance; readonly calls: readonly StoreCall[]; readonly read: () => number } {
  let read = 0;
  const { documents, calls } = mortal(
    {
      ...house.stores.mailboxes,
      async query(...given) {
        const found = await house.stores.mailboxes.query(...given);
        read += found.length;
        return found;
      },
    },
    () => false,
  );
  return { instance: newInstance({ ...house.stores, mailboxes: documents }), calls, read: () => read };
}

async function counted(
  person: Housemate,
  path: string,
): Promise<{ calls: Record<string, number>; read: number; entries: number; link: string }> {
  const { instance, calls, read } = counting();
  const { entries, link } = await readRound((each) => instance.send(person.caller, 'GET', each), path);
  const names = calls.map(({ name }) => name).filter((name) => name !== 'identity');
  return {
    calls: Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((each) => each === name).length])),
    read: read(),
    entries: entries.length,
    link,
  };
}

const many = (person: Housemate, count: number, json: object = hourOn('03-08')) =>
  Promise.all(Array.from({ length: count }, () => make(person, json)));

describe.each([2, 150])('with %i events in the mailbox', (count) => {
  let person: Housemate;
  let link = '';
  beforeAll(async () => {
    person = await house.come('owner');
    await many(person, count, hourOn('05-01'));
    await make(person, hourOn('03-03'));
  });

  it('a first round of a window costs a query for its beginning, one for each list, and one for what it shows', async () => {
    const first = await counted(person, marchOf());
    expect(first).toMatchObject({ entries: 1, calls: { query: 4 } });
    // The names of the last 64, the event's outline and the event.
    expect(first.read).toBeLessThanOrEqual(64 + 2);
    ({ link } = first);
  });

  it('a next round without a change costs 1 query, and one with a change 2', async () => {
    // Some seconds on nothing is within the minute that a round reads again.
    expect((await counted(person, link)).calls).toMatchObject({ query: expect.any(Number) as number });
    const { json } = await person.must('GET', '/v1.0/me/calendarView?startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z');
    await person.must('PATCH', `/v1.0/me/events/${String((json.value as { id: string }[])[0]?.id)}`, { subject: 'x' });
    const changed = await counted(person, link);
    expect(changed.entries).toBeGreaterThanOrEqual(1);
    expect(changed.calls.read).toBeUndefined();
  });
});

describe('a round', () => {
  it('a round of an old link reads what has changed, and asks nothing of what others write', async () => {
    let now = Date.now();
    const own = await startHousehold(() => now);
    try {
      const [quiet, busy] = [await own.come('quiet'), await own.come('busy')];
      await many(quiet, 120);
      const first = await readRound((each) => quiet.send('GET', each), marchOf());
      const second = await readRound((each) => quiet.send('GET', each), first.link);
      now += 31 * 60_000;
      const settled = await readRound((each) => quiet.send('GET', each), second.link);
      await many(busy, 60);
      const calls: StoreCall[] = [];
      const watching = mortal(own.stores.mailboxes, (call) => (calls.push(call), false));
      const instance = newInstance({ ...own.stores, mailboxes: watching.documents }, undefined, () => now);
      const { entries } = await readRound((each) => instance.send(quiet.caller, 'GET', each), settled.link);
      expect([entries, calls.map(({ name }) => name).filter((name) => name !== 'identity')]).toEqual([[], ['query']]);
      const asked = calls.find(({ name }) => name === 'query');
      expect(await own.stores.mailboxes.query(asked?.partition ?? '', asked?.given as Query)).toHaveLength(0);
    } finally {
      await own.close();
    }
  });

  it('a series of 200 days is told over three pages, each of which reads the series once and no day of it', async () => {
    const person = await house.come('owner');
    await make(person, daily(200));
    const window = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2028-01-01T00:00:00Z';
    const { instance, calls } = counting();
    let before = 0;
    const costs: number[] = [];
    for (let path = `/v1.0/me/calendarView/delta?${window}`; path !== '';) {
      const { json } = await instance.send(person.caller, 'GET', path);
      const names = calls.map(({ name }) => name).filter((name) => name !== 'identity');
      costs.push(names.length - before);
      before = names.length;
      path = json['@odata.nextLink'] === undefined ? '' : pathOf(json['@odata.nextLink']);
    }
    expect(costs).toHaveLength(3);
    expect(costs.every((calls) => calls <= 4)).toBe(true);
  });

  it('a round of a series costs what opening the series costs, while it is the same', async () => {
    const person = await house.come('owner');
    const series = await make(person, daily(3));
    const path = `/v1.0/me/events/${series}/instances/delta?startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z`;
    const { link, calls } = await counted(person, path);
    expect(calls).toEqual({ read: 1 });
    expect((await counted(person, link)).calls).toEqual({ read: 1 });
  });
});
