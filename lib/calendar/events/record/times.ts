// When an event is: the one value of its start and of its end that answers show, filters and orders compare and windows cover.
import { ServiceError } from '../../../runtime/errors.ts';
import { inZone, showDateTime, utcOf, wallOf } from '../../time/dateTime.ts';
import type { DateTimeTimeZone, EventProperties } from './eventProperties.ts';

/** What decides when an event is. */
export type EventTimes = Pick<EventProperties, 'start' | 'end' | 'isAllDay'>;

/**
 * The instant of a start or an end, in milliseconds since 1970 UTC. An all-day event has dates, the same in every zone: it counts from
 * midnight to midnight UTC, as it is shown when no zone is preferred. Throws 400 as `readCalendarTime`, and for an unknown zone.
 */
export const instantOf = (value: DateTimeTimeZone, isAllDay: boolean): number => (isAllDay ? wallOf(value) : utcOf(value));

/** A time that was checked, as the clocks of a zone (IANA or Windows name) show it. An all-day event begins at midnight in every zone. */
export const shownIn = (value: DateTimeTimeZone, timeZone: string, isAllDay: boolean): DateTimeTimeZone =>
  isAllDay ? { dateTime: showDateTime(instantOf(value, isAllDay)), timeZone } : inZone(instantOf(value, isAllDay), timeZone);

/** Start and end as RFC 3339 in UTC to the millisecond, whose text sorts by time; `''` for an event without times. */
export function sortableTimes({ start, end, isAllDay }: EventTimes): { readonly start: string; readonly end: string } {
  const sortable = (value: DateTimeTimeZone | null): string => (value === null ? '' : new Date(instantOf(value, isAllDay)).toISOString());
  return { start: sortable(start), end: sortable(end) };
}

/** Whether `given` is how the time is shown in the zone that `given` names. False if `given` can't be read. */
export function isShownAs(value: DateTimeTimeZone, given: DateTimeTimeZone, isAllDay: boolean): boolean {
  try {
    return utcOf(shownIn(value, given.timeZone, isAllDay)) === utcOf(given);
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}
