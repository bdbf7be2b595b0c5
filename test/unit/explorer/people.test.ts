// What the explorer's pages make of times that others propose, of when they are busy, and of categories.
import { expect, it } from 'vitest';
import { bears, categoryOf, offeredCategories, readCategory, withCategory } from '../../../lib/explorer/model/category.ts';
import { availabilityIn, summaryOf } from '../../../lib/explorer/model/schedule.ts';
import { slotOf, timesOfSlot } from '../../../lib/explorer/model/slot.ts';

const slot = (start: string, end: string, timeZone: string) => ({ start: { dateTime: start, timeZone }, end: { dateTime: end, timeZone } });

it.each([
  ['Pacific Standard Time', '2027-03-01T23:30:00', 'Europe/Berlin', '2027-03-02T08:30:00'],
  // Daylight saving has begun in one of them alone.
  ['America/New_York', '2027-03-15T10:00:00', 'Europe/Berlin', '2027-03-15T15:00:00'],
  ['UTC', '2027-01-01T20:00:00', 'Asia/Kolkata', '2027-01-02T01:30:00'],
])('a proposal in %s at %s is shown in %s', (from, start, zone, shown) => {
  expect(timesOfSlot(slot(start, start, from), zone, false)).toEqual({ start: shown, end: shown, isAllDay: false });
});

it('days that are proposed instead of days are the same days everywhere; a zone that nobody knows is no time', () => {
  const days = slot('2027-03-01T00:00:00.0000000', '2027-03-02T00:00:00.0000000', 'Asia/Tokyo');
  const times = timesOfSlot(days, 'America/New_York', true);
  expect(times).toEqual({ start: '2027-03-01T00:00:00', end: '2027-03-02T00:00:00', isAllDay: true });
  expect(timesOfSlot(days, 'America/New_York', false)).toMatchObject({ start: '2027-02-28T10:00:00', isAllDay: false });
  expect(timesOfSlot(slot('2027-03-01T10:00:00', '2027-03-01T11:00:00', 'Nowhere'), 'UTC', false)).toBeUndefined();
  expect(slotOf({ start: '2027-03-01', end: '2027-03-02', isAllDay: true }, 'UTC')).toEqual(
    slot('2027-03-01T00:00:00', '2027-03-02T00:00:00', 'UTC'),
  );
});

const written = { locale: 'en-GB', hour12: false };
const item = (status: string, start: string, end: string) => ({ status, ...slot(`2027-03-01T${start}:00`, `2027-03-01T${end}:00`, 'UTC') });
const own = { start: '2027-03-01T10:00:00', end: '2027-03-01T11:00:00', isAllDay: false };

it.each([
  [[], 'free'],
  [[item('workingElsewhere', '08:00', '18:00')], 'free, working elsewhere'],
  [[item('tentative', '09:30', '10:30'), item('busy', '10:00', '10:15')], 'busy 10:00–10:15'],
  [[item('busy', '09:30', '10:30'), item('oof', '08:00', '12:00')], 'away 08:00–12:00'],
  [
    ['09:00', '10:10', '10:20', '10:30'].map((start) => item('busy', start, '10:50')),
    'busy 09:00–10:50, 10:10–10:50, 10:20–10:50, and more',
  ],
  // The meeting itself, once.
  [[item('busy', '10:00', '11:00')], 'free'],
  [[item('busy', '10:00', '11:00'), item('busy', '10:00', '11:00')], 'busy 10:00–11:00'],
])('of somebody with %j it is said: %s', (scheduleItems, words) => {
  expect(availabilityIn({ scheduleItems }, own, written).words).toBe(words);
});

it('one sentence says of all whether they are free', () => {
  const [free, busy, unknown] = [{}, { scheduleItems: [item('busy', '10:00', '10:30')] }, { error: {} }].map((json) =>
    availabilityIn(json, undefined, written),
  );
  if (free === undefined || busy === undefined || unknown === undefined) throw new Error('Three are said.');
  expect(summaryOf([free])).toBe('Free at this time.');
  expect(summaryOf([free, free])).toBe('All are free at this time.');
  expect(summaryOf([free, busy, unknown])).toBe('1 of 3 isn’t free at this time; of 1 it isn’t known.');
  expect(summaryOf([unknown, free])).toBe('Of 1 it isn’t known.');
});

it('categories are the same in any case of letters, and what the list doesn’t have has no colour', () => {
  const list = [readCategory({ displayName: 'Customer', color: 'preset12' }), readCategory({ displayName: 'Plain', color: 'none' })];
  expect(categoryOf('customer', list)).toEqual({ name: 'customer', color: 12 });
  expect(categoryOf('Plain', list).color).toBeUndefined();
  expect(offeredCategories(list, ['CUSTOMER', 'Free']).map(({ name }) => name)).toEqual(['Customer', 'Plain', 'Free']);
  expect(withCategory(['customer'], 'Customer', true)).toEqual(['Customer']);
  expect(withCategory(['customer', 'Free'], 'Customer', false)).toEqual(['Free']);
  expect(bears(['customer'], 'Customer')).toBe(true);
});
