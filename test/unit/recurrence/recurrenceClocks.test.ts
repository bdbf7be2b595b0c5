// Occurrences by the clocks of their zone, worked out by hand: where these change, and where end and start have two.
import { describe, expect, it } from 'vitest';
import { firstOccurrence, occurrencesBetween, type Series } from '../../../lib/calendar/recurrence/occurrences.ts';
import { at, every, numbered, series } from '../../support/data/series.ts';

const instants = (of: Series, from: string, to: string): string[] =>
  occurrencesBetween(of, at(from), at(to), 100).map(({ startUtc, endUtc }) =>
    [startUtc, endUtc].map((utc) => new Date(utc).toISOString().slice(0, 16)).join(' '),
  );

describe('the clocks of the series', () => {
  const daily = every('daily');

  it.each<[string, string, string, string, readonly string[]]>([
    [
      'US spring',
      '2026-03-07',
      'Eastern Standard Time',
      '10:00 11:00',
      ['2026-03-07T15:00 2026-03-07T16:00', '2026-03-08T14:00 2026-03-08T15:00', '2026-03-09T14:00 2026-03-09T15:00'],
    ],
    [
      'US autumn',
      '2026-10-31',
      'America/New_York',
      '10:00 11:00',
      ['2026-10-31T14:00 2026-10-31T15:00', '2026-11-01T15:00 2026-11-01T16:00', '2026-11-02T15:00 2026-11-02T16:00'],
    ],
    [
      'a start in the gap, later with its duration',
      '2026-03-07',
      'America/New_York',
      '02:30 03:00',
      ['2026-03-07T07:30 2026-03-07T08:00', '2026-03-08T07:30 2026-03-08T08:00', '2026-03-09T06:30 2026-03-09T07:00'],
    ],
    [
      'over the gap, an hour less',
      '2026-03-07',
      'America/New_York',
      '01:00 04:00',
      ['2026-03-07T06:00 2026-03-07T09:00', '2026-03-08T06:00 2026-03-08T08:00', '2026-03-09T05:00 2026-03-09T08:00'],
    ],
    [
      'a start shown twice: the first',
      '2026-10-31',
      'America/New_York',
      '01:30 02:30',
      ['2026-10-31T05:30 2026-10-31T06:30', '2026-11-01T05:30 2026-11-01T07:30', '2026-11-02T06:30 2026-11-02T07:30'],
    ],
    [
      'EU spring',
      '2026-03-28',
      'W. Europe Standard Time',
      '10:00 11:00',
      ['2026-03-28T09:00 2026-03-28T10:00', '2026-03-29T08:00 2026-03-29T09:00', '2026-03-30T08:00 2026-03-30T09:00'],
    ],
    [
      'Lord Howe, half an hour',
      '2026-10-03',
      'Australia/Lord_Howe',
      '10:00 11:00',
      ['2026-10-02T23:30 2026-10-03T00:30', '2026-10-03T23:00 2026-10-04T00:00', '2026-10-04T23:00 2026-10-05T00:00'],
    ],
    [
      'Apia, whose December 30 falls on the 31st',
      '2011-12-29',
      'Pacific/Apia',
      '10:00 11:00',
      ['2011-12-29T20:00 2011-12-29T21:00', '2011-12-30T20:00 2011-12-30T21:00', '2011-12-30T20:00 2011-12-30T21:00'],
    ],
    [
      'Kolkata',
      '2026-03-28',
      'Asia/Kolkata',
      '10:00 11:00',
      ['2026-03-28T04:30 2026-03-28T05:30', '2026-03-29T04:30 2026-03-29T05:30', '2026-03-30T04:30 2026-03-30T05:30'],
    ],
  ])('the clocks of the series are those of its zone: %s', (_, startDate, zone, times, expected) => {
    const [from = '', to = ''] = times.split(' ');
    expect(instants(series(daily, numbered(startDate, 3), { zone, from, to }), '2011-01-01', '2027-01-01')).toEqual(expected);
  });

  it('the clocks of the series are those of the recurrence where they differ from the event’s', () => {
    const range = { ...numbered('2026-03-07', 3), recurrenceTimeZone: 'Pacific Standard Time' };
    expect(instants(series(daily, range, { from: '18:00', to: '19:00' }), '2026-01-01', '2027-01-01')).toEqual([
      '2026-03-07T18:00 2026-03-07T19:00',
      '2026-03-08T17:00 2026-03-08T18:00',
      '2026-03-09T17:00 2026-03-09T18:00',
    ]);
  });

  it('the clocks of the series measure an end in another zone', () => {
    const end = { dateTime: '2026-11-21T11:30', timeZone: 'Europe/London' };
    expect(instants(series(daily, numbered('2026-11-21', 1), { zone: 'Europe/Berlin', end }), '2026-01-01', '2027-01-01')).toEqual([
      '2026-11-21T09:00 2026-11-21T11:30',
    ]);
  });

  it('the clocks of the series move no whole days: these are dates, counted in UTC, of 24 hours where clocks change too', () => {
    const whole = (startDate: string, zone: string, endDate: string) =>
      series(
        daily,
        { ...numbered(startDate, 2), recurrenceTimeZone: 'Tokyo Standard Time' },
        { zone, from: '00:00', end: { dateTime: `${endDate}T00:00`, timeZone: zone }, isAllDay: true },
      );
    expect(instants(whole('2026-03-28', 'Europe/Berlin', '2026-03-29'), '2026-01-01', '2027-01-01')).toEqual([
      '2026-03-28T00:00 2026-03-29T00:00',
      '2026-03-29T00:00 2026-03-30T00:00',
    ]);
    expect(instants(whole('2026-10-24', 'Europe/Berlin', '2026-10-25'), '2026-01-01', '2027-01-01')).toEqual([
      '2026-10-24T00:00 2026-10-25T00:00',
      '2026-10-25T00:00 2026-10-26T00:00',
    ]);
    expect(instants(whole('2026-10-24', 'UTC', '2026-10-25'), '2026-01-01', '2027-01-01')).toEqual([
      '2026-10-24T00:00 2026-10-25T00:00',
      '2026-10-25T00:00 2026-10-26T00:00',
    ]);
  });

  it('the clocks of the series refuse an end before the start, an unknown zone and a time that is none', () => {
    const range = numbered('2026-11-21', 1);
    expect(() => firstOccurrence(series(daily, range, { to: '09:00' }))).toThrow(
      "The property 'end' lies before 'start' on the clocks of 'UTC'.",
    );
    expect(() => firstOccurrence(series(daily, range, { zone: 'Mars' }))).toThrow("not supported: 'Mars'");
    expect(() => firstOccurrence(series(daily, range, { from: 'noon' }))).toThrow('is no date and time');
  });
});
