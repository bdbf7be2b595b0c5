// What it costs to look for events: windows and lists over thousands of them, by filters, orders, expansions and every form of JSON.
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { eventPath } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openMailboxes } from '../../support/people/writtenMailboxes.ts';
import { openPriced, times, type Priced } from './priced.ts';

const minutes = 60_000;
const at = (utc: number) => ({ dateTime: new Date(utc).toISOString().slice(0, 19), timeZone: 'Europe/Berlin' });
const first = Date.UTC(2027, 0, 1, 8);
/** One event each hour, of half an hour. */
const hourly = (n: number) => ({
  subject: `Review ${n}`,
  start: at(first + n * 60 * minutes),
  end: at(first + n * 60 * minutes + 30 * minutes),
  categories: n % 7 === 0 ? ['Red', 'Blue'] : ['Green'],
  location: { displayName: `Room ${n % 40}` },
});
const daily = (n: number) => ({
  ...hourly(n),
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-01-01' } } as const,
});

/** Ten days long, with as many attendees and as long a text as an event's document has. */
const large = (n: number) => ({
  ...hourly(n),
  end: at(first + n * 60 * minutes + 14_400 * minutes),
  attendees: times(500, (i) => ({
    type: 'required' as const,
    emailAddress: { address: `a${i}-${n}@x.example`, name: 'n'.repeat(30) },
    status: { response: 'none' as const, time: '0001-01-01T00:00:00Z' },
  })),
  body: { contentType: 'text' as const, content: 'y'.repeat(32 * 1024) },
});

let priced: Priced;
let many: Person;
let crowd: Person;
let heavy: Person;
let series = '';
beforeAll(async () => {
  priced = await openPriced();
  const mailboxes = await openMailboxes(inject('stack'));
  many = await newStranger(priced.app.api, { name: 'many' });
  crowd = await newStranger(priced.app.api, { name: 'crowd' });
  await mailboxes.write(many.id, 3_000, hourly);
  await mailboxes.write(many.id, 40, daily);
  heavy = await newStranger(priced.app.api, { name: 'heavy' });
  await mailboxes.write(heavy.id, 300, large);
  const attendees = times(500, (i) => ({ emailAddress: { address: `a${i}@x.example`, name: 'n'.repeat(30) } }));
  const made = await crowd.send('/v1.0/me/events', { json: { ...daily(0), attendees } });
  expect(made.status, made.text.slice(0, 300)).toBe(201);
  series = eventPath(made.json);
});
afterAll(() => priced.end());

const window = 'startDateTime=2027-01-01&endDateTime=2027-12-31';
const filter = (text: string): string => `$filter=${encodeURIComponent(text)}`;

it.each<[string, string]>([
  ['a page of thousands of events that none meets', `calendarView?${window}&${filter("subject eq 'none'")}`],
  ['a page by a filter of 40 conditions', `calendarView?${window}&${filter(times(40, (i) => `contains(subject,'no${i}')`).join(' or '))}`],
  ['a page by the end, the last first', 'calendarView?startDateTime=2027-01-01&endDateTime=2027-03-01&$orderby=end/dateTime desc&$top=100'],
  ['a page that skips 9,000', `calendarView?${window}&$skip=9000&$top=100`],
  [
    'a page that skips what a filter finds',
    `calendarView?startDateTime=2027-01-01&endDateTime=2027-02-15&$skip=500&${filter("startswith(subject,'Review')")}`,
  ],
  [
    'the number of as many as may be counted',
    `calendarView/$count?startDateTime=2027-01-01&endDateTime=2027-05-03&${filter("startswith(subject,'Review')")}`,
  ],
  ['a page by subject', 'calendarView?startDateTime=2027-01-01&endDateTime=2027-02-15&$orderby=subject&$top=100'],
  ['a page with the number of a year', `calendarView?${window}&$count=true&$top=100`],
  ['a page with its calendar', `calendarView?${window}&$expand=calendar&$top=100`],
  ['a list by categories', `events?${filter("categories/any(c:c eq 'Red')")}&$orderby=start/dateTime desc,subject desc&$top=100`],
])('it is cheap to ask thousands of events for %s', async (_, path) => {
  await priced.expectCheap([`/v1.0/me/${path}`, { token: many.token }], 200);
});

const years = 'startDateTime=2027-01-01&endDateTime=2031-12-01';
const nobody = (count: number): string => filter(times(count, (i) => `attendees/any(a:a/emailAddress/address eq 'b${i}@x')`).join(' or '));
it.each<[string, string]>([
  ['is one whom nobody is', `instances?${years}&${nobody(1)}`],
  ['is one of 24 whom nobody is', `instances?${years}&${nobody(24)}`],
  [
    'is accepted, late, and many more',
    `instances?${years}&${filter(`attendees/any(a:${times(30, (i) => `contains(a/emailAddress/name,'${'n'.repeat(29)}${i}')`).join(' or ')})`)}`,
  ],
  ['is one by the last change', `instances?startDateTime=2027-01-01&endDateTime=2028-01-01&$orderby=lastModifiedDateTime desc&$top=100`],
])('it is cheap to ask a series with 500 attendees whether one of them %s', async (_, path) => {
  const url = `${series}/${path}`;
  expect(url.length).toBeLessThan(4_000);
  await priced.expectCheap([url, { token: crowd.token }], 200);
});

const some = 'startDateTime=2027-01-01&endDateTime=2027-01-04';
it.each<[string, number, string]>([
  ['a page that a filter finds', 200, `calendarView?${years}&${nobody(24)}`],
  ['the number of what a filter finds', 200, `calendarView/$count?${some}&${nobody(24)}`],
  ['a page by subject', 200, `calendarView?${some}&$orderby=subject&$top=1`],
  ['a page that skips what a filter finds', 200, `calendarView?${some}&$skip=10&${nobody(24)}`],
  ['the number of more than may be read', 400, `calendarView/$count?${years}&${nobody(24)}`],
  ['a page by subject of more than may be read', 400, `calendarView?${years}&$orderby=subject&$top=1`],
])('it is cheap to ask events with 500 attendees each for %s', async (_, status, path) => {
  await priced.expectCheap([`/v1.0/me/${path}`, { token: heavy.token }], status);
});
