// The dates of a pattern, period by period: any period costs as little to find as the first one.
import { firstOfMonth, lastDay, monthOf, weekdayOf, type Day } from '../time/calendarDate.ts';
import { daysOfWeek, weekIndexes, type DayOfWeek, type RecurrencePattern } from './patternedRecurrence.ts';

/** A pattern that counts from a date. Its periods (every third week, say) are numbered from 0, in which the date lies. */
export interface Rule {
  /** How many dates every period has but the first, some of whose dates may lie before the start. */
  readonly datesInPeriod: number;
  /** The number of the period that a day lies in; for a day between two periods, the number of the earlier one. */
  periodOf(day: Day): number;
  /** The first day of a period. */
  startOf(period: number): Day;
  /** The pattern's dates in a period, ascending, up to the calendar's last date; includes dates before the start of the series. */
  datesIn(period: number): readonly Day[];
}

export function ruleOf(pattern: RecurrencePattern, start: Day): Rule {
  const { unitOf, firstOfUnit } = unitsOf(pattern);
  const origin = unitOf(start);
  const datesFrom = datesOfUnit(pattern);
  const startOf = (period: number): Day => firstOfUnit(origin + period * pattern.interval);
  return {
    datesInPeriod: pattern.type === 'weekly' ? pattern.daysOfWeek.length : 1,
    periodOf: (day) => Math.floor((unitOf(day) - origin) / pattern.interval),
    startOf,
    datesIn(period) {
      const first = startOf(period);
      if (first > lastDay) return [];
      const dates = datesFrom(first);
      return (dates.at(-1) ?? first) <= lastDay ? dates : dates.filter((day) => day <= lastDay);
    },
  };
}

interface Units {
  readonly unitOf: (day: Day) => number;
  readonly firstOfUnit: (unit: number) => Day;
}

/** The units that the pattern's interval counts: days, weeks, months or years. */
function unitsOf(pattern: RecurrencePattern): Units {
  switch (pattern.type) {
    case 'daily':
      return { unitOf: (day) => day, firstOfUnit: (unit) => unit };
    case 'weekly': {
      // The first day on or after 1970-01-01 that is the pattern's first day of the week.
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

/** The dates of the unit that begins on a day, by RRULE's rules (RFC 5545, section 3.3.10; MS-OXCICAL, section 2.1.3.2.2). */
function datesOfUnit(pattern: RecurrencePattern): (first: Day) => Day[] {
  switch (pattern.type) {
    case 'daily':
      return (first) => [first];
    case 'weekly': {
      const places = pattern.daysOfWeek
        .map((name) => (numberOf(name) - numberOf(pattern.firstDayOfWeek) + 7) % 7)
        .toSorted((a, b) => a - b);
      return (first) => places.map((place) => first + place);
    }
    case 'absoluteMonthly':
      return (first) => [onDay(monthOf(first), pattern.dayOfMonth)];
    case 'absoluteYearly':
      return (first) => [onDay(monthOf(first) + pattern.month - 1, pattern.dayOfMonth)];
    case 'relativeMonthly':
      return (first) => onWeekday(monthOf(first), pattern);
    case 'relativeYearly':
      return (first) => onWeekday(monthOf(first) + pattern.month - 1, pattern);
  }
}

/** The day of a month; in a month that lacks it, the month's last day (Exchange, DayOfMonth element). */
const onDay = (month: number, dayOfMonth: number): Day => Math.min(firstOfMonth(month) + dayOfMonth, firstOfMonth(month + 1)) - 1;

/** The index counts the month's days of all named kinds together: `first` of Monday to Friday is the first weekday. */
function onWeekday(month: number, pattern: { daysOfWeek: readonly DayOfWeek[]; index: (typeof weekIndexes)[number] }): Day[] {
  const [first, length] = [firstOfMonth(month), firstOfMonth(month + 1) - firstOfMonth(month)];
  const named = new Set(pattern.daysOfWeek.map(numberOf));
  const days = Array.from({ length }, (_, place) => first + place).filter((day) => named.has(weekdayOf(day)));
  const found = pattern.index === 'last' ? days.at(-1) : days[weekIndexes.indexOf(pattern.index)];
  return found === undefined ? [] : [found];
}

const numberOf = (name: DayOfWeek): number => daysOfWeek.indexOf(name);
