// When an event is: its start and end as points in time, and the rules that they keep.
import { badRequest, ServiceError } from '../../errors.ts';
import { msPerDay } from '../time/calendarDate.ts';
import { inZone, showDateTime, utcOf, wallOf } from '../time/dateTime.ts';
import { toIana } from '../time/zones.ts';
import type { DateTimeTimeZone, EventProperties } from '../eventProperties.ts';

/**
 * Throws 400 that names the property unless start and end are given together, are times of known zones, end is not before start, and
 * an all-day event goes from midnight to a later midnight of one zone (Graph, event resource type, isAllDay).
 */
export function checkTimes({ start, end, isAllDay, recurrence }: Pick<EventProperties, 'start' | 'end' | 'isAllDay' | 'recurrence'>): void {
  if (start === null || end === null) {
    const given = start === null ? end : start;
    if (given !== null) throw badRequest(`The property '${start === null ? 'start' : 'end'}' is missing: an event has both start and end.`);
    if (isAllDay) throw badRequest("An event with 'isAllDay' needs the properties 'start' and 'end'.");
    if (recurrence !== null) throw badRequest("An event with 'recurrence' needs the properties 'start' and 'end'.");
    return;
  }
  const [from, to] = [checkedInstant('start', start), checkedInstant('end', end)];
  if (to < from) throw badRequest("The property 'end' must not be before 'start'.");
  if (!isAllDay) return;
  for (const [name, value] of Object.entries({ start, end }))
    if (wallOf(value) % msPerDay !== 0) throw badRequest(`The property '${name}' of an event with 'isAllDay' must be at midnight.`);
  if (toIana(start.timeZone) !== toIana(end.timeZone))
    throw badRequest("The properties 'start' and 'end' of an event with 'isAllDay' must be in the same time zone.");
  if (to <= from) throw badRequest("The property 'end' of an event with 'isAllDay' must be at least a day after 'start'.");
}

/** The point in time in milliseconds since the epoch. Throws 400 that names the property. */
function checkedInstant(name: string, value: DateTimeTimeZone): number {
  try {
    return utcOf(value);
  } catch (error) {
    throw error instanceof ServiceError ? badRequest(`The property '${name}' cannot be read: ${error.message}`, error) : error;
  }
}

/** A checked time on the clocks of a zone (IANA or Windows name). An all-day event is the same dates in every zone. */
export function shownIn(value: DateTimeTimeZone, timeZone: string, isAllDay: boolean): DateTimeTimeZone {
  return isAllDay ? { dateTime: showDateTime(wallOf(value)), timeZone } : inZone(utcOf(value), timeZone);
}

/** Whether `given` is how the time is shown in the zone that `given` names. False for what can't be read. */
export function isShownAs(value: DateTimeTimeZone, given: DateTimeTimeZone, isAllDay: boolean): boolean {
  try {
    return utcOf(shownIn(value, given.timeZone, isAllDay)) === utcOf(given);
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}

/** RFC 3339 in UTC to the millisecond, which sorts as time does; `''` for none. */
export const sortableInstant = (value: DateTimeTimeZone | null): string => (value === null ? '' : new Date(utcOf(value)).toISOString());
