// A pattern as an RRULE (RFC 5545, section 3.3.10), expanded from any of its periods on without walking there.
import rrule, { type Options } from 'rrule';
import { firstOfMonth, lastDay, monthOf, msPerDay, weekdayOf, type Day } from '../time/calendarDate.ts';
import { daysOfWeek, weekIndexes, type DayOfWeek, type RecurrencePattern } from './patternedRecurrence.ts';

const { RRule } = rrule;

/** A pattern that counts from a date. Its periods (every third week, say) are numbered from 0, in which the date lies. */
export interface Rule {
  /** Dates in every period but the first, whose earlier ones may lie before the start. */
  readonly datesInPeriod: number;
  /** The number of the period that a day lies in or, between periods, of the last one before it. */
  periodOf(day: Day): number;
  /** The first day of a period. */
  startOf(period: number): Day;
  /** The pattern's dates from the start of a period to a day, ascending; those before the start of the series too. */
  expand(period: number, to: Day): Day[];
}

export function ruleOf(pattern: RecurrencePattern, start: Day): Rule {
  const { unitOf, firstOfUnit } = unitsOf(pattern);
  const origin = unitOf(start);
  const rule = partsOf(pattern);
  const startOf = (period: number): Day => firstOfUnit(origin + period * pattern.interval);
  return {
    datesInPeriod: pattern.type === 'weekly' ? pattern.daysOfWeek.length : 1,
    periodOf: (day) => Math.floor((unitOf(day) - origin) / pattern.interval),
    startOf,
    expand(period, to) {
      const from = startOf(period);
      if (from > to || from > lastDay) return [];
      const dates = { interval: pattern.interval, dtstart: toDate(from), until: toDate(Math.min(to, lastDay)) };
      // Dates alone, at midnight UTC: the library's own time zones are not trusted with more.
      return new RRule({ ...rule, ...dates }, true).all().map((date) => date.getTime() / msPerDay);
    },
  };
}

const toDate = (day: Day): Date => new Date(day * msPerDay);

interface Units {
  readonly unitOf: (day: Day) => number;
  readonly firstOfUnit: (unit: number) => Day;
}

/** The days, weeks, months or years that an interval counts. */
function unitsOf(pattern: RecurrencePattern): Units {
  switch (pattern.type) {
    case 'daily':
      return { unitOf: (day) => day, firstOfUnit: (unit) => unit };
    case 'weekly': {
      // The first such day of the week on or after 1970-01-01.
      const shift = (numberOf(pattern.firstDayOfWeek) - weekdayOf(0) + 7) % 7;
      return { unitOf: (day) => Math.floor((day - shift) / 7), firstOfUnit: (unit) => unit * 7 + shift };
    }
    case 'absoluteMonthly':
    case 'relativeMonthly':
      return { unitOf: monthOf, firstOfUnit: firstOfMonth };
    case 'absoluteYearly':
    case 'relativeYearly':
      return { unitOf: (day) => Math.floor(monthOf(day) / 12), firstOfUnit: (unit) => firstOfMonth(unit * 12) };
  }
}

/** RRULE's parts, without its range; MS-OXCICAL, section 2.1.3.2.2, has the same templates. */
function partsOf(pattern: RecurrencePattern): Partial<Options> {
  switch (pattern.type) {
    case 'daily':
      return { freq: RRule.DAILY };
    case 'weekly':
      return { freq: RRule.WEEKLY, byweekday: pattern.daysOfWeek.map(weekday), wkst: weekday(pattern.firstDayOfWeek) };
    case 'absoluteMonthly':
      return { freq: RRule.MONTHLY, ...onDay(pattern.dayOfMonth) };
    case 'relativeMonthly':
      return { freq: RRule.MONTHLY, ...onWeekday(pattern) };
    case 'absoluteYearly':
      return { freq: RRule.YEARLY, bymonth: pattern.month, ...onDay(pattern.dayOfMonth) };
    case 'relativeYearly':
      return { freq: RRule.YEARLY, bymonth: pattern.month, ...onWeekday(pattern) };
  }
}

/**
 * A day that a month doesn't have is its last one (Exchange, DayOfMonth element): of the days 28 to the one asked for, those that the
 * month has, the last.
 */
const onDay = (dayOfMonth: number): Partial<Options> =>
  dayOfMonth <= 28
    ? { bymonthday: dayOfMonth }
    : { bymonthday: Array.from({ length: dayOfMonth - 27 }, (_, more) => 28 + more), bysetpos: -1 };

/** The index counts the month's days of all the kinds named together, so `first` of Monday to Friday is the first weekday. */
const onWeekday = (pattern: { daysOfWeek: readonly DayOfWeek[]; index: (typeof weekIndexes)[number] }): Partial<Options> => ({
  byweekday: pattern.daysOfWeek.map(weekday),
  bysetpos: pattern.index === 'last' ? -1 : weekIndexes.indexOf(pattern.index) + 1,
});

const numberOf = (name: DayOfWeek): number => daysOfWeek.indexOf(name);
/** The library's number of a day: 0 for Monday. */
const weekday = (name: DayOfWeek): number => (numberOf(name) + 6) % 7;
