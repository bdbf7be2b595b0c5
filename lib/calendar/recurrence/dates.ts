// The dates of a recurrence: those between two days, the first and the last, each found without walking from the series' start.
import { lastDay, parseDay, type Day } from '../time/calendarDate.ts';
import type { PatternedRecurrence, RecurrenceRange } from './patternedRecurrence.ts';
import { ruleOf, type Rule } from './rule.ts';

/** The dates of a recurrence, in the time zone of its range. */
export interface RecurrenceDates {
  /** The first date of the pattern on or after the range's start; undefined when the range ends before it. */
  readonly first: Day | undefined;
  /** The last date; undefined for a range without an end, and when there is none. */
  readonly last: Day | undefined;
  /** The dates from a day to a day, both included, ascending. Begins in the period of `from`; finds each date only when it is taken. */
  between(from: Day, to: Day): Iterable<Day>;
  /** How many dates `between` gives. Looks only into the first and the last period. */
  count(from: Day, to: Day): number;
  /** Whether a day is one of the dates. Looks into one period only. */
  has(day: Day): boolean;
}

const noDates: RecurrenceDates = { first: undefined, last: undefined, between: () => [], count: () => 0, has: () => false };

/** Throws `RangeError` for a recurrence whose dates `patternedRecurrence` hasn't checked. */
export function datesOf({ pattern, range }: PatternedRecurrence): RecurrenceDates {
  const start = dayIn(range.startDate);
  const rule = ruleOf(pattern, start);
  const first = firstOnOrAfter(rule, start);
  const last = range.type === 'noEnd' ? lastDay : lastOf(rule, range, start);
  if (first === undefined || last === undefined || first > last) return noDates;
  return {
    first,
    last: range.type === 'noEnd' ? undefined : last,
    *between(from, to) {
      const [begin, end] = [Math.max(from, first), Math.min(to, last)];
      if (begin > end) return;
      for (let period = rule.periodOf(begin); rule.startOf(period) <= end; period++)
        for (const day of rule.datesIn(period)) {
          if (day > end) return;
          if (day >= begin) yield day;
        }
    },
    count(from, to) {
      const [begin, end] = [Math.max(from, first), Math.min(to, last)];
      if (begin > end) return 0;
      const [earliest, latest] = [rule.periodOf(begin), rule.periodOf(end)];
      const within = (period: number): number => rule.datesIn(period).filter((day) => day >= begin && day <= end).length;
      if (earliest === latest) return within(earliest);
      return within(earliest) + (latest - earliest - 1) * rule.datesInPeriod + within(latest);
    },
    has: (day) => day >= first && day <= last && rule.datesIn(rule.periodOf(day)).includes(day),
  };
}

/** The first date is in one of the first two periods: the dates of the very first may all lie before the start. */
const firstOnOrAfter = (rule: Rule, start: Day): Day | undefined => [...rule.datesIn(0), ...rule.datesIn(1)].find((day) => day >= start);

function lastOf(rule: Rule, range: RecurrenceRange, start: Day): Day | undefined {
  const limit = range.type === 'endDate' ? dayIn(range.endDate) : lastDay;
  if (range.type === 'numbered') {
    const numbered = numberedDate(rule, range.numberOfOccurrences, start);
    if (numbered !== undefined) return numbered;
  }
  // All dates of the limit's period may lie after the limit; the period before it has earlier ones.
  const period = Math.max(rule.periodOf(limit) - 1, 0);
  return [...rule.datesIn(period), ...rule.datesIn(period + 1)].findLast((day) => day >= start && day <= limit);
}

/** The nth date, found by counting whole periods; undefined when it would lie after the calendar's last date. */
function numberedDate(rule: Rule, number: number, start: Day): Day | undefined {
  const inFirst = rule.datesIn(0).filter((day) => day >= start);
  if (number <= inFirst.length) return inFirst[number - 1];
  const later = number - inFirst.length - 1;
  const period = 1 + Math.floor(later / rule.datesInPeriod);
  if (rule.startOf(period) > lastDay || Number.isNaN(rule.startOf(period))) return undefined;
  return rule.datesIn(period)[later % rule.datesInPeriod];
}

function dayIn(text: string): Day {
  const day = parseDay(text);
  if (day === undefined) throw new RangeError(`'${text}' is no date of the calendar.`);
  return day;
}
