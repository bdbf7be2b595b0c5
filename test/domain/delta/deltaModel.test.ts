// Mirrors that are kept by delta alone, while several people write at once and some requests die: each equals the calendar's own view.
// `MODEL_OPERATIONS` sets how much is done (`npm run test:model`: 2,000), `MODEL_SEED` repeats a run.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { randomOf, startWriters, type Writers } from '../../support/changes/deltaWriters.ts';
import { isRemoved, Mirror, pathOf, readRound, type Told } from '../../support/changes/mirror.ts';
import type { Instance } from '../../support/stores/instances.ts';

const operations = Number(process.env.MODEL_OPERATIONS ?? 150);
const seed = Number(process.env.MODEL_SEED ?? Date.now() % 1_000_000);
/** Changes between two rounds that are compared, half of them while a round is read. */
const perRound = 10;

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
});
afterAll(() => house.close());

/** Somebody who keeps a mirror of one list. */
interface Keeper {
  readonly name: string;
  readonly person: Housemate;
  readonly list: string;
  readonly options: string;
  /** Whether the list is of events rather than of occurrences. */
  readonly masters: boolean;
  readonly mirror: Mirror;
  link?: string;
}

const march = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z';
const year = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2028-01-01T00:00:00Z';

function keepers(owner: Housemate, reader: Housemate, other: string): Keeper[] {
  const keep = (name: string, person: Housemate, list: string, options: string): Keeper => ({
    ...{ name, person, list, options, masters: list.endsWith('/events'), mirror: new Mirror() },
  });
  return [
    keep('the owner, a month', owner, '/v1.0/me/calendarView', march),
    keep('the owner, a year, by threes', owner, '/v1.0/me/calendar/calendarView', `${year}&$top=3`),
    keep('the owner, another calendar', owner, `/v1.0/me/calendars/${other}/calendarView`, `${year}&$top=1`),
    keep('the owner, events of one calendar', owner, `/v1.0/me/calendars/${other}/events`, '$top=7'),
    keep('the reader, a month', reader, `/v1.0/users/${owner.id}/calendarView`, `${march}&$top=5`),
    keep('the reader, events', reader, `/v1.0/users/${owner.id}/calendar/events`, ''),
  ];
}

/** What a client knows of an event that it was shown. */
const known = ({ id, type, start, end, seriesMasterId, subject, ...rest }: Told): object => ({
  ...{ id, type, start, end, seriesMasterId },
  etag: rest['@odata.etag'],
  ...(type !== 'occurrence' && { subject }),
});
const brief = ({ id, type, start, end, ...rest }: Told): object => ({ id, type, start, end, etag: rest['@odata.etag'] });

/** All that the list shows now, in the order of ids. */
async function listed(by: Instance, { person, list, options, masters }: Keeper): Promise<readonly object[]> {
  const found: Told[] = [];
  const window = options
    .split('&')
    .filter((each) => !each.startsWith('$'))
    .join('&');
  for (let next = `${list}?${window}&$top=100`; next !== '';) {
    const { status, json } = await by.send(person.caller, 'GET', next);
    expect(status, next).toBe(200);
    found.push(...(json.value as readonly Told[]));
    next = json['@odata.nextLink'] === undefined ? '' : pathOf(json['@odata.nextLink']);
  }
  return found.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(masters ? brief : known);
}

async function round(by: () => Instance, keeper: Keeper, writers: Writers, meanwhile?: () => Promise<unknown>): Promise<void> {
  const path = keeper.link ?? `${keeper.list}/delta?${keeper.options}`;
  const { entries, link } = await readRound((each) => by().send(keeper.person.caller, 'GET', each), path, meanwhile);
  keeper.mirror.take(entries);
  keeper.link = link;
  if (!keeper.name.startsWith('the reader')) return;
  for (const { id, seriesMasterId, ...entry } of entries)
    if (isRemoved({ id, ...entry }) && !id.includes('='))
      expect([...writers.open], `${keeper.name} was told ${id}`).toContain(seriesMasterId ?? id);
}

describe('mirrors by delta', () => {
  it(
    'mirrors by delta equal what the calendars show, whatever is written at the same time',
    { timeout: 120_000 + operations * 500 },
    async () => {
      const random = randomOf(seed);
      const [owner, sharer, organizer, reader] = await Promise.all([house.come('o'), house.come('s'), house.come('g'), house.come('r')]);
      await owner.share(sharer, 'delegateWithPrivateEventAccess');
      await owner.share(reader, 'read');
      const own = String((await owner.must('GET', '/v1.0/me/calendar')).json.id);
      const other = String((await owner.must('POST', '/v1.0/me/calendars', { name: 'Other' })).json.id);
      const writers = startWriters(house, [owner, sharer, organizer], [own, other, own], random);
      const another = house.another(64 * 1024 * 1024);
      const any = (): Instance => (random(2) === 0 ? house.instance : another);
      const all = keepers(owner, reader, other);
      for (let done = 0; done < operations; done += perRound) {
        for (let at = 0; at < perRound / 2; at += 2) await Promise.all([writers.act(), writers.act()]);
        let left = perRound / 2;
        const meanwhile = async (): Promise<void> => {
          if (left-- > 0) await writers.act();
        };
        for (const keeper of all) await round(any, keeper, writers, meanwhile);
        while (left > 0) await meanwhile();
        for (const keeper of all) {
          await round(any, keeper, writers);
          const shown = keeper.masters
            ? [...keeper.mirror.known.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(brief)
            : keeper.mirror.shown().map(known);
          expect(
            shown,
            `${keeper.name} after ${done + perRound} operations of seed ${seed}:\n${writers.said.slice(-60).join('\n')}`,
          ).toEqual(await listed(any(), keeper));
        }
      }
    },
  );
});
