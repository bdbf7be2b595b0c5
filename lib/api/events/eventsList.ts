// GET …/events: a page of a calendar's events.
import { authorizeCalendar, type ReachedMailbox } from '../../access/permissions/calendarAccess.ts';
import { eventCursorAt, withoutPrivate, type EventOrder } from '../../calendar/events/list.ts';
import { mailboxPartition, type Mailbox } from '../../calendar/mailbox.ts';
import { openCalendar } from '../../calendar/events/locate.ts';
import { badRequest } from '../../runtime/errors.ts';
import { maxEventPageSize } from '../../runtime/limits.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { eventList, type EventOptions } from '../../odata/event/eventQuery.ts';
import { countQuery, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { openCursor, sealCursor } from '../../odata/query/skipToken.ts';
import { resolveSharedMailbox } from '../../access/resolve/sharedMailbox.ts';
import type { EventsCall } from '../call.ts';
import { listReply, type Reply } from '../../http/messages.ts';
import { preferencesOf, showEvents, viewOf, withinBytes } from './eventsShow.ts';

/** 200 with a page of events, in the order of their creation unless `$orderby` says otherwise. One query, however many events there are. */
export async function getEvents(call: EventsCall): Promise<Reply> {
  const { request, services, links } = call;
  const options = parseQueryOptions(request.url.searchParams, eventList);
  const preferences = preferencesOf(call);
  const { walked, calendarId, filter } = await openList(call, options);

  const orderBy = orderOf(options);
  const binding = bindingOf(walked, calendarId, options);
  const sealing = (): Promise<Uint8Array> => services.directory.listSecret(walked.tenant);
  const [{ events, more }, count] = await Promise.all([
    services.events.list(walked, calendarId, {
      limit: Math.min(options.top ?? maxEventPageSize, maxEventPageSize),
      orderBy,
      ...(filter && { filter }),
      ...(options.skipToken === undefined
        ? options.skip !== undefined && { skip: options.skip }
        : { after: cursorIn(await sealing(), binding, options.skipToken) }),
    }),
    options.count ? services.events.count(walked, calendarId, filter) : undefined,
  ]);

  const view = viewOf(call, walked, walked, preferences, options.select);
  const entries = events.slice(0, withinBytes(events, view));
  const shown = await showEvents(call, entries, view);
  const last = entries.at(-1);
  const hasNext = last !== undefined && (more || entries.length < events.length);
  return await listReply(
    200,
    {
      '@odata.context': links.context(`${walked.kind}(${quotedKey(walked.id)})/events`, options.selectText, false),
      ...(count !== undefined && { '@odata.count': count }),
      // A body that is gone is one of an event that is being changed or deleted: the next request sees what became of it.
      value: shown.filter((entity) => entity !== undefined),
      ...(hasNext && { '@odata.nextLink': links.next(request.url, sealCursor(await sealing(), binding, eventCursorAt(last, orderBy))) }),
    },
    preferences.headers,
  );
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
  return { walked, calendarId, filter: seePrivate ? options.filter : withoutPrivate(options.filter) };
}

const orderOf = ({ orderBy }: EventOptions): EventOrder =>
  orderBy === undefined
    ? { property: 'createdDateTime', descending: false }
    : { property: orderBy.property, descending: orderBy.direction === 'desc' };

const bindingOf = (mailbox: Mailbox, calendarId: string, { selectText, filterText, top, count, orderBy }: EventOptions): string =>
  JSON.stringify([mailboxPartition(mailbox), 'events', calendarId, selectText, filterText, top, count, orderBy]);

function cursorIn(key: Uint8Array, binding: string, token: string): { readonly sort: string; readonly id: string } {
  const { id, sort } = openCursor(key, binding, token);
  if (typeof sort !== 'string') throw badRequest("The value of '$skiptoken' is not one that this list gave.");
  return { id, sort };
}
