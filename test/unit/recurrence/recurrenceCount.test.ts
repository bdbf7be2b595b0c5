// The number of a series' occurrences in a window: what the list of them holds, whatever the pattern, the clocks and the window.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRecurrence } from '../../../lib/calendar/recurrence/json.ts';
import { countBetween, occurrencesBetween, type Series } from '../../../lib/calendar/recurrence/occurrences.ts';

const patterns = [
  { type: 'daily', interval: 1 },
  { type: 'daily', interval: 3 },
  { type: 'weekly', interval: 1, daysOfWeek: ['monday', 'friday', 'sunday'] },
  { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
  { type: 'relativeYearly', interval: 1, index: 'last', month: 3, daysOfWeek: ['sunday'] },
];
const ranges = [{ type: 'noEnd' }, { type: 'numbered', numberOfOccurrences: 40 }, { type: 'endDate', endDate: '2027-06-30' }];
const hour = 3_600_000;

const allSeries = fc
  .record({
    pattern: fc.constantFrom(...patterns),
    range: fc.constantFrom(...ranges),
    timeZone: fc.constantFrom('UTC', 'Pacific/Apia', 'Europe/Berlin', 'America/Los_Angeles'),
    from: fc.integer({ min: 0, max: 23 }),
    hours: fc.constantFrom(0, 1, 30, 200),
    isAllDay: fc.boolean(),
  })
  .map(({ pattern, range, timeZone, from, hours, isAllDay }): Series => {
    const start = new Date(Date.UTC(2027, 0, 1, isAllDay ? 0 : from));
    const end = new Date(start.getTime() + (isAllDay ? 24 : hours) * hour);
    const [first, last] = [start, end].map((each) => ({ dateTime: each.toISOString().slice(0, 19), timeZone }));
    return {
      recurrence: readRecurrence({ pattern, range: { startDate: '2027-01-01', ...range } }),
      start: first ?? expect.fail('no start'),
      end: last ?? expect.fail('no end'),
      isAllDay,
    };
  });

it('the number of occurrences is that of the list, for windows of minutes as for windows of years', () => {
  const instants = fc
    .integer({ min: Date.UTC(2026, 11, 20) / 60_000, max: Date.UTC(2028, 2, 1) / 60_000 })
    .map((minutes) => minutes * 60_000);
  const lengths = fc
    .oneof(fc.integer({ min: 0, max: 10 * 24 * 60 }), fc.integer({ min: 0, max: 500 * 24 * 60 }))
    .map((minutes) => minutes * 60_000);
  fc.assert(
    fc.property(allSeries, instants, lengths, (series, from, length) => {
      const listed = occurrencesBetween(series, from, from + length, Infinity);
      expect(countBetween(series, from, from + length)).toBe(listed.length);
    }),
    { numRuns: 400 },
  );
});
