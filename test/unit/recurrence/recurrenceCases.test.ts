// Occurrences worked out by hand: each pattern, the edges of the calendar, and the clocks of zones that change their offset.
import { describe, expect, it } from 'vitest';
import {
  firstOccurrence,
  lastOccurrence,
  occurrenceOn,
  occurrencesBetween,
  type Series,
} from '../../../lib/calendar/recurrence/occurrences.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import { at, every, noEnd, numbered, series } from '../../support/data/series.ts';

const keys = (of: Series, from: string, to: string, limit = 100, after?: string): string[] =>
  occurrencesBetween(of, at(from), at(to), limit, after).map(({ key }) => key);
describe('the dates of a pattern', () => {
  const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
  const cases: readonly (readonly [string, JsonObject, JsonObject & { readonly startDate: string }, readonly string[]])[] = [
    [
      'every third day, over a leap day',
      every('daily', { interval: 3 }),
      numbered('2028-02-26', 3),
      ['2028-02-26', '2028-02-29', '2028-03-03'],
    ],
    [
      'weekly, from the first match on',
      every('weekly', { daysOfWeek: ['monday', 'friday'] }),
      numbered('2026-11-21', 3),
      ['2026-11-23', '2026-11-27', '2026-11-30'],
    ],
    // RFC 5545, section 3.8.5.3, has this pair: the week's first day decides.
    [
      'every other week that begins on Monday',
      every('weekly', { interval: 2, daysOfWeek: ['tuesday', 'sunday'], firstDayOfWeek: 'monday' }),
      numbered('1997-08-05', 4),
      ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'],
    ],
    [
      'every other week that begins on Sunday',
      every('weekly', { interval: 2, daysOfWeek: ['tuesday', 'sunday'], firstDayOfWeek: 'sunday' }),
      numbered('1997-08-05', 4),
      ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'],
    ],
    [
      'day 31, in short months the last',
      every('absoluteMonthly', { dayOfMonth: 31 }),
      numbered('2027-12-31', 5),
      ['2027-12-31', '2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30'],
    ],
    [
      'day 30, in February the last',
      every('absoluteMonthly', { dayOfMonth: 30 }),
      numbered('2027-01-30', 3),
      ['2027-01-30', '2027-02-28', '2027-03-30'],
    ],
    [
      'a day that has passed in the first month',
      every('absoluteMonthly', { interval: 2, dayOfMonth: 15 }),
      numbered('2026-01-20', 2),
      ['2026-03-15', '2026-05-15'],
    ],
    [
      'last Friday',
      every('relativeMonthly', { daysOfWeek: ['friday'], index: 'last' }),
      numbered('2026-01-01', 4),
      ['2026-01-30', '2026-02-27', '2026-03-27', '2026-04-24'],
    ],
    [
      'last Friday where there is a fifth',
      every('relativeMonthly', { daysOfWeek: ['friday'], index: 'last' }),
      numbered('2026-05-01', 1),
      ['2026-05-29'],
    ],
    [
      'fourth Friday of the same month',
      every('relativeMonthly', { daysOfWeek: ['friday'], index: 'fourth' }),
      numbered('2026-05-01', 1),
      ['2026-05-22'],
    ],
    [
      'first weekday',
      every('relativeMonthly', { daysOfWeek: weekdays, index: 'first' }),
      numbered('2026-08-01', 3),
      ['2026-08-03', '2026-09-01', '2026-10-01'],
    ],
    [
      'last weekday',
      every('relativeMonthly', { daysOfWeek: weekdays, index: 'last' }),
      numbered('2026-01-01', 5),
      ['2026-01-30', '2026-02-27', '2026-03-31', '2026-04-30', '2026-05-29'],
    ],
    [
      'second Thursday or Friday',
      every('relativeMonthly', { daysOfWeek: ['thursday', 'friday'], index: 'second' }),
      numbered('2026-01-01', 2),
      ['2026-01-02', '2026-02-06'],
    ],
    ['March 15', every('absoluteYearly', { dayOfMonth: 15, month: 3 }), numbered('2026-04-01', 2), ['2027-03-15', '2028-03-15']],
    [
      'February 29',
      every('absoluteYearly', { dayOfMonth: 29, month: 2 }),
      numbered('2028-02-29', 5),
      ['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29'],
    ],
    [
      'February 29 around a year that is none',
      every('absoluteYearly', { interval: 4, dayOfMonth: 29, month: 2 }),
      numbered('2096-02-29', 3),
      ['2096-02-29', '2100-02-28', '2104-02-29'],
    ],
    [
      'Thanksgiving',
      every('relativeYearly', { daysOfWeek: ['thursday'], index: 'fourth', month: 11 }),
      numbered('2026-11-26', 3),
      ['2026-11-26', '2027-11-25', '2028-11-23'],
    ],
    [
      'every third year',
      every('relativeYearly', { interval: 3, daysOfWeek: ['sunday'], index: 'last', month: 12 }),
      numbered('2026-01-01', 2),
      ['2026-12-27', '2029-12-30'],
    ],
    [
      'until a date that is one',
      every('daily'),
      { type: 'endDate', startDate: '2026-11-21', endDate: '2026-11-22' },
      ['2026-11-21', '2026-11-22'],
    ],
    [
      'until a date that is none',
      every('weekly', { daysOfWeek: ['monday'] }),
      { type: 'endDate', startDate: '2026-11-21', endDate: '2026-12-06' },
      ['2026-11-23', '2026-11-30'],
    ],
  ];

  it.each(cases)('the dates of a pattern are those of Graph: %s', (_, pattern, range, dates) => {
    const given = series(pattern, range);
    expect(keys(given, '1990-01-01', '2200-01-01')).toEqual(dates);
    expect(firstOccurrence(given)?.key).toBe(dates[0]);
    expect(lastOccurrence(given)?.key).toBe(dates.at(-1));
    expect(dates.map((date) => occurrenceOn(given, date)?.key)).toEqual(dates);
  });

  it('a pattern has no last date without an end', () =>
    expect(lastOccurrence(series(every('daily'), noEnd('2026-11-21')))).toBeUndefined());

  it('a pattern ends where the calendar does', () => {
    const far = series(every('absoluteYearly', { interval: 999, dayOfMonth: 31, month: 8 }), numbered('2026-08-31', 2_147_483_647));
    expect(keys(far, '2026-01-01', '5000-01-01')).toEqual(['2026-08-31', '3025-08-31', '4024-08-31']);
    expect(lastOccurrence(far)?.key).toBe('4024-08-31');
  });

  it.each(['2026-11-20', '2026-11-22', '2026-12-31', 'x', '', '2026-02-30', '2026-11-21T10:00'])(
    'a pattern has no occurrence on %j',
    (key) => expect(occurrenceOn(series(every('daily', { interval: 2 }), numbered('2026-11-21', 5)), key)).toBeUndefined(),
  );
});

describe('a window', () => {
  const daily = series(every('daily'), noEnd('2026-11-21'));

  it('a window holds what overlaps it: an end at its start and a start at its end do not', () => {
    expect(keys(daily, '2026-11-23T11:00', '2026-11-25T10:00')).toEqual(['2026-11-24']);
    expect(keys(daily, '2026-11-23T10:59', '2026-11-25T10:01')).toEqual(['2026-11-23', '2026-11-24', '2026-11-25']);
  });

  it('a window holds what began long before it', () => {
    const long = series(every('absoluteMonthly', { dayOfMonth: 1 }), noEnd('2026-01-01'), {
      end: { dateTime: '2026-03-05T10:00', timeZone: 'UTC' },
    });
    expect(keys(long, '2026-06-10', '2026-06-11')).toEqual(['2026-05-01', '2026-06-01']);
  });

  it('a window holds one without a duration where it starts', () => {
    const moment = series(every('daily'), noEnd('2026-11-21'), { to: '10:00' });
    expect(keys(moment, '2026-11-23T10:00', '2026-11-24T10:00')).toEqual(['2026-11-23']);
  });

  it('a window goes on after a key, without gap or repetition', () => {
    expect(keys(daily, '2026-11-21', '2027-11-21', 2)).toEqual(['2026-11-21', '2026-11-22']);
    expect(keys(daily, '2026-11-21', '2027-11-21', 2, '2026-11-22')).toEqual(['2026-11-23', '2026-11-24']);
  });

  it('a window is empty when it ends before it begins, before the series and for no limit', () => {
    expect(keys(daily, '2026-11-25', '2026-11-23')).toEqual([]);
    expect(keys(daily, '2026-11-23T10:30', '2026-11-23T10:30')).toEqual([]);
    expect(keys(daily, '1990-01-01', '2026-11-21T10:00')).toEqual([]);
    expect(keys(daily, '2026-11-25', '2026-11-27', 0)).toEqual([]);
  });
});
