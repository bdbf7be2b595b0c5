// What rounds of a delta cost: thousands of events at once, and a series of as many days as a window may have.
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openMailboxes } from '../../support/people/writtenMailboxes.ts';
import { openPriced, times, type Priced } from './priced.ts';

const hour = 3_600_000;
const at = (utc: number) => ({ dateTime: new Date(utc).toISOString().slice(0, 19), timeZone: 'Europe/Berlin' });
const hourly = (n: number) => {
  const utc = Date.UTC(2027, 0, 1, 8) + n * 3 * hour;
  return { subject: `Review ${n}`, start: at(utc), end: at(utc + hour) };
};
const daily = (n: number) => ({
  ...hourly(n),
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-01-01' } } as const,
});

const window = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2031-12-30T00:00:00Z';
const delta = `/v1.0/me/calendarView/delta?${window}`;

let priced: Priced;
let [many, series]: Person[] = [];
/** The link of a round before thousands of events were written. */
let before = '';
/** The link to the last of a series' pages but one. */
let behind = '';
beforeAll(async () => {
  priced = await openPriced();
  const mailboxes = await openMailboxes(inject('stack'));
  [many, series] = await Promise.all(times(2, () => newStranger(priced.app.api, { name: 'mirrored' })));
  const { json } = await of(many).send(delta);
  before = pathOf(json['@odata.deltaLink']);
  await mailboxes.write(of(many).id, 3_000, hourly);
  await of(series).send('/v1.0/me/calendar');
  await mailboxes.write(of(series).id, 1, daily);
  for (let page = 0, next = delta; page < 18; page++) {
    behind = next;
    next = pathOf((await of(series).send(next)).json['@odata.nextLink']);
  }
});
afterAll(() => priced.end());

const of = (person: Person | undefined): Person => person ?? expect.fail('nobody is there');
const pathOf = (link: unknown): string => String(link).replace(/^https?:\/\/[^/]+/, '');

it.each<[string, () => readonly [Person, string]]>([
  ['a first round of thousands', () => [of(many), delta]],
  ['a first round of thousands in brief', () => [of(many), '/v1.0/me/events/delta']],
  ['a next round of thousands', () => [of(many), before]],
  ['a series of 1,825 days', () => [of(series), delta]],
  ['its last days', () => [of(series), behind]],
])('a page of %s', async (_, asked) => {
  const [person, path] = asked();
  await priced.expectCheap([path, { token: person.token }], 200);
});
