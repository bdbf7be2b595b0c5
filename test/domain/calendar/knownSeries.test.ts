// What an instance knows of a calendar's series from its last look is what the store has, whoever has written what since, and when.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { inCalendar } from '../../../lib/calendar/events/list.ts';
import { spanningIn } from '../../../lib/calendar/windows/spans/spanning.ts';
import { listWindow } from '../../../lib/calendar/windows/window.ts';
import { longestSetAgeMs, maxChangesInLook } from '../../../lib/runtime/limits/windows.ts';
import type { Documents, Query } from '../../../lib/stores/documents.ts';
import { chanceOf } from '../../support/changes/chance.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { startDocuments } from '../../support/stores/documents.ts';
import { casesOf } from '../../support/runs.ts';

const from = Date.UTC(2027, 2, 1);
const to = Date.UTC(2027, 2, 8);
const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-02-01' } };
const ended = { pattern: { type: 'daily', interval: 1 }, range: { type: 'endDate', startDate: '2027-02-01', endDate: '2027-02-10' } };
const at = (day: string, hour = '10') => ({ dateTime: `${day}T${hour}:00:00`, timeZone: 'UTC' });
const series = { subject: 'series', start: at('2027-02-01'), end: at('2027-02-01', '11'), recurrence: daily };
const long = { subject: 'long', start: at('2027-02-20'), end: at('2027-03-20'), recurrence: null };
const short = { subject: 'short', start: at('2027-03-03'), end: at('2027-03-03', '11'), recurrence: null };
const kinds = [series, { ...series, recurrence: ended }, long, short];

const houses: Household[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(houses.splice(0).map((house) => house.close()));
});

/** Time as the store and this process tell it, which the test moves on: the store's replicas are up to 25 seconds apart. */
async function startAt(chance = chanceOf(1)) {
  const real = Date.now();
  const began = performance.now();
  let passed = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => began + passed);
  const documents = await startDocuments(undefined, () => real + passed + (chance.below(51) - 25) * 1000);
  const house = await startHousehold(undefined, undefined, undefined, documents);
  houses.push(house);
  const person = await house.come('owner');
  const mailbox: Mailbox = { tenant: house.tenant, kind: 'users', id: person.id };
  return { house, person, mailbox, passes: (ms: number) => void (passed += ms) };
}

/** A view of the store that counts queries; a new one knows of no former look. */
function viewOf(documents: Documents) {
  const asked: Query[] = [];
  const query: Documents['query'] = (partition, wanted) => {
    asked.push(wanted);
    return documents.query(partition, wanted);
  };
  return { documents: { ...documents, query }, asked };
}

const everybody = (): boolean => true;

async function shownIn(documents: Documents, mailbox: Mailbox, calendar: string): Promise<readonly string[]> {
  const { entries } = await listWindow(documents, mailbox, calendar, { from, to, limit: 500 }, everybody);
  return entries.map(({ event }) => `${event.id} ${event.etag} ${event.properties.subject}`);
}

async function spansIn(documents: Documents, mailbox: Mailbox, calendar = defaultCalendarId(mailbox)): Promise<readonly string[]> {
  const within = inCalendar(calendar, undefined);
  const ids: string[] = [];
  for await (const some of (await spanningIn(documents, mailboxPartition(mailbox), within, { from, to })).pages)
    ids.push(...some.map(({ outline }) => `${outline.id} ${outline.incarnation}`));
  return ids.toSorted();
}

describe('what is known of series', () => {
  it.each(Array.from({ length: casesOf(3) }, (_, seed) => seed))(
    'what is known of series is what the store has, whoever writes what and when (seed %i)',
    async (seed) => {
      const chance = chanceOf(seed);
      const { house, person, mailbox, passes } = await startAt(chance);
      const organizer = await house.come('organizer');
      const { json: other } = await person.must('POST', '/v1.0/me/calendars', { name: 'other' });
      const known = viewOf(house.stores.mailboxes);
      const calendars = [defaultCalendarId(mailbox), String(other['id'])];
      const ids = ['a', 'b', 'c', 'd'];
      const kind = (): object => ({ ...kinds[chance.below(kinds.length)] });
      const attendees = [{ emailAddress: { address: person.upn } }];
      const meetings: string[] = [];
      const change = async (who: Housemate, path: string): Promise<void> => {
        const way = chance.below(5);
        if (way === 0) await who.send('DELETE', path);
        else if (way === 1) await who.send('PATCH', `${path}_2027-03-04`, { start: at('2027-03-05', '15'), end: at('2027-03-05', '16') });
        else await who.send('PATCH', path, way === 2 ? { subject: `changed ${chance.below(1_000)}` } : kind());
      };
      const steps: readonly (() => Promise<unknown>)[] = [
        () => person.send('PUT', `/v1.0/me/events/${String(chance.oneOf(ids))}`, kind()),
        () => change(person, `/v1.0/me/events/${String(chance.oneOf(ids))}`),
        () => person.send('PUT', `/v1.0/me/calendars/${String(other['id'])}/events/other-${String(chance.oneOf(ids))}`, kind()),
        async () => meetings.push(String((await organizer.must('POST', '/v1.0/me/events', { ...kind(), attendees })).json['id'])),
        async () => meetings.length > 0 && (await change(organizer, `/v1.0/me/events/${String(chance.oneOf(meetings))}`)),
        async () => {
          const { value } = (await person.must('GET', '/v1.0/me/events?$top=100')).json;
          const found = chance.oneOf(value as readonly { readonly id: string }[]);
          if (found !== undefined) await person.send('DELETE', `/v1.0/me/events/${found.id}`);
        },
      ];
      let looks = 0;
      for (let step = 0; step < 40; step++) {
        // Nobody may have looked at what came between two changes.
        for (let changes = 1 + chance.below(3); changes > 0; changes--) await chance.oneOf(steps)?.();
        passes(chance.below(4) * 15_000);
        for (const calendar of calendars) {
          known.asked.length = 0;
          const shown = await shownIn(known.documents, mailbox, calendar);
          if (known.asked.some(({ only }) => only?.join() === '_ts')) looks++;
          expect(shown, `step ${step}`).toEqual(await shownIn({ ...house.stores.mailboxes }, mailbox, calendar));
          const spans = await spansIn(known.documents, mailbox, calendar);
          expect(spans, `step ${step}`).toEqual(await spansIn({ ...house.stores.mailboxes }, mailbox, calendar));
        }
        passes(chance.below(3) * 15_000);
      }
      // Most windows know what was there: the others are the first ones of each five minutes.
      expect(looks).toBeGreaterThan(50);
    },
    60_000,
  );

  it('a series that was deleted and put again as a single event between two looks is no series any more', async () => {
    const { house, person, mailbox, passes } = await startAt();
    const { documents } = viewOf(house.stores.mailboxes);
    await person.must('PUT', '/v1.0/me/events/one', series);
    expect(await spansIn(documents, mailbox)).toHaveLength(1);
    passes(70_000);
    await person.must('DELETE', '/v1.0/me/events/one');
    await person.must('PUT', '/v1.0/me/events/one', short);
    expect(await spansIn(documents, mailbox)).toEqual([]);
    await person.must('PATCH', '/v1.0/me/events/one', { recurrence: daily });
    expect(await spansIn(documents, mailbox)).toHaveLength(1);
  });

  it('of series nothing is read while nobody writes, and of a written one alone once somebody does', async () => {
    const { house, person, mailbox, passes } = await startAt();
    for (const id of ['one', 'two', 'three']) await person.must('PUT', `/v1.0/me/events/${id}`, series);
    const { documents, asked } = viewOf(house.stores.mailboxes);
    const looked = async (): Promise<readonly number[]> => {
      const found: number[] = [];
      const noting: Documents['query'] = async (partition, query) => {
        const rows = await documents.query(partition, query);
        found.push(rows.length);
        return rows;
      };
      Object.assign(view, { query: noting });
      await spansIn(view, mailbox);
      return found;
    };
    const view: Documents = { ...documents };
    expect(await looked()).toEqual([3]);
    expect(await looked()).toEqual([3]);
    passes(2 * 60_000);
    // The first look behind the minute is from the one before it on, as all are.
    await looked();
    expect(await looked()).toEqual([0]);
    await person.must('PATCH', '/v1.0/me/events/two', { subject: 'new' });
    expect(await looked()).toEqual([1, 1]);
    expect(await looked()).toEqual([1]);
    expect(asked.every(({ only }) => only !== undefined)).toBe(true);
  });

  it('all is read again after five minutes, and while more is written than a look can know', async () => {
    const { house, person, mailbox, passes } = await startAt();
    await person.must('PUT', '/v1.0/me/events/one', series);
    const { documents, asked } = viewOf(house.stores.mailboxes);
    const isWhole = async (): Promise<boolean> => {
      asked.length = 0;
      await spansIn(documents, mailbox);
      return asked.every(({ only }) => only?.join() !== '_ts');
    };
    expect([await isWhole(), await isWhole()]).toEqual([true, false]);
    passes(longestSetAgeMs + 1);
    expect([await isWhole(), await isWhole()]).toEqual([true, false]);

    const partition = mailboxPartition(mailbox);
    const [model] = await house.stores.mailboxes.query(partition, {
      where: { is: 'eq', property: 'kind', value: 'event' },
      orderBy: [],
      limit: 1,
    });
    for (let made = 0; made < maxChangesInLook; made += 64) {
      const [first, ...rest] = Array.from({ length: 64 }, (_, i) => {
        const name = `many-${made + i}`;
        const document = { ...model?.body, kind: 'event', id: `event:${name}`, eventId: name, incarnation: name, iCalUId: name } as const;
        return { write: 'create', document } as const;
      });
      if (first !== undefined) await house.stores.mailboxes.commit(partition, [first, ...rest]);
    }
    // The first look finds out.
    await isWhole();
    expect([await isWhole(), await isWhole()]).toEqual([true, true]);
    expect(await spansIn(documents, mailbox)).toHaveLength(maxChangesInLook + 1);
    passes(2 * 60_000);
    expect([await isWhole(), await isWhole(), await isWhole()]).toEqual([true, false, false]);
    expect(await spansIn(documents, mailbox)).toHaveLength(maxChangesInLook + 1);
  });
});
