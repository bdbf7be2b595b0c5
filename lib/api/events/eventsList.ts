// GET …/events: a page of a calendar's events.
import { authorizeCalendar, type ReachedMailbox } from '../../access/permissions/calendarAccess.ts';
import { organizersSeen } from '../../access/permissions/eventAccess.ts';
import { withoutOthersFiles } from '../../calendar/entries/filesFilter.ts';
import { badRequest } from '../../runtime/errors.ts';
import { eventCursorAt, secondSortProperties, withoutPrivate, type EventOrder } from '../../calendar/events/list.ts';
import { mailboxPartition } from '../../calendar/mailbox.ts';
import { openCalendar } from '../../calendar/events/locate.ts';
import { usualPageSize } from '../../runtime/limits.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { contextSelection } from '../../odata/query/expand.ts';
import { eventList, type EventOptions } from '../../odata/event/eventQuery.ts';
import { countQuery, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { byText } from '../../odata/query/skipToken.ts';
import { resolveSharedMailbox } from '../../access/resolve/sharedMailbox.ts';
import type { EventsCall } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { listReply, paged, pageLimit, tenantCursors } from '../listReply.ts';
import { maxEventsOnPage, pageExpansion } from './expand/page.ts';
import { preferencesOf, shownPage, viewOf } from './eventsShow.ts';

/** 200 with a page of events, in the order of their creation unless `$orderby` says otherwise. One query, however many events there are. */
export async function getEvents(call: EventsCall): Promise<Reply> {
  const { request, services, links } = call;
  const options = paged(call, parseQueryOptions(request.url.searchParams, eventList));
  const preferences = preferencesOf(call);
  const { walked, calendarId, filter } = await openList(call, options);
  const orderBy = orderOf(options);
  const view = viewOf(call, walked, walked, preferences, options.select);
  const expansion = pageExpansion(walked, options.expand);
  const max = maxEventsOnPage(options.expand);

  return listReply(call, options, {
    cursors: tenantCursors(call, [mailboxPartition(walked), 'events', calendarId], options),
    context: links.context(`${walked.kind}(${quotedKey(walked.id)})/events`, contextSelection(options), false),
    async page(after) {
      const { events, more } = await services.events.list(walked, calendarId, {
        limit: pageLimit(options, usualPageSize, max),
        orderBy,
        ...(filter && { filter }),
        ...(after ? { after: byText(after) } : options.skip !== undefined && { skip: options.skip }),
      });
      return shownPage(call, { entries: events.map((event) => ({ event, at: eventCursorAt(event, orderBy) })), more }, view, expansion);
    },
    number: () => services.events.count(walked, calendarId, filter),
  });
}

/** How many events the list has on all its pages together: one query. */
export async function numberOfEvents(call: EventsCall): Promise<number> {
  const options = parseQueryOptions(call.request.url.searchParams, countQuery(eventList));
  const { walked, calendarId, filter } = await openList(call, options);
  return call.services.events.count(walked, calendarId, filter);
}

/** The calendar whose events are asked for, and which of them the caller is shown. */
async function openList(
  { services, caller, reference }: EventsCall,
  options: EventOptions,
): Promise<{ readonly walked: ReachedMailbox; readonly calendarId: string; readonly filter: EventOptions['filter'] }> {
  const walked = await resolveSharedMailbox(services, caller, reference.owner);
  const { calendarId } = await openCalendar(services.calendars, walked, reference.calendar);
  const { seePrivate } = authorizeCalendar(caller, 'read', walked, calendarId);
  const filter = withoutOthersFiles(options.filter, organizersSeen(caller, walked));
  return { walked, calendarId, filter: seePrivate ? filter : withoutPrivate(filter) };
}

/** Throws 400 for two properties that have no index together. */
function orderOf({ orderBy }: EventOptions): EventOrder {
  if (orderBy === undefined) return { property: 'createdDateTime', descending: false };
  const [{ property, direction }, second] = orderBy;
  const seconds = secondSortProperties[property] ?? [];
  if (second !== undefined && !seconds.includes(second.property))
    throw badRequest(
      `Ordering by '${property}' and then by '${second.property}' is not supported; behind '${property}' these are: ${seconds.join(', ') || 'none'}.`,
    );
  if (second !== undefined && second.direction !== direction)
    throw badRequest("Both properties in '$orderby' must have the same direction: 'asc' or 'desc'.");
  return { property, then: second?.property, descending: direction === 'desc' };
}
