// Works out when an event starts and ends: answers, filters, sort orders and windows all use these values.
import { ServiceError } from '../../../runtime/errors.ts';
import { inZone, showDateTime, utcOf, wallOf } from '../../time/dateTime.ts';
import type { DateTimeTimeZone, EventProperties, TimeSlot } from './eventProperties.ts';

/** The properties that decide when an event is. */
export type EventTimes = Pick<EventProperties, 'start' | 'end' | 'isAllDay'>;

/**
 * The point in time of a start or an end, in milliseconds since 1970 UTC. An all-day event has the same dates in every zone, so it counts
 * from midnight to midnight UTC. Throws 400 for a time that `readCalendarTime` refuses, or an unknown zone.
 */
export const instantOf = (value: DateTimeTimeZone, isAllDay: boolean): number => (isAllDay ? wallOf(value) : utcOf(value));

/** A valid time on the clocks of a zone (IANA or Windows name). An all-day event begins at midnight in every zone. */
export const shownIn = (value: DateTimeTimeZone, timeZone: string, isAllDay: boolean): DateTimeTimeZone =>
  isAllDay ? { dateTime: showDateTime(instantOf(value, isAllDay)), timeZone } : inZone(instantOf(value, isAllDay), timeZone);

/** A valid slot of times on the clocks of a zone. */
export const slotIn = ({ start, end }: TimeSlot, timeZone: string): TimeSlot => ({
  start: shownIn(start, timeZone, false),
  end: shownIn(end, timeZone, false),
});

/** Start and end as RFC 3339 in UTC to the millisecond, which sorts as time does; `''` for an event that has none. */
export function sortableTimes({ start, end, isAllDay }: EventTimes): { readonly start: string; readonly end: string } {
  const sortable = (value: DateTimeTimeZone | null): string => (value === null ? '' : new Date(instantOf(value, isAllDay)).toISOString());
  return { start: sortable(start), end: sortable(end) };
}

/** Whether the time is shown as `given` in the zone that `given` names. False for a `given` that can't be read. */
export function isShownAs(value: DateTimeTimeZone, given: DateTimeTimeZone, isAllDay: boolean): boolean {
  try {
    return utcOf(shownIn(value, given.timeZone, isAllDay)) === utcOf(given);
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}
