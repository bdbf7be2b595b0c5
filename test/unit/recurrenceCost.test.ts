// What a window of a series costs: the days that are expanded, counted where the library is asked for them.
import rrule from 'rrule';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRecurrence } from '../../lib/calendar/recurrence/json.ts';
import { lastOccurrence, occurrenceOn, occurrencesBetween, type Series } from '../../lib/calendar/recurrence/occurrences.ts';
import type { JsonObject } from '../../lib/stores/documents.ts';

const msPerDay = 86_400_000;
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

/** Calls of the library while something is done, the days that they cover and the dates that they give. */
function expansions(act: () => void): { calls: number; days: number; dates: number } {
  const cost = { calls: 0, days: 0, dates: 0 };
  const expand = Object.getOwnPropertyDescriptor(rrule.RRule.prototype, 'all')?.value as (this: unknown) => Date[];
  vi.spyOn(rrule.RRule.prototype, 'all').mockImplementation(function (this: InstanceType<typeof rrule.RRule>) {
    const { dtstart, until } = this.options;
    const dates = expand.call(this);
    cost.calls += 1;
    cost.days += ((until?.getTime() ?? Infinity) - dtstart.getTime()) / msPerDay + 1;
    cost.dates += dates.length;
    return dates;
  });
  act();
  return cost;
}

afterEach(() => vi.restoreAllMocks());

describe.each(patterns)('a series from 1990, $type', (pattern) => {
  // Looking for the ends expands up to four periods, the window its days and the rest of the period that it begins in.
  const fewYears = 12 * 366;

  it('without an end, asked for a week of 2040', () => {
    const endless = series(pattern, { type: 'noEnd' });
    const cost = expansions(() => occurrencesBetween(endless, Date.UTC(2040, 2, 24), Date.UTC(2040, 2, 31), 100));
    expect(cost.calls).toBeLessThanOrEqual(2);
    expect(cost.days).toBeLessThan(fewYears);
    expect(cost.dates).toBeLessThan(20);
  });

  it('of a million occurrences, asked for one, for the last, and for a page of centuries', () => {
    const many = series(pattern, { type: 'numbered', numberOfOccurrences: 1_000_000 });
    for (const act of [() => occurrenceOn(many, '2040-03-30'), () => lastOccurrence(many)]) {
      const cost = expansions(act);
      expect(cost.calls).toBeLessThanOrEqual(5);
      expect(cost.days).toBeLessThan(fewYears);
      vi.restoreAllMocks();
    }
    const page = expansions(() => expect(occurrencesBetween(many, Date.UTC(2040, 0), Date.UTC(2400, 0), 10)).toHaveLength(10));
    expect(page.dates).toBeLessThan(60);
  });
});
