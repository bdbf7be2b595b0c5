// One calendar: GET, PATCH and DELETE …/calendars/{id}, POST …/permanentDelete, and GET …/events/{id}/calendar.
import { authorOf, calendarAccess } from '../../access/permissions/calendarAccess.ts';
import type { CalendarRemoval } from '../../calendar/calendars/calendars.ts';
import { defaultCalendarId } from '../../calendar/mailbox.ts';
import { readCalendar } from '../../calendar/events/locate.ts';
import { itemNotFound, invalidRequest } from '../../runtime/errors.ts';
import { readCalendarChange } from '../../odata/calendar/calendarBody.ts';
import { calendarExpandQuery } from '../../odata/calendar/calendarQuery.ts';
import { changingCustom } from '../../odata/custom/customBody.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { ifMatchOf, isUnchanged } from '../../http/conditions.ts';
import { emptyReply, type Reply } from '../../http/messages.ts';
import type { CalendarAction, CalendarActionReference } from '../../paths/reference.ts';
import { readJsonBody, readOptionalJsonBody } from '../jsonBody.ts';
import type { Call, EventCall } from '../call.ts';
import { openShown } from '../events/openShown.ts';
import { calendarReply, openCalendarFor, savedCalendarReply, type CalendarCall, type OpenedCalendar } from './open.ts';

/** 200 with the calendar; 304 for an `If-None-Match` that names its ETag. */
export async function getCalendar(call: CalendarCall): Promise<Reply> {
  const { request } = call;
  const options = parseQueryOptions(request.url.searchParams, calendarExpandQuery.entity);
  const opened = await openCalendarFor(call, 'see');
  const { etag } = opened.record;
  if (isUnchanged(request.headers.get('if-none-match'), etag)) return emptyReply(304, { ETag: etag });
  return calendarReply(call, opened, options);
}

/**
 * 200 with the calendar that an event lies in: of an entry, the attendee's. Costs one point read more than the event.
 */
export async function getEventCalendar(call: EventCall): Promise<Reply> {
  const options = parseQueryOptions(call.request.url.searchParams, calendarExpandQuery.entity);
  const {
    walked,
    event: { calendar },
  } = await openShown(call, 'read');
  const access = calendarAccess(call.caller, walked, calendar);
  if (!access.see) throw itemNotFound();
  const record = await readCalendar(call.services.calendars, walked, { kind: 'calendar', id: calendar });
  return calendarReply(call, { walked, record, access }, options);
}

/** 200 with the changed calendar; the first change of a default one stores it. `If-Match` is honoured. */
export async function patchCalendar(call: CalendarCall): Promise<Reply> {
  const { request, services, caller, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const opened = await openCalendarFor(call, 'own');
  const { calendarId } = opened.record;
  const json = await readJsonBody(request, share, 'calendar');
  const change = { ...readCalendarChange(json, calendarId === defaultCalendarId(opened.walked)), custom: changingCustom(json) };
  const record = await services.calendars.update(opened.walked, calendarId, change, authorOf(caller), ifMatchOf(request));
  return savedCalendarReply(call, false, { ...opened, record });
}

/** 204; from then on no path reaches the calendar's events, which are removed page by page. `If-Match` is honoured. */
export async function deleteCalendar(call: CalendarCall): Promise<Reply> {
  parseQueryOptions(call.request.url.searchParams, noOptions);
  return removeCalendar(call, await openCalendarFor(call, 'own'), {});
}

/** 204; the same, and no restore brings back the bytes that its events had. Throws 400 for a default calendar, a group's included. */
async function permanentlyDeleteCalendar(call: CalendarActionCall): Promise<Reply> {
  parseQueryOptions(call.request.url.searchParams, noOptions);
  const opened = await openCalendarFor(call, 'own');
  await readOptionalJsonBody(call.request, call.share, 'permanentDelete');
  return removeCalendar(call, opened, { erases: true });
}

async function removeCalendar(
  { request, services, caller }: Call,
  { walked, record }: OpenedCalendar,
  how: Pick<CalendarRemoval, 'erases'>,
): Promise<Reply> {
  if (record.calendarId === defaultCalendarId(walked)) throw invalidRequest('The default calendar of a mailbox cannot be deleted.');
  const removal = { ...how, isCurrent: ifMatchOf(request) };
  if (!(await services.calendars.remove(walked, record.calendarId, authorOf(caller), removal))) throw itemNotFound();
  return emptyReply(204);
}

type CalendarActionCall = Call<CalendarActionReference>;

const actions: Readonly<Record<CalendarAction, (call: CalendarActionCall) => Promise<Reply>>> = {
  permanentDelete: permanentlyDeleteCalendar,
};

/** Does the action that the path names. */
export const postCalendarAction = (call: CalendarActionCall): Promise<Reply> => actions[call.reference.action](call);
