// Recurrences as the API has them (Graph's patternedRecurrence): in words, made from a form's choice, and moved to other days.
import { numberOf, objectOf, textOf, textsOf, type JsonObject } from './json.ts';
import { addDays } from './times.ts';

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** 2027-02-28 was a Sunday. */
const sunday = Date.UTC(2027, 1, 28);

/** A day's name in the language: `Monday`. */
export const weekdayName = (day: number, locale: string, weekday: 'long' | 'short' = 'long'): string =>
  new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(sunday + day * 86_400_000);

const monthName = (month: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2027, month - 1, 1));

const dateText = (date: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${date}T00:00:00Z`));

/** The number of a date's day of the week, 0 for Sunday. */
export const weekdayOf = (date: string): number => new Date(`${date.slice(0, 10)}T00:00:00Z`).getUTCDay();

const daysIn = (pattern: JsonObject): number[] =>
  textsOf(pattern, 'daysOfWeek').map((name) => weekdays.findIndex((day) => day === name.toLowerCase()));

function every(interval: number, one: string, many: string): string {
  if (interval === 1) return `Every ${one}`;
  return interval === 2 ? `Every second ${one}` : `Every ${interval} ${many}`;
}

/** `Every second week on Monday and Friday until December 18, 2026`; names of days and months are in the language of dates. */
export function recurrenceWords(recurrence: JsonObject, locale: string): string {
  const [pattern, range] = [objectOf(recurrence, 'pattern'), objectOf(recurrence, 'range')];
  return [patternWords(pattern, locale), rangeWords(range, locale)].filter((words) => words !== '').join(' ');
}

function patternWords(pattern: JsonObject, locale: string): string {
  const interval = numberOf(pattern, 'interval') ?? 1;
  const names = daysIn(pattern).map((day) => weekdayName(day, locale));
  const days = new Intl.ListFormat('en').format(names);
  const index = textOf(pattern, 'index');
  const dayOfMonth = numberOf(pattern, 'dayOfMonth') ?? 1;
  const month = monthName(numberOf(pattern, 'month') ?? 1, locale);
  switch (textOf(pattern, 'type')) {
    case 'daily':
      return every(interval, 'day', 'days');
    case 'weekly':
      return `${every(interval, 'week', 'weeks')} on ${days}`;
    case 'absoluteMonthly':
      return `${every(interval, 'month', 'months')} on day ${dayOfMonth}`;
    case 'relativeMonthly':
      return `${every(interval, 'month', 'months')} on the ${index} ${days}`;
    case 'absoluteYearly':
      return `${every(interval, 'year', 'years')} on ${month} ${dayOfMonth}`;
    case 'relativeYearly':
      return `${every(interval, 'year', 'years')} on the ${index} ${days} of ${month}`;
    default:
      return 'Recurring';
  }
}

function rangeWords(range: JsonObject, locale: string): string {
  switch (textOf(range, 'type')) {
    case 'endDate':
      return `until ${dateText(textOf(range, 'endDate'), locale)}`;
    case 'numbered':
      return `${numberOf(range, 'numberOfOccurrences') ?? 0} times`;
    default:
      return '';
  }
}

/** What a form offers. */
export const frequencies = ['never', 'daily', 'weekdays', 'weekly', 'monthly', 'yearly'] as const;
export type Frequency = (typeof frequencies)[number];

/** The recurrence that begins with this date; `until` is the last date, empty for none. */
export function recurrenceFrom(frequency: Exclude<Frequency, 'never'>, date: string, until: string): JsonObject {
  const range = until === '' ? { type: 'noEnd', startDate: date } : { type: 'endDate', startDate: date, endDate: until };
  const [dayOfMonth, month] = [Number(date.slice(8, 10)), Number(date.slice(5, 7))];
  const patterns: Readonly<Record<Exclude<Frequency, 'never'>, JsonObject>> = {
    daily: { type: 'daily', interval: 1 },
    weekdays: { type: 'weekly', interval: 1, daysOfWeek: weekdays.slice(1, 6) },
    weekly: { type: 'weekly', interval: 1, daysOfWeek: [weekdays[weekdayOf(date)]] },
    monthly: { type: 'absoluteMonthly', interval: 1, dayOfMonth },
    yearly: { type: 'absoluteYearly', interval: 1, dayOfMonth, month },
  };
  return { pattern: patterns[frequency], range };
}

/**
 * The recurrence of a series whose first date moves by so many days: its weekdays and days of the month move along. A relative one (`the first
 * Monday`) becomes that of the new date's weekday. `start` is the new first date.
 */
export function movedRecurrence(recurrence: JsonObject, start: string, days: number): JsonObject {
  if (days === 0) return recurrence;
  const [pattern, range] = [objectOf(recurrence, 'pattern'), objectOf(recurrence, 'range')];
  const type = textOf(pattern, 'type');
  const weekday = type.startsWith('relative') ? [weekdayOf(start)] : daysIn(pattern).map((day) => (((day + days) % 7) + 7) % 7);
  const end = textOf(range, 'endDate');
  return {
    pattern: {
      ...pattern,
      ...(listsDays(pattern) && { daysOfWeek: weekday.map((day) => weekdays[day]) }),
      ...(type.startsWith('absolute') && { dayOfMonth: Number(start.slice(8, 10)) }),
      ...(type === 'absoluteYearly' && { month: Number(start.slice(5, 7)) }),
    },
    range: { ...range, startDate: start, ...(textOf(range, 'type') === 'endDate' && { endDate: addDays(end, days) }) },
  };
}

const listsDays = (pattern: JsonObject): boolean => textsOf(pattern, 'daysOfWeek').length > 0;
