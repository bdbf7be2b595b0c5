// What a window of a series costs: the days that are looked at, counted where days are computed.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRecurrence } from '../../../lib/calendar/recurrence/json.ts';
import {
  countBetween,
  lastOccurrence,
  occurrenceOn,
  occurrencesBetween,
  type Series,
} from '../../../lib/calendar/recurrence/occurrences.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';

const days = { daysOfWeek: ['friday'] };
const patterns: readonly JsonObject[] = [
  { type: 'daily', interval: 1 },
  { type: 'weekly', interval: 3, ...days },
  { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
  { type: 'relativeMonthly', interval: 2, index: 'last', ...days },
  { type: 'absoluteYearly', interval: 1, dayOfMonth: 29, month: 2 },
  { type: 'relativeYearly', interval: 2, index: 'last', month: 3, ...days },
];
const series = (pattern: JsonObject, range: JsonObject): Series => ({
  recurrence: readRecurrence({ pattern, range: { startDate: '1990-01-01', ...range } }),
  start: { dateTime: '1990-01-01T10:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '1990-01-01T11:00', timeZone: 'Europe/Berlin' },
  isAllDay: false,
});

/** How often something is rounded down while something is done: to a period, to a day, to its parts, some ten times for each occurrence. */
function computed(act: () => void): number {
  let made = 0;
  const { floor } = Math;
  vi.spyOn(Math, 'floor').mockImplementation((number) => {
    made++;
    return floor(number);
  });
  act();
  vi.restoreAllMocks();
  return made;
}

afterEach(() => vi.restoreAllMocks());

describe.each(patterns)('a series from 1990, $type', (pattern) => {
  it('a series without an end, asked for a week of 2040, costs little', () => {
    const endless = series(pattern, { type: 'noEnd' });
    const week = (): unknown => occurrencesBetween(endless, Date.UTC(2040, 2, 24), Date.UTC(2040, 2, 31), 100);
    // The clocks of those weeks are remembered from then on.
    week();
    expect(computed(week)).toBeLessThan(200);
  });

  it('a series of a million occurrences costs little, asked for one, for the last, for a page of centuries and for their number', () => {
    const many = series(pattern, { type: 'numbered', numberOfOccurrences: 1_000_000 });
    const centuries = [Date.UTC(2040, 0), Date.UTC(2400, 0)] as const;
    for (const act of [
      () => void occurrenceOn(many, '2040-03-30'),
      () => void lastOccurrence(many),
      () => expect(occurrencesBetween(many, ...centuries, 10)).toHaveLength(10),
      () => expect(countBetween(many, ...centuries)).toBeGreaterThan(100),
    ]) {
      act();
      expect(computed(act)).toBeLessThan(600);
    }
  });
});
