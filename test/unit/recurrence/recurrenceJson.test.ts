// Recurrences as JSON: what is read, what is refused and with which words, and what is shown.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecurrence, showRecurrence } from '../../../lib/calendar/recurrence/json.ts';
import type { Json, JsonObject } from '../../../lib/runtime/json.ts';

const daily = { type: 'daily', interval: 1 };
const noEnd = { type: 'noEnd', startDate: '2026-11-21' };

describe('readRecurrence', () => {
  it('readRecurrence keeps what the types use, in Graph’s spelling, and drops the rest', () => {
    const given = {
      Pattern: { Type: 'Weekly', Interval: 2, Month: 0, DayOfMonth: 0, DaysOfWeek: ['Monday', 'FRIDAY', 'monday'], Index: 'First' },
      Range: {
        Type: 'EndDate',
        StartDate: '2026-11-21',
        EndDate: '2027-01-01',
        RecurrenceTimeZone: 'Pacific Standard Time',
        NumberOfOccurrences: 0,
      },
    };
    expect(readRecurrence(given)).toEqual({
      pattern: { type: 'weekly', interval: 2, daysOfWeek: ['monday', 'friday'], firstDayOfWeek: 'sunday' },
      range: { type: 'endDate', startDate: '2026-11-21', endDate: '2027-01-01', recurrenceTimeZone: 'Pacific Standard Time' },
    });
  });

  it('readRecurrence takes the first index, no zone and nulls where nothing is given', () => {
    const pattern = { type: 'relativeMonthly', interval: 1, daysOfWeek: ['friday'], index: null, month: null };
    expect(readRecurrence({ pattern, range: { ...noEnd, recurrenceTimeZone: '', endDate: null } })).toEqual({
      pattern: { type: 'relativeMonthly', interval: 1, daysOfWeek: ['friday'], index: 'first' },
      range: noEnd,
    });
  });

  const refused: readonly (readonly [string, JsonObject, string])[] = [
    ['nothing', {}, 'recurrence.pattern is missing. recurrence.range is missing.'],
    ['no objects', { pattern: 5, range: [] }, 'recurrence.pattern must be an object. recurrence.range must be an object.'],
    ['no type', { pattern: {}, range: noEnd }, 'recurrence.pattern.type must be one of daily, weekly,'],
    ['an unknown type', { pattern: { type: 'hourly', interval: 1 }, range: noEnd }, 'recurrence.pattern.type must be one of'],
    [
      'no range type',
      { pattern: daily, range: { startDate: '2026-11-21' } },
      'recurrence.range.type must be one of endDate, noEnd, numbered.',
    ],
    ['no interval', { pattern: { type: 'daily' }, range: noEnd }, 'recurrence.pattern.interval is missing.'],
    [
      'interval 0',
      { pattern: { type: 'daily', interval: 0 }, range: noEnd },
      'recurrence.pattern.interval must be a whole number from 1 to 999.',
    ],
    ['interval 1000', { pattern: { type: 'daily', interval: 1000 }, range: noEnd }, 'recurrence.pattern.interval must be'],
    ['interval 1.5', { pattern: { type: 'daily', interval: 1.5 }, range: noEnd }, 'recurrence.pattern.interval must be'],
    ['an interval in words', { pattern: { type: 'daily', interval: 'one' }, range: noEnd }, 'recurrence.pattern.interval must be'],
    ['weekly without days', { pattern: { type: 'weekly', interval: 1 }, range: noEnd }, 'recurrence.pattern.daysOfWeek is missing.'],
    [
      'weekly on no day',
      { pattern: { type: 'weekly', interval: 1, daysOfWeek: [] }, range: noEnd },
      'recurrence.pattern.daysOfWeek must name at least one day.',
    ],
    [
      'an unknown day',
      { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['friday', 'funday'] }, range: noEnd },
      'recurrence.pattern.daysOfWeek.1 must be one of sunday,',
    ],
    ['no day of month', { pattern: { type: 'absoluteMonthly', interval: 1 }, range: noEnd }, 'recurrence.pattern.dayOfMonth is missing.'],
    [
      'day 32',
      { pattern: { type: 'absoluteMonthly', interval: 1, dayOfMonth: 32 }, range: noEnd },
      'recurrence.pattern.dayOfMonth must be a whole number from 1 to 31.',
    ],
    [
      'month 13',
      { pattern: { type: 'absoluteYearly', interval: 1, dayOfMonth: 1, month: 13 }, range: noEnd },
      'recurrence.pattern.month must be',
    ],
    [
      'no month',
      { pattern: { type: 'relativeYearly', interval: 1, daysOfWeek: ['friday'] }, range: noEnd },
      'recurrence.pattern.month is missing.',
    ],
    [
      'a fifth week',
      { pattern: { type: 'relativeMonthly', interval: 1, daysOfWeek: ['friday'], index: 'fifth' }, range: noEnd },
      'recurrence.pattern.index must be one of first,',
    ],
    ['no start', { pattern: daily, range: { type: 'noEnd' } }, 'recurrence.range.startDate is missing.'],
    ['February 30', { pattern: daily, range: { type: 'noEnd', startDate: '2026-02-30' } }, 'recurrence.range.startDate must be a date'],
    [
      'a start with a time',
      { pattern: daily, range: { type: 'noEnd', startDate: '2026-02-03T10:00' } },
      'recurrence.range.startDate must be a date',
    ],
    ['no end date', { pattern: daily, range: { ...noEnd, type: 'endDate' } }, 'recurrence.range.endDate is missing.'],
    [
      'an end before the start',
      { pattern: daily, range: { ...noEnd, type: 'endDate', endDate: '2026-11-20' } },
      'recurrence.range.endDate must not lie before',
    ],
    [
      'a range without any date',
      { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['friday'] }, range: { ...noEnd, type: 'endDate', endDate: '2026-11-26' } },
      'recurrence.range holds no date',
    ],
    ['no number', { pattern: daily, range: { ...noEnd, type: 'numbered' } }, 'recurrence.range.numberOfOccurrences is missing.'],
    [
      'number 0',
      { pattern: daily, range: { ...noEnd, type: 'numbered', numberOfOccurrences: 0 } },
      'recurrence.range.numberOfOccurrences must be',
    ],
  ];

  it.each(refused)('readRecurrence refuses %s', (_, json, message) => {
    expect(() => readRecurrence(json)).toThrow(expect.objectContaining({ status: 400, code: 'BadRequest' }));
    expect(() => readRecurrence(json)).toThrow(message);
  });

  it('readRecurrence names every wrong thing at once', () =>
    expect(() => readRecurrence({ pattern: { type: 'weekly', interval: 0 }, range: { type: 'numbered' } })).toThrow(
      /interval .*daysOfWeek .*startDate .*numberOfOccurrences /,
    ));

  it('readRecurrence throws nothing but 400', () => {
    const value = fc.jsonValue().map((json): Json => structuredClone(json) as Json);
    const pattern = fc.record({
      type: fc.constantFrom('daily', 'weekly', 'relativeYearly'),
      interval: value,
      daysOfWeek: value,
      month: value,
    });
    const range = fc.record({
      type: fc.constantFrom('noEnd', 'numbered'),
      startDate: value,
      recurrenceTimeZone: value,
      numberOfOccurrences: value,
    });
    fc.assert(
      fc.property(fc.oneof(pattern, value), fc.oneof(range, value), (pattern, range) => {
        try {
          readRecurrence({ pattern, range });
        } catch (error) {
          expect(error).toMatchObject({ name: 'ServiceError', status: 400 });
        }
      }),
    );
  });
});

it('readRecurrence refuses an unknown zone with the code that such a zone has everywhere', () =>
  expect(() => readRecurrence({ pattern: daily, range: { ...noEnd, recurrenceTimeZone: 'Mars' } })).toThrow(
    expect.objectContaining({
      status: 400,
      code: 'TimeZoneNotSupportedException',
      message: "A valid TimeZone value must be specified. The following TimeZone value is not supported: 'Mars'.",
    }),
  ));

describe('showRecurrence', () => {
  it('showRecurrence gives all that Graph gives, in its order', () => {
    const pattern = { type: 'relativeMonthly', interval: 1, daysOfWeek: ['friday'], index: 'last' };
    const range = { type: 'numbered', startDate: '2026-11-21', numberOfOccurrences: 3, recurrenceTimeZone: 'Asia/Kolkata' };
    expect(JSON.stringify(showRecurrence(readRecurrence({ pattern, range })))).toBe(
      '{"pattern":{"type":"relativeMonthly","interval":1,"month":0,"dayOfMonth":0,"daysOfWeek":["friday"],"firstDayOfWeek":"sunday","index":"last"},' +
        '"range":{"type":"numbered","startDate":"2026-11-21","endDate":"0001-01-01","recurrenceTimeZone":"Asia/Kolkata","numberOfOccurrences":3}}',
    );
  });

  it.each<JsonObject>([
    daily,
    { type: 'weekly', interval: 2, daysOfWeek: ['sunday', 'friday'], firstDayOfWeek: 'monday' },
    { type: 'absoluteMonthly', interval: 3, dayOfMonth: 31 },
    { type: 'relativeMonthly', interval: 1, daysOfWeek: ['friday'], index: 'last' },
    { type: 'absoluteYearly', interval: 1, dayOfMonth: 29, month: 2 },
    { type: 'relativeYearly', interval: 1, daysOfWeek: ['monday', 'tuesday'], index: 'third', month: 12 },
  ])('showRecurrence can be read again: %j', (pattern) => {
    for (const range of [
      noEnd,
      { ...noEnd, type: 'endDate', endDate: '2050-01-01' },
      { ...noEnd, type: 'numbered', numberOfOccurrences: 5 },
    ]) {
      const recurrence = readRecurrence({ pattern, range });
      expect(recurrence).toEqual({ pattern, range });
      expect(readRecurrence(showRecurrence(recurrence))).toEqual(recurrence);
    }
  });
});
