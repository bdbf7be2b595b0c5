// A recurring event as iCalendar: other libraries that read it find the occurrences that the service finds.
import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { occurrencesBetween, lastOccurrence, type Series } from '../../lib/calendar/recurrence/occurrences.ts';
import { ruleText } from '../../lib/calendar/recurrence/ruleText.ts';
import { daysOfWeek, weekIndexes, type PatternedRecurrence } from '../../lib/calendar/recurrence/patternedRecurrence.ts';
import type { JsonObject } from '../../lib/runtime/json.ts';
import { event, readEvent, textOf } from '../support/data/items.ts';
import { casesOf } from '../support/runs.ts';

const day = 86_400_000;
const days = fc.uniqueArray(fc.constantFrom(...daysOfWeek), { minLength: 1, maxLength: 7 });
const interval = fc.integer({ min: 1, max: 4 });
const index = fc.constantFrom(...weekIndexes);
const dayOfMonth = fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 28, max: 31 }));
const month = fc.integer({ min: 1, max: 12 });
const type = <T extends string>(name: T) => fc.constant(name);
const patterns: fc.Arbitrary<PatternedRecurrence['pattern']> = fc.oneof(
  fc.record({ type: type('daily'), interval }),
  fc.record({ type: type('weekly'), interval, daysOfWeek: days, firstDayOfWeek: fc.constantFrom(...daysOfWeek) }),
  fc.record({ type: type('absoluteMonthly'), interval, dayOfMonth }),
  fc.record({ type: type('relativeMonthly'), interval, daysOfWeek: days, index }),
  fc.record({ type: type('absoluteYearly'), interval, dayOfMonth, month }),
  fc.record({ type: type('relativeYearly'), interval, daysOfWeek: days, index, month }),
);
const dates = fc
  .integer({ min: Date.UTC(1990, 0, 1) / day, max: Date.UTC(2035, 0, 1) / day })
  .map((n) => new Date(n * day).toISOString().slice(0, 10));
const series = fc
  .record({
    pattern: patterns,
    startDate: dates,
    ends: fc.constantFrom('noEnd', 'endDate', 'numbered'),
    length: fc.integer({ min: 1, max: 2000 }),
    number: fc.integer({ min: 1, max: 30 }),
    zone: fc.constantFrom(
      'UTC',
      'America/New_York',
      'W. Europe Standard Time',
      'Asia/Kolkata',
      'America/Santiago',
      'Australia/Lord_Howe',
      'Asia/Jerusalem',
    ),
    isAllDay: fc.boolean(),
  })
  .map(({ pattern, startDate: from, ends, length, number, zone, isAllDay }): Series => {
    const endDate = new Date(Date.parse(from) + length * day).toISOString().slice(0, 10);
    const range =
      ends === 'endDate'
        ? ({ type: 'endDate', startDate: from, endDate } as const)
        : ends === 'numbered'
          ? ({ type: 'numbered', startDate: from, numberOfOccurrences: number } as const)
          : ({ type: 'noEnd', startDate: from } as const);
    const [start, end] = isAllDay
      ? [`${from}T00:00:00`, `${new Date(Date.parse(from) + day).toISOString().slice(0, 10)}T00:00:00`]
      : [`${from}T10:30:00`, `${from}T11:30:00`];
    return { recurrence: { pattern, range }, start: { dateTime: start, timeZone: zone }, end: { dateTime: end, timeZone: zone }, isAllDay };
  });

const asItem = ({ recurrence, start, end, isAllDay }: Series): JsonObject =>
  event({ recurrence, start: { ...start }, end: { ...end }, isAllDay });

/** The service's own occurrences from the start on, those of about ten years. */
const own = ({ recurrence: { range }, ...rest }: Series, recurrence: PatternedRecurrence) =>
  occurrencesBetween({ ...rest, recurrence }, Date.parse(range.startDate) - 2 * day, Date.parse(range.startDate) + 3650 * day, 40);

describe('random series, read back', () => {
  it('random series, read back by node-ical, have the same occurrences', async () => {
    await fc.assert(
      fc.asyncProperty(series, async (random) => {
        fc.pre(!random.isAllDay);
        const expected = own(random, random.recurrence).map(({ startUtc }) => startUtc);
        // A range without a single date is no recurrence at all.
        fc.pre(expected.length > 0);
        const read = await readEvent(asItem(random));
        const [first = 0, last = 0] = [expected[0], expected.at(-1)];
        const found = read.rrule?.between(new Date(first), new Date(last), true).map((date) => date.getTime());
        expect(found).toEqual(expected);
        if (lastOccurrence(random)?.startUtc === last) expect(read.rrule?.after(new Date(last + 1000), false) ?? undefined).toBeUndefined();
      }),
      { numRuns: casesOf(60) },
    );
  }, 120_000);

  it('random series, read back by ical.js, have the same days and times on the clock, all-day ones too', async () => {
    await fc.assert(
      fc.asyncProperty(series, async (random) => {
        const expected = own(random, random.recurrence).map(({ key }) => key);
        fc.pre(expected.length > 0);
        // This library knows no BYSETPOS but a month's, and begins a year late where every other one's last day of February is meant.
        fc.pre(!/BYSETPOS|YEARLY.*BYMONTHDAY=-1/.test(ruleText(random.recurrence.pattern)));
        const calendar = ICAL.Component.fromString(await textOf(asItem(random)));
        const read = new ICAL.Event(calendar.getFirstSubcomponent('vevent') ?? expect.fail('no event'));
        const iterator = read.iterator();
        const found: string[] = [];
        while (found.length < expected.length) found.push(String(iterator.next()));
        expect(found).toEqual(
          expected.map((key) => (random.isAllDay ? key : `${key}T10:30:00${random.start.timeZone === 'UTC' ? 'Z' : ''}`)),
        );
        expect(read.duration.toSeconds()).toBe(random.isAllDay ? 86_400 : 3600);
        if (lastOccurrence(random)?.key === expected.at(-1)) expect(iterator.next()).toBeFalsy();
      }),
      { numRuns: casesOf(60) },
    );
  }, 120_000);
});
