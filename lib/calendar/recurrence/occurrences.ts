// The occurrences of a recurring event: turns its dates into instants by the clocks of its time zone.
import { badRequest } from '../../runtime/errors.ts';
import { msPerDay, parseDay, showDay, type Day } from '../time/calendarDate.ts';
import { utcOf, wallOf, zoneNamed, type DateTimeTimeZone } from '../time/dateTime.ts';
import { utcToWall, wallToUtc } from '../time/wallClock.ts';
import { datesOf, type RecurrenceDates } from './dates.ts';
import type { PatternedRecurrence } from './patternedRecurrence.ts';

/** What decides the occurrences of a recurring event. Of `start` only the time of day counts: the dates are the recurrence's. */
export interface Series {
  readonly recurrence: PatternedRecurrence;
  readonly start: DateTimeTimeZone;
  readonly end: DateTimeTimeZone;
  readonly isAllDay: boolean;
}

export interface Occurrence {
  /** The date of its original start on the series' clocks, `2026-11-21`; it is the same for every window. */
  readonly key: string;
  /** Milliseconds since 1970 UTC. */
  readonly startUtc: number;
  readonly endUtc: number;
}

/**
 * At most `limit` occurrences whose [start, end) overlaps [from, to), in milliseconds since 1970 UTC, ascending; one without a duration
 * counts if it starts there. `after` is the key of the last one already given. The cost depends on the window, not on the series' age.
 * Throws 400 for a series whose times or zones can't be read, or that ends before it starts.
 */
export function occurrencesBetween(series: Series, from: number, to: number, limit: number, after?: string): Occurrence[] {
  const found: Occurrence[] = [];
  if (limit <= 0) return found;
  for (const occurrence of readSeries(series).within(from, to)) {
    if (after === undefined || occurrence.key > after) found.push(occurrence);
    if (found.length === limit) break;
  }
  return found;
}

/** How many occurrences `occurrencesBetween` finds without a limit; a long window costs no more than a short one. Throws as above. */
export function countBetween(series: Series, from: number, to: number): number {
  return readSeries(series).count(from, to);
}

/** The occurrence with this key; undefined when the text is no key or the series has no occurrence on that date. Throws as above. */
export function occurrenceOn(series: Series, key: string): Occurrence | undefined {
  const { dates, at } = readSeries(series);
  const day = parseDay(key);
  return day !== undefined && dates.has(day) ? at(day) : undefined;
}

/** The first occurrence; undefined when the range ends before the pattern's first date. Throws as above. */
export function firstOccurrence(series: Series): Occurrence | undefined {
  const { dates, at } = readSeries(series);
  return dates.first === undefined ? undefined : at(dates.first);
}

/** The last occurrence; undefined for a series that has no end or no occurrence. Throws as above. */
export function lastOccurrence(series: Series): Occurrence | undefined {
  const { dates, at } = readSeries(series);
  return dates.last === undefined ? undefined : at(dates.last);
}

/** The clocks that a series runs by. */
export interface SeriesClock {
  /** IANA name. */
  readonly zone: string;
  /** The date that the series' start has on the clock. */
  readonly startDay: Day;
  /** When each occurrence starts on the clock, and how much later it ends on the clock, in milliseconds. */
  readonly timeOfDay: number;
  readonly duration: number;
}

/** The name of the zone whose clocks a series runs by: the range's, else the start's; for whole days always the start's. */
export const zoneOfSeries = ({ recurrence, start, isAllDay }: Omit<Series, 'end'>): string =>
  isAllDay ? start.timeZone : (recurrence.range.recurrenceTimeZone ?? start.timeZone);

/** Throws 400 for times or zones that can't be read, or an end before the start. */
export function clockOf(series: Series): SeriesClock {
  const { start, end, isAllDay } = series;
  // Whole days are dates: they count from midnight to midnight UTC, whatever zone the caller wrote them in.
  const zone = isAllDay ? 'UTC' : zoneNamed(zoneOfSeries(series));
  const wallIn = (value: DateTimeTimeZone): number =>
    isAllDay || zoneNamed(value.timeZone) === zone ? wallOf(value) : utcToWall(utcOf(value), zone);
  const startWall = wallIn(start);
  const duration = wallIn(end) - startWall;
  if (duration < 0) throw badRequest(`The property 'end' lies before 'start' on the clocks of '${zoneOfSeries(series)}'.`);
  const startDay = Math.floor(startWall / msPerDay);
  return { zone, startDay, timeOfDay: startWall - startDay * msPerDay, duration };
}

/** A series that is read once and then asked many times. */
export interface ReadSeries extends SeriesClock {
  readonly dates: RecurrenceDates;
  readonly at: (day: Day) => Occurrence;
  /**
   * The occurrences whose [start, end) overlaps [from, to), or that start in it, ascending by their starts, without those that start before
   * `notBefore`. The generator finds each one only when it is asked for.
   */
  readonly within: (from: number, to: number, notBefore?: number) => Generator<Occurrence>;
  /** How many occurrences `within` finds. Asks the clocks only about the days at both ends of the window. */
  readonly count: (from: number, to: number) => number;
}

/**
 * An occurrence keeps its times on the clock: 10:00 to 11:00 stays so in summer and winter, as in Exchange, even if the hours that pass
 * between differ. Where the clocks skip its start, it begins later by the skipped time and keeps its duration. Throws 400 as `clockOf`.
 */
export function readSeries(series: Series): ReadSeries {
  const clock = clockOf(series);
  const { zone, timeOfDay, duration } = clock;
  const dates = datesOf(series.recurrence);
  const startOn = (day: Day): number => wallToUtc(day * msPerDay + timeOfDay, zone);
  const startingAt = (day: Day, startUtc: number): Occurrence => ({
    key: showDay(day),
    startUtc,
    endUtc: wallToUtc(utcToWall(startUtc, zone) + duration, zone),
  });
  const at = (day: Day): Occurrence => startingAt(day, startOn(day));
  const dayAt = (utc: number, earlier = 0): Day => Math.floor((utcToWall(utc, zone) - earlier) / msPerDay);
  return {
    ...clock,
    dates,
    at,
    *within(from, to, notBefore = -Infinity) {
      if (from >= to) return;
      const first = Math.max(dayAt(from, duration), notBefore === -Infinity ? -Infinity : dayAt(notBefore));
      for (const day of dates.between(first - slack, dayAt(to) + 1)) {
        const startUtc = startOn(day);
        if (startUtc >= to) return;
        // Clocks never change by more than a day, so the occurrence has surely ended before the window.
        if (startUtc < notBefore || startUtc + duration + msPerDay < from) continue;
        const occurrence = startingAt(day, startUtc);
        if (occurrence.endUtc > from || startUtc >= from) yield occurrence;
      }
    },
    count(from, to) {
      if (from >= to) return 0;
      const isInside = (day: Day): boolean => {
        const { startUtc, endUtc } = at(day);
        return startUtc < to && (endUtc > from || startUtc >= from);
      };
      const [earliest, latest] = [dayAt(from, duration) - slack, dayAt(to) + slack];
      // Every occurrence between the days at the window's ends is inside; on the days at its ends each one is checked.
      const [first, last] = [earliest + 2 * slack + 1, latest - 2 * slack - 1];
      if (first > last) return counted(dates.between(earliest, latest), isInside);
      const atEnds = counted(dates.between(earliest, first - 1), isInside) + counted(dates.between(last + 1, latest), isInside);
      return atEnds + dates.count(first, last);
    },
  };
}

/** Days by which an occurrence may start before or after its date: it starts late in the day, or a zone skips the day. */
const slack = 2;

function counted(days: Iterable<Day>, isInside: (day: Day) => boolean): number {
  let count = 0;
  for (const day of days) if (isInside(day)) count++;
  return count;
}
