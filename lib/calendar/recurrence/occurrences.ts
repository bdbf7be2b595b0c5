// The occurrences of a recurring event: its dates made into instants by the clocks of its time zone.
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
  /** The date of its original start on the series' clocks, `2026-11-21`: the same one however the window is chosen. */
  readonly key: string;
  /** Milliseconds since 1970 UTC. */
  readonly startUtc: number;
  readonly endUtc: number;
}

/**
 * At most `limit` occurrences whose [start, end) overlaps [from, to), in milliseconds since 1970 UTC, ascending; one without a duration
 * counts where it starts. `after` is the key of the last one already given. Costs what lies in the window, wherever the series began.
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

/** How many `occurrencesBetween` finds without a limit; costs no more for a long window than for a short one. Throws as above. */
export function countBetween(series: Series, from: number, to: number): number {
  return readSeries(series).count(from, to);
}

/** The occurrence of a key; undefined for text that is none and for a date that the series doesn't have. Throws as above. */
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

/** The last occurrence; undefined for a series without an end, or without any. Throws as above. */
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
  /** When each occurrence starts on the clock, and what passes on it until the end, in milliseconds. */
  readonly timeOfDay: number;
  readonly duration: number;
}

/** The zone whose clocks a series runs by, as it was named: the range's or else the start's, whose dates are meant by whole days. */
export const zoneOfSeries = ({ recurrence, start, isAllDay }: Omit<Series, 'end'>): string =>
  isAllDay ? start.timeZone : (recurrence.range.recurrenceTimeZone ?? start.timeZone);

/** Throws 400 for times or zones that can't be read, or an end before the start. */
export function clockOf(series: Series): SeriesClock {
  const { start, end, isAllDay } = series;
  // Whole days are dates, which count from midnight to midnight UTC whatever zone they were written in.
  const zone = isAllDay ? 'UTC' : zoneNamed(zoneOfSeries(series));
  const wallIn = (value: DateTimeTimeZone): number =>
    isAllDay || zoneNamed(value.timeZone) === zone ? wallOf(value) : utcToWall(utcOf(value), zone);
  const startWall = wallIn(start);
  const duration = wallIn(end) - startWall;
  if (duration < 0) throw badRequest(`The property 'end' lies before 'start' on the clocks of '${zoneOfSeries(series)}'.`);
  const startDay = Math.floor(startWall / msPerDay);
  return { zone, startDay, timeOfDay: startWall - startDay * msPerDay, duration };
}

/** A series that was read once, to be asked again and again. */
export interface ReadSeries extends SeriesClock {
  readonly dates: RecurrenceDates;
  readonly at: (day: Day) => Occurrence;
  /**
   * The occurrences whose [start, end) overlaps [from, to), or that start in it, ascending by their starts. Found as they are taken, from
   * the first one that doesn't start before `notBefore`.
   */
  readonly within: (from: number, to: number, notBefore?: number) => Generator<Occurrence>;
  /** How many these are. Asks the clocks about the days at both ends alone. */
  readonly count: (from: number, to: number) => number;
}

/**
 * An occurrence keeps its times on the clock: 10:00 to 11:00 stays so in summer and winter, as in Exchange, even if the hours that pass
 * between differ. One whose start the clocks skip begins as much later and keeps its duration. Throws 400 as `clockOf`.
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
        // Clocks never change by more than a day: it has ended, whatever they do.
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
      // All between the days at the window's ends are inside; at the ends each is looked at.
      const [first, last] = [earliest + 2 * slack + 1, latest - 2 * slack - 1];
      if (first > last) return counted(dates.between(earliest, latest), isInside);
      const atEnds = counted(dates.between(earliest, first - 1), isInside) + counted(dates.between(last + 1, latest), isInside);
      return atEnds + dates.count(first, last);
    },
  };
}

/** Days that an occurrence may start before or behind its date: it starts late in the day, or a zone skips the day. */
const slack = 2;

function counted(days: Iterable<Day>, isInside: (day: Day) => boolean): number {
  let count = 0;
  for (const day of days) if (isInside(day)) count++;
  return count;
}
