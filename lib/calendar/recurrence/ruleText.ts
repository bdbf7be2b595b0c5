// A pattern as the text of an RRULE (RFC 5545, section 3.3.10), in the forms that most readers of calendars understand.
import { daysOfWeek, weekIndexes, type DayOfWeek, type RecurrencePattern } from './patternedRecurrence.ts';

/** The number of days of each month but February, whose number isn't the same each year. */
const monthLengths = [31, undefined, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The pattern without its range: `FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR`. Its dates are those that `datesOf` finds, if the rule begins with
 * one of them.
 */
export function ruleText(pattern: RecurrencePattern): string {
  const parts = (frequency: string, ...more: string[]): string => [`FREQ=${frequency}`, `INTERVAL=${pattern.interval}`, ...more].join(';');
  switch (pattern.type) {
    case 'daily':
      return parts('DAILY');
    case 'weekly':
      return parts('WEEKLY', `BYDAY=${listed(pattern.daysOfWeek)}`, `WKST=${short(pattern.firstDayOfWeek)}`);
    case 'absoluteMonthly':
      return parts('MONTHLY', inAnyMonth(pattern.dayOfMonth));
    case 'relativeMonthly':
      return parts('MONTHLY', ...onWeekday(pattern));
    case 'absoluteYearly':
      return parts('YEARLY', `BYMONTH=${pattern.month}`, inMonth(pattern.dayOfMonth, pattern.month));
    case 'relativeYearly':
      return parts('YEARLY', `BYMONTH=${pattern.month}`, ...onWeekday(pattern, pattern.month));
  }
}

/** The parts for a day of any month. In a month that lacks the day its last day counts (Exchange, DayOfMonth element). */
function inAnyMonth(dayOfMonth: number): string {
  if (dayOfMonth <= 28) return `BYMONTHDAY=${dayOfMonth}`;
  if (dayOfMonth === 31) return 'BYMONTHDAY=-1';
  return `BYMONTHDAY=${dayOfMonth === 29 ? '28,29' : '28,29,30'};BYSETPOS=-1`;
}

/** The parts for a day of one month. Its last day is a number where possible, since some readers count years wrongly with -1. */
function inMonth(dayOfMonth: number, month: number): string {
  const length = monthLengths[month - 1];
  return `BYMONTHDAY=${length === undefined && dayOfMonth > 28 ? -1 : Math.min(dayOfMonth, length ?? 28)}`;
}

/** The number that means the last day in every month (Exchange, as above). */
const lastOfAny = 31;

/** The index counts the month's days of all named kinds together: `first` of Monday to Friday is the first weekday. */
function onWeekday(pattern: Extract<RecurrencePattern, { type: 'relativeMonthly' | 'relativeYearly' }>, month?: number): string[] {
  const { daysOfWeek: days, index } = pattern;
  const position = index === 'last' ? -1 : weekIndexes.indexOf(index) + 1;
  if (days.length === 1) return [`BYDAY=${position}${listed(days)}`];
  if (days.length === daysOfWeek.length)
    return [index === 'last' && month !== undefined ? inMonth(lastOfAny, month) : `BYMONTHDAY=${position}`];
  return [`BYDAY=${listed(days)}`, `BYSETPOS=${position}`];
}

const short = (day: DayOfWeek): string => day.slice(0, 2).toUpperCase();
const listed = (days: readonly DayOfWeek[]): string => days.map(short).join(',');
