// Calendar dates as numbers of days, so that dates can be compared, counted and jumped over without a clock.

/** A date of the Gregorian calendar: days since 1970-01-01, negative before it. */
export type Day = number;

/** Milliseconds of a day by the wall clock. */
export const msPerDay = 86_400_000;

/** The first and the last date that Exchange keeps (MS-OXOCAL, section 2.2.1.44.1). */
export const firstDay: Day = Date.UTC(1601, 0, 1) / msPerDay;
export const lastDay: Day = Date.UTC(4500, 7, 31) / msPerDay;

/** The day that an Edm.Date names; undefined for other text, for dates that don't exist and outside 1601-01-01 to 4500-08-31. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = Date.parse(text) / msPerDay;
  return day >= firstDay && day <= lastDay && showDay(day) === text ? day : undefined;
}

/** The Edm.Date of a day: `2026-11-21`. */
export const showDay = (day: Day): string => new Date(day * msPerDay).toISOString().slice(0, 10);

/** The day of the week, 0 for Sunday. */
export const weekdayOf = (day: Day): number => (((day + 4) % 7) + 7) % 7;

/** Months since January of the year 0. */
export function monthOf(day: Day): number {
  const date = new Date(day * msPerDay);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The first day of a month, given as `monthOf` gives it. */
export const firstOfMonth = (month: number): Day => Date.UTC(Math.floor(month / 12), month % 12, 1) / msPerDay;
