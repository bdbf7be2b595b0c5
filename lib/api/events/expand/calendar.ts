// `$expand=calendar` on an event: the calendar that it lies in; for an entry, the attendee's.
import { calendarAccess } from '../../../access/permissions/calendarAccess.ts';
import { readCalendar } from '../../../calendar/events/locate.ts';
import { calendarEntity } from '../../../odata/calendar/calendarEntity.ts';
import type { EventExpanding } from '../../../odata/event/eventExpand.ts';
import { ServiceError } from '../../../runtime/errors.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import { ownerOf, viewOf } from '../../calendars/open.ts';
import type { Expander, OnEvent } from './onEvent.ts';

type CalendarOptions = EventExpanding['calendar'];

/** Shows each calendar of an answer's events once it was read: two point reads for each, however many events lie in it. */
export function expandedCalendars(): Expander<CalendarOptions> {
  const shown = new Map<string, Promise<JsonObject | null>>();
  return async (on, options) => {
    const { calendar } = on.event;
    const showing = shown.get(calendar) ?? shownCalendar(on, options);
    shown.set(calendar, showing);
    return { calendar: await showing };
  };
}

/** The calendar as its own path shows it; null where that is 404 for the caller. */
async function shownCalendar({ call, walked, event }: OnEvent, { select }: CalendarOptions): Promise<JsonObject | null> {
  const access = calendarAccess(call.caller, walked, event.calendar);
  if (!access.see) return null;
  try {
    const [record, owner] = await Promise.all([
      readCalendar(call.services.calendars, walked, { kind: 'calendar', id: event.calendar }),
      ownerOf(call, walked),
    ]);
    return calendarEntity(record, viewOf(walked, record, access, owner), select);
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return null;
    throw error;
  }
}
