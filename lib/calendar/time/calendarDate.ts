// Calendar dates as numbers of days, so that dates can be compared, counted and jumped over without a clock.
import { msPerDay } from '../../runtime/clock.ts';

/** A date of the Gregorian calendar: days since 1970-01-01, negative before it. */
export type Day = number;

/** Milliseconds of a day by the wall clock. */
export { msPerDay };

/** The first and the last date that Exchange keeps (MS-OXOCAL, section 2.2.1.44.1). */
export const firstDay: Day = Date.UTC(1601, 0, 1) / msPerDay;
export const lastDay: Day = Date.UTC(4500, 7, 31) / msPerDay;

/** The day that an Edm.Date names; undefined for other text, for dates that don't exist and outside 1601-01-01 to 4500-08-31. */
export function parseDay(text: string): Day | undefined {
  const day = dayNamed(text);
  return day !== undefined && day >= firstDay && day <= lastDay ? day : undefined;
}

/** The same for dates of the years 0 to 9999. */
export function dayNamed(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  if (month < 1 || month > 12 || day < 1 || (day > shortestMonth && day > daysIn(year, month))) return undefined;
  return daysBefore(year, month) + day - 1;
}

/** The Edm.Date of a day: `2026-11-21`. */
export function showDay(day: Day): string {
  if (!Number.isInteger(day) || day < firstShown || day > lastShown) return new Date(day * msPerDay).toISOString().slice(0, 10);
  // In years that begin in March the leap day is the last day; 400 such years always have 146,097 days.
  const sinceMarch = day - marchOfZero;
  const era = Math.floor(sinceMarch / 146_097);
  const inEra = sinceMarch - era * 146_097;
  const yearInEra = Math.floor((inEra - Math.floor(inEra / 1_460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365);
  const inYear = inEra - (yearInEra * 365 + Math.floor(yearInEra / 4) - Math.floor(yearInEra / 100));
  // The five months from March on have 153 days together, and so have the five from August on.
  const monthFromMarch = Math.floor((5 * inYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearInEra + era * 400 + (month < 3 ? 1 : 0);
  return `${digits(year, 4)}-${twoDigits(month)}-${twoDigits(inYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1)}`;
}

/** March 1 of the year 0. */
const marchOfZero: Day = -719_468;
/** The first and the last date whose year has four digits. */
const firstShown: Day = marchOfZero - 60;
const lastShown: Day = Date.UTC(9999, 11, 31) / msPerDay;

/** The days from 1970-01-01 to the first of a month of the years 0 to 9999, counted by years that begin in March. */
function daysBefore(year: number, month: number): Day {
  const fromMarch = month < 3 ? year - 1 : year;
  const monthFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(fromMarch / 4) - Math.floor(fromMarch / 100) + Math.floor(fromMarch / 400);
  return fromMarch * 365 + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) + marchOfZero;
}

/** Days that every month has. */
const shortestMonth = 28;

const daysIn = (year: number, month: number): number =>
  (month === 12 ? daysBefore(year + 1, 1) : daysBefore(year, month + 1)) - daysBefore(year, month);

const digits = (number: number, count: number): string => String(number).padStart(count, '0');

const below100: readonly string[] = Array.from({ length: 100 }, (_, number) => digits(number, 2));
const twoDigits = (number: number): string => below100[number] ?? digits(number, 2);

/** A clock's date and time, in milliseconds since 1970-01-01T00:00 on that clock: `2026-11-21T10:00:00.000`. */
export function showClock(wall: number): string {
  const day = Math.floor(wall / msPerDay);
  if (!Number.isInteger(wall) || day < firstShown || day > lastShown) return new Date(wall).toISOString().slice(0, -1);
  const inDay = wall - day * msPerDay;
  const seconds = Math.floor(inDay / 1000);
  const minutes = Math.floor(seconds / 60);
  const time = `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
  return `${showDay(day)}T${time}.${digits(inDay % 1000, 3)}`;
}

/** The day of the week, 0 for Sunday. */
export const weekdayOf = (day: Day): number => (((day + 4) % 7) + 7) % 7;

/** Months since January of the year 0. */
export function monthOf(day: Day): number {
  const date = new Date(day * msPerDay);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The first day of a month, which is given by the number that `monthOf` returns. */
export const firstOfMonth = (month: number): Day => Date.UTC(Math.floor(month / 12), month % 12, 1) / msPerDay;
