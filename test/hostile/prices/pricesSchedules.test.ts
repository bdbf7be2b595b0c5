// What it costs to ask when people are busy, to show much of many events, and to keep what callers add to one.
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { fileBody } from '../../support/api/bodies.ts';
import { anHour, eventPath } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openMailboxes } from '../../support/stores/writtenMailboxes.ts';
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
beforeAll(async () => {
  priced = await openPriced();
  const mailboxes = await openMailboxes(inject('stack'));
  asks = await newStranger(priced.app.api, { name: 'asks' });
  people = await Promise.all(times(20, () => newStranger(priced.app.api, { name: 'busy' })));
  for (const person of people) {
    expect((await person.send('/v1.0/me/calendar')).status).toBe(200);
    await mailboxes.write(person.id, 450, hourly);
    await mailboxes.write(person.id, 8, daily);
  }
  await mailboxes.write(asks.id, 450, hourly);
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
  ['the schedules of 20 people over 62 days, with 900 items each', () => schedule(30)],
  ['their schedules in slots of five minutes', () => schedule(5)],
  ['the times at which they can meet', () => times62()],
  ['such times in their working hours', () => times62({ timeConstraint: { activityDomain: 'work', timeSlots: [days62] } })],
])('it is cheap to ask for %s', async (_, asked) => {
  await priced.expectCheap(asked(), 200, people.length);
});
