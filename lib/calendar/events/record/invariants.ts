// Enforces the rules for an event's times; every write of an event's properties goes through here.
//
// 1. An event has both start and end, or neither; without them it is neither a whole day nor a series.
// 2. The end is not before the start, for a series on the clocks of its zone as well.
// 3. Whole days go from a midnight to a later midnight of one zone (Graph, event resource type, isAllDay).
// 4. A series starts on the first date of its range, on the clocks of its zone (Graph, recurrenceRange resource type, startDate), so that
//    no occurrence lies before it; the range holds an occurrence.
import { badRequest, ServiceError } from '../../../runtime/errors.ts';
import type { DateTimeTimeZone, EventProperties } from './eventProperties.ts';
import { clockOf, firstOccurrence, zoneOfSeries, type Series } from '../../recurrence/occurrences.ts';
import { checkRange } from '../../recurrence/json.ts';
import { msPerDay, parseDay, showDay } from '../../time/calendarDate.ts';
import { exactlyInZone, showDateTime, wallOf } from '../../time/dateTime.ts';
import { wallToUtc } from '../../time/wallClock.ts';
import { toIana } from '../../time/zones.ts';
import { instantOf, type EventTimes } from './times.ts';

/** The properties that the rules are about. */
export type Times = EventTimes & Pick<EventProperties, 'recurrence'>;

/** Names of the times that a request gives; the event keeps its former values of the others. */
export type GivenTimes = ReadonlySet<keyof Times>;

/**
 * The times to store. Times that the request doesn't give follow those that it gives: the other end of whole days gets the same zone, the
 * range of a series its new start, the start and the end the first date of a new range. Throws 400 that names the mistake if the result
 * breaks a rule.
 */
export function consistentTimes(times: Times, given: GivenTimes): Times {
  const whole = times.isAllDay ? inOneZone(times, given) : times;
  checkEnds(whole);
  const { start, end, isAllDay, recurrence } = whole;
  if (start === null || end === null || recurrence === null) return whole;
  const series = { start, end, isAllDay, recurrence };
  if (!given.has('recurrence')) return { ...whole, ...rangedFromItsStart(series) };
  return { ...whole, ...startingWithItsRange(given.has('start') || given.has('end') ? series : movedToItsRange(series)) };
}

/** For whole days: if the request gives only the start or only the end, the other one keeps its date and takes the given one's zone. */
function inOneZone(times: Times, given: GivenTimes): Times {
  const { start, end } = times;
  if (start === null || end === null || given.has('start') === given.has('end')) return times;
  const moved = (value: DateTimeTimeZone, name: string, { timeZone }: DateTimeTimeZone): DateTimeTimeZone => ({
    dateTime: showDateTime(read(name, () => wallOf(value))),
    timeZone,
  });
  return given.has('start') ? { ...times, end: moved(end, 'end', start) } : { ...times, start: moved(start, 'start', end) };
}

function checkEnds({ start, end, isAllDay, recurrence }: Times): void {
  if (start === null || end === null) {
    const given = start === null ? end : start;
    if (given !== null) throw badRequest(`The property '${start === null ? 'start' : 'end'}' is missing: an event has both start and end.`);
    if (isAllDay) throw badRequest("An event with 'isAllDay' needs the properties 'start' and 'end'.");
    if (recurrence !== null) throw badRequest("An event with 'recurrence' needs the properties 'start' and 'end'.");
    return;
  }
  const [from, to] = [read('start', () => instantOf(start, isAllDay)), read('end', () => instantOf(end, isAllDay))];
  if (to < from) throw badRequest("The property 'end' must not be before 'start'.");
  if (!isAllDay) return;
  for (const [name, midnight] of Object.entries({ start: from, end: to }))
    if (midnight % msPerDay !== 0) throw badRequest(`The property '${name}' of an event with 'isAllDay' must be at midnight.`);
  if (toIana(start.timeZone) !== toIana(end.timeZone))
    throw badRequest("The properties 'start' and 'end' of an event with 'isAllDay' must be in the same time zone.");
  if (to === from) throw badRequest("The property 'end' of an event with 'isAllDay' must be at least a day after 'start'.");
}

function startingWithItsRange(series: Series): Series {
  const { startDate } = series.recurrence.range;
  const day = showDay(clockOf(series).startDay);
  if (day !== startDate)
    throw badRequest(
      `The property 'start' is on '${day}' in the time zone '${zoneOfSeries(series)}', but recurrence.range.startDate is '${startDate}': ` +
        'both must be the same date.',
    );
  return notBehindItsFirst(series);
}

function rangedFromItsStart(series: Series): Series {
  const { pattern, range } = series.recurrence;
  const recurrence = { pattern, range: { ...range, startDate: showDay(clockOf(series).startDay) } };
  checkRange(recurrence);
  return notBehindItsFirst({ ...series, recurrence });
}

/** The series at the first date of its range, with the same time of day and duration on the clocks of its zone. */
function movedToItsRange(series: Series): Series {
  const { zone, startDay, timeOfDay, duration } = clockOf(series);
  const day = parseDay(series.recurrence.range.startDate) ?? startDay;
  if (day === startDay) return series;
  const moved = ({ timeZone }: DateTimeTimeZone, wall: number): DateTimeTimeZone => {
    const isOwnClock = series.isAllDay || toIana(timeZone) === zone;
    return isOwnClock ? { dateTime: showDateTime(wall), timeZone } : exactlyInZone(wallToUtc(wall, zone), timeZone);
  };
  const wall = day * msPerDay + timeOfDay;
  return { ...series, start: moved(series.start, wall), end: moved(series.end, wall + duration) };
}

/** If clocks show a time twice, occurrences are at the first one; moves a start at the second one to the first. */
function notBehindItsFirst(series: Series): Series {
  const first = firstOccurrence(series);
  if (first === undefined || first.startUtc >= instantOf(series.start, series.isAllDay)) return series;
  return { ...series, start: exactlyInZone(first.startUtc, series.start.timeZone) };
}

/** Returns what `reading` returns, and makes its error a 400 that names the property. */
function read<T>(name: string, reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code === 'TimeZoneNotSupportedException') throw error;
    throw badRequest(`The property '${name}' cannot be read: ${error.message}`, error);
  }
}
