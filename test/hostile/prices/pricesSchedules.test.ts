// What it costs to ask when people are busy, to show much of many events, and to keep what callers add to one.
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { fileBody } from '../../support/api/bodies.ts';
import { anHour, eventPath } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openMailboxes } from '../../support/people/writtenMailboxes.ts';
import { fill, openPriced, times, type Asked, type Priced } from './priced.ts';

const hour = 3_600_000;
const at = (utc: number) => ({ dateTime: new Date(utc).toISOString().slice(0, 19), timeZone: 'Europe/Berlin' });
const first = Date.UTC(2027, 0, 1, 8);
const hourly = (n: number) => ({ subject: `Review ${n}`, start: at(first + n * 3 * hour), end: at(first + n * 3 * hour + hour) });
const daily = (n: number) => ({
  ...hourly(n % 8),
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-01-01' } } as const,
});

let priced: Priced;
let asks: Person;
let people: readonly Person[];
let series: string;
let single: string;
const files = (count: number): object[] => times(count, (i) => fileBody(`a${i}`, Buffer.alloc(10_000, i)));
beforeAll(async () => {
  priced = await openPriced();
  const mailboxes = await openMailboxes(inject('stack'));
  asks = await newStranger(priced.app.api, { name: 'asks' });
  people = await Promise.all(times(20, () => newStranger(priced.app.api, { name: 'busy' })));
  for (const person of people) {
    expect((await person.send('/v1.0/me/calendar')).status).toBe(200);
    await mailboxes.write(person.id, 100, hourly);
    await mailboxes.write(person.id, 13, daily);
  }
  series = eventPath(await asks.newEvent(daily(0)));
  const value = 'x'.repeat(32_000);
  for (let n = 0; n < 20; n++) {
    const extensions = [{ '@odata.type': '#microsoft.graph.openTypeExtension', extensionName: 'com.contoso.a', value }];
    const made = await asks.newEvent({ ...hourly(n), extensions, attachments: files(n === 0 ? 90 : 4) });
    if (n === 0) single = eventPath(made);
  }
});
afterAll(() => priced.end());

const days62 = { start: { dateTime: '2027-01-01T00:00:00', timeZone: 'UTC' }, end: { dateTime: '2027-03-04T00:00:00', timeZone: 'UTC' } };
const schedule = (interval: number): Asked => [
  '/v1.0/me/calendar/getSchedule',
  {
    token: asks.token,
    json: { Schedules: people.map(({ upn }) => upn), StartTime: days62.start, EndTime: days62.end, AvailabilityViewInterval: interval },
  },
];
const times62 = (more: object = {}): Asked => [
  '/v1.0/me/findMeetingTimes',
  {
    token: asks.token,
    json: {
      attendees: people.map(({ upn }) => ({ type: 'required', emailAddress: { address: upn } })),
      timeConstraint: { activityDomain: 'unrestricted', timeSlots: [days62] },
      meetingDuration: 'PT30M',
      minimumAttendeePercentage: 0,
      maxCandidates: 100,
      ...more,
    },
  },
];

// Each address counts as a request, and costs one's price.
it.each<[string, () => Asked]>([
  ['the schedules of 20 people over 62 days, of 900 items each', () => schedule(30)],
  ['their schedules in slots of five minutes', () => schedule(5)],
  ['the times at which they can meet', () => times62()],
  ['such times in their working hours', () => times62({ timeConstraint: { activityDomain: 'work', timeSlots: [days62] } })],
])('it is cheap to ask for %s', async (_, asked) => {
  await priced.expectCheap(asked(), 200, people.length);
});

const none = 'application/json;odata.metadata=none';
const full = 'application/json;odata.metadata=full;IEEE754Compatible=true';
const year = 'startDateTime=2027-01-01&endDateTime=2027-12-31';
const extension = encodeURIComponent("extensions($filter=id eq 'com.contoso.a')");

it.each<[string, () => string, string]>([
  ['a hundred events without metadata', () => `${series}/instances?${year}&$top=100`, none],
  ['a hundred events with all metadata', () => `${series}/instances?${year}&$top=100`, full],
  ['20 events with their attachments', () => '/v1.0/me/events?$top=20&$expand=attachments', none],
  ['20 events with the names of their attachments', () => '/v1.0/me/events?$top=20&$expand=attachments($select=name,size)', full],
  ['one event with 90 attachments', () => `${single}?$expand=attachments`, full],
  ['the largest extensions of a page of events', () => `/v1.0/me/events?$top=100&$expand=${extension}`, none],
  ['the largest extensions with all metadata', () => `/v1.0/me/events?$top=100&$expand=${extension}`, full],
])('it is cheap to show %s', async (_, path, accept) => {
  await priced.expectCheap([path(), { token: asks.token, headers: { Accept: accept } }], 200);
});

const extended = (count: number, length: number): object =>
  times(count, (i) => ({ id: `String {66f5a359-4659-4830-9070-00047ec6ac6e} Name n${i}`, value: fill('é', length) }));
it.each<[string, number, object]>([
  ['an extension of the largest size', 201, { extensions: [{ extensionName: 'a.b', value: 'x'.repeat(32_000) }] }],
  ['an extension of 10,000 values', 201, { extensions: [{ extensionName: 'a.b', value: times(10_000, (i) => i % 10) }] }],
  ['an extension of 4 MB', 400, { extensions: [{ extensionName: 'a.b', value: fill('é', 2_000_000) }] }],
  ['an extension of 900 names', 201, { extensions: [{ extensionName: 'a.b', ...Object.fromEntries(times(900, (i) => [`n${i}`, i])) }] }],
  ['10,000 extensions', 400, { extensions: times(10_000, (i) => ({ extensionName: `a.b${i}` })) }],
  ['100 extended properties', 201, { singleValueExtendedProperties: extended(100, 1_000) }],
  ['20,000 extended properties', 400, { singleValueExtendedProperties: extended(20_000, 20) }],
])('it is cheap to keep %s', async (_, status, json) => {
  await priced.expectCheap(['/v1.0/me/events', { token: asks.token, json: { ...anHour, ...json } }], status);
});
