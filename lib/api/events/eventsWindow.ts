// GET …/calendarView and …/events/{id}/instances: what lies in a window of time; …/exceptionOccurrences: what differs from its series.
import { authorizeCalendar, type ReachedMailbox } from '../../access/permissions/calendarAccess.ts';
import { type IsException } from '../../calendar/occurrences/exceptions.ts';
import { isSeenAsException, mayRead, viewpointOf } from '../../access/permissions/eventAccess.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { withoutPrivate } from '../../calendar/events/list.ts';
import { mailboxPartition, type Mailbox } from '../../calendar/mailbox.ts';
import type { IsShown, WindowPage } from '../../calendar/windows/windowEntry.ts';
import type { WindowRequest } from '../../calendar/windows/windowRequest.ts';
import { openCalendar } from '../../calendar/events/locate.ts';
import { maxEventPageSize, usualPageSize } from '../../runtime/limits.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { byText } from '../../odata/query/skipToken.ts';
import { countQuery, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { exceptionList, parseWindow, windowList, type AskedWindow } from '../../odata/event/windowQuery.ts';
import type { EventOptions } from '../../odata/event/eventQuery.ts';
import { resolveSharedMailbox } from '../../access/resolve/sharedMailbox.ts';
import type { Reference } from '../../paths/reference.ts';
import { leadsToOccurrence, type Call, type EventCall } from '../call.ts';
import { openShown } from './openShown.ts';
import type { Reply } from '../../http/messages.ts';
import { listReply, paged, pageLimit, tenantCursors } from '../listReply.ts';
import { preferencesOf, shownPage, viewOf } from './eventsShow.ts';

type CalendarViewCall = Call<Extract<Reference, { kind: 'calendarView' }>>;

/** 200 with a page of the calendar's events in the window, including occurrences of series, in the order of their starts. */
export async function getCalendarView(call: CalendarViewCall): Promise<Reply> {
  const { window, options } = parseWindow(call.request.url.searchParams, windowList);
  return pageReply(call, options, await calendarView(call, window));
}

/** 200 with a page of the series' occurrences in the window; an event that isn't a series has none. */
export async function getInstances(call: EventCall): Promise<Reply> {
  const { window, options } = parseWindow(call.request.url.searchParams, windowList);
  return pageReply(call, options, await instances(call, window));
}

/** 200 with a page of the series' occurrences that have something of their own, in the order of their dates. */
export async function getExceptionOccurrences(call: EventCall): Promise<Reply> {
  const options = parseQueryOptions(call.request.url.searchParams, exceptionList);
  return pageReply(call, options, await exceptionOccurrences(call));
}

/** How many entries the calendar has in the window, of those that the caller may read. */
export async function numberInCalendarView(call: CalendarViewCall): Promise<number> {
  const { window } = parseWindow(call.request.url.searchParams, countQuery(windowList));
  return (await calendarView(call, window)).number();
}

/** How many occurrences the series has in the window, likewise. */
export async function numberOfInstances(call: EventCall): Promise<number> {
  const { window } = parseWindow(call.request.url.searchParams, countQuery(windowList));
  return (await instances(call, window)).number();
}

/** How many exceptions the series has, likewise. */
export async function numberOfExceptionOccurrences(call: EventCall): Promise<number> {
  parseQueryOptions(call.request.url.searchParams, countQuery(exceptionList));
  return (await exceptionOccurrences(call)).number();
}

/** What is listed, opened for the caller. */
interface Listing {
  readonly walked: ReachedMailbox;
  readonly mailbox: Mailbox;
  /** Names the list; cursors are bound to this name. */
  readonly of: string;
  /** Gives a page of so many entries that the caller may read, behind the cursor. */
  readonly list: (page: Pick<WindowRequest, 'limit' | 'after'>) => Promise<WindowPage>;
  /** How many the caller would be shown on all pages together. */
  readonly number: () => Promise<number>;
}

async function calendarView({ services, caller, reference }: CalendarViewCall, window: AskedWindow): Promise<Listing> {
  const walked = await resolveSharedMailbox(services, caller, reference.owner);
  const { calendarId } = await openCalendar(services.calendars, walked, reference.calendar);
  const { seePrivate } = authorizeCalendar(caller, 'read', walked, calendarId);
  const filter = seePrivate ? undefined : withoutPrivate();
  // An occurrence may be private where its series isn't.
  const isShown: IsShown = (event) => mayRead(caller, walked, walked, event);
  return {
    walked,
    mailbox: walked,
    of: `calendarView of ${calendarId} ${window.text}`,
    list: (page) => services.windows.list(walked, calendarId, { ...window, ...page, filter }, isShown),
    number: () => services.windows.count(walked, calendarId, { ...window, filter }, isShown),
  };
}

async function instances(call: EventCall, window: AskedWindow): Promise<Listing> {
  const { windows } = call.services;
  const { series, isShown, ...opened } = await openSeries(call);
  return {
    ...opened,
    of: `instances of ${series.incarnation} ${window.text}`,
    list: (page) => windows.instances(opened.mailbox, series, { ...window, ...page }, isShown),
    number: () => windows.countInstances(opened.mailbox, series, window, isShown),
  };
}

async function exceptionOccurrences(call: EventCall): Promise<Listing> {
  const { windows } = call.services;
  const { series, isShown, ...opened } = await openSeries(call);
  const isException: IsException = (event) =>
    isShown(event) && isSeenAsException(event, viewpointOf(call.caller, opened.walked, opened.mailbox, event));
  return {
    ...opened,
    of: `exceptionOccurrences of ${series.incarnation}`,
    list: (page) => windows.exceptions(opened.mailbox, series, page, isException),
    number: () => windows.countExceptions(opened.mailbox, series, isException),
  };
}

async function openSeries(
  call: EventCall,
): Promise<Pick<Listing, 'walked' | 'mailbox'> & { readonly series: EventRecord; readonly isShown: IsShown }> {
  const { resolved, event: series } = await openShown(call, 'read');
  const isShown: IsShown = (event) => leadsToOccurrence(call, resolved, event);
  return { walked: resolved.walked, mailbox: resolved.key.mailbox, isShown, series };
}

function pageReply(call: Call, asked: EventOptions, { walked, mailbox, of, list, number }: Listing): Promise<Reply> {
  const options = paged(call, asked);
  const preferences = preferencesOf(call);
  const view = viewOf(call, walked, mailbox, preferences, options.select);
  const limit = pageLimit(options, usualPageSize, maxEventPageSize);
  return listReply(call, options, {
    cursors: tenantCursors(call, [mailboxPartition(mailbox), of], options),
    context: call.links.context(`${mailbox.kind}(${quotedKey(mailbox.id)})/calendarView`, options.selectText, false),
    page: async (after) => shownPage(call, await list({ limit, ...(after && { after: byText(after) }) }), view),
    number,
  });
}
