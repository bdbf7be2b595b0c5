// GET …/calendarView and …/events/{id}/instances: what lies in a window of time; …/exceptionOccurrences: what differs from its series.
import { authorizeCalendar, type ReachedMailbox } from '../../../access/permissions/calendarAccess.ts';
import { type IsException } from '../../../calendar/occurrences/exceptions.ts';
import { isSeenAsException, mayRead, viewpointOf, type Viewpoint } from '../../../access/permissions/eventAccess.ts';
import type { EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import { withoutPrivate } from '../../../calendar/events/list.ts';
import { mailboxPartition, type Mailbox } from '../../../calendar/mailbox.ts';
import type { IsShown, WindowPage } from '../../../calendar/windows/windowEntry.ts';
import type { WindowRequest } from '../../../calendar/windows/windowRequest.ts';
import { openCalendar } from '../../../calendar/events/locate.ts';
import { usualPageSize } from '../../../runtime/limits.ts';
import type { Asked } from '../../../calendar/windows/wanted.ts';
import { contextSelection } from '../../../odata/query/expand.ts';
import { quotedKey } from '../../../odata/query/context.ts';
import { byText } from '../../../odata/query/skipToken.ts';
import { countQuery, parseQueryOptions } from '../../../odata/query/queryOptions.ts';
import { exceptionList, parseWindow, windowList, type AskedWindow } from '../../../odata/event/windows/windowQuery.ts';
import type { EventOptions } from '../../../odata/event/eventQuery.ts';
import { resolveSharedMailbox } from '../../../access/resolve/sharedMailbox.ts';
import type { ResolvedEvent } from '../../../access/resolve/event.ts';
import type { Reference } from '../../../paths/reference.ts';
import { leadsToOccurrence, type Call, type EventCall } from '../../call.ts';
import { openShown } from '../openShown.ts';
import type { Reply } from '../../../http/messages.ts';
import { listReply, paged, pageLimit, tenantCursors, type Cursors, type ListOptions } from '../../listReply.ts';
import { maxEventsOnPage, pageExpansion } from '../expand/page.ts';
import { preferencesOf, shownPage, viewOf } from '../eventsShow.ts';
import { orderAsked, wantedBy } from './windowAsked.ts';

type CalendarViewCall = Call<Extract<Reference, { kind: 'calendarView' }>>;

/** 200 with a page of the calendar's events in the window, including occurrences of series, in the order of their starts. */
export async function getCalendarView(call: CalendarViewCall): Promise<Reply> {
  const { window, options } = parseWindow(call.request.url.searchParams, windowList);
  return pageReply(call, options, await calendarView(call, window, options));
}

/** 200 with a page of the series' occurrences in the window; an event that isn't a series has none. */
export async function getInstances(call: EventCall): Promise<Reply> {
  const { window, options } = parseWindow(call.request.url.searchParams, windowList);
  return pageReply(call, options, await instances(call, window, options));
}

/** 200 with a page of the series' occurrences that have something of their own, in the order of their dates. */
export async function getExceptionOccurrences(call: EventCall): Promise<Reply> {
  const options = parseQueryOptions(call.request.url.searchParams, exceptionList);
  return pageReply(call, options, await exceptionOccurrences(call, options));
}

/** How many entries the calendar has in the window, of those that the caller may read. */
export async function numberInCalendarView(call: CalendarViewCall): Promise<number> {
  const { window, options } = parseWindow(call.request.url.searchParams, countQuery(windowList));
  return (await calendarView(call, window, options)).number();
}

/** How many occurrences the series has in the window, likewise. */
export async function numberOfInstances(call: EventCall): Promise<number> {
  const { window, options } = parseWindow(call.request.url.searchParams, countQuery(windowList));
  return (await instances(call, window, options)).number();
}

/** How many exceptions the series has, likewise. */
export async function numberOfExceptionOccurrences(call: EventCall): Promise<number> {
  const options = parseQueryOptions(call.request.url.searchParams, countQuery(exceptionList));
  return (await exceptionOccurrences(call, options)).number();
}

/** What is listed, opened for the caller. */
export interface Listing {
  readonly walked: ReachedMailbox;
  readonly mailbox: Mailbox;
  /** Names the list; cursors are bound to this name. */
  readonly of: string;
  /** The list's path, as context URLs have it. */
  readonly collection: string;
  /** Gives a page of so many entries that the caller may read, behind the cursor. */
  readonly list: (page: Pick<WindowRequest, 'limit' | 'after'>) => Promise<WindowPage>;
  /** How many the caller would be shown on all pages together. */
  readonly number: () => Promise<number>;
}

async function calendarView(call: CalendarViewCall, window: AskedWindow, options: EventOptions): Promise<Listing> {
  const { services, caller, reference } = call;
  const walked = await resolveSharedMailbox(services, caller, reference.owner);
  const { calendarId } = await openCalendar(services.calendars, walked, reference.calendar);
  const { seePrivate } = authorizeCalendar(caller, 'read', walked, calendarId);
  const filter = seePrivate ? undefined : withoutPrivate();
  // An occurrence may be private where its series isn't.
  const isShown: IsShown = (event) => mayRead(caller, walked, walked, event);
  const { wanted, ...asked } = askedOf(call, walked, walked, options);
  return {
    walked,
    mailbox: walked,
    of: `calendarView of ${calendarId} ${window.text}`,
    collection: `${pathOf(walked)}/calendarView`,
    list: (page) => services.windows.list(walked, calendarId, { ...window, ...asked, wanted, ...page, filter }, isShown),
    number: () => services.windows.count(walked, calendarId, { ...window, wanted, filter }, isShown),
  };
}

const instances = async (call: EventCall, window: AskedWindow, options: EventOptions): Promise<Listing> =>
  instancesOf(call, await openSeries(call), window, options);

const exceptionOccurrences = async (call: EventCall, options: EventOptions): Promise<Listing> =>
  exceptionsOf(call, await openSeries(call), options);

/** The occurrences of a series in a window. */
export function instancesOf(
  call: Call,
  { series, isShown, path, ...opened }: OpenedSeries,
  window: AskedWindow,
  options: EventOptions,
): Listing {
  const { windows } = call.services;
  const { wanted, ...asked } = askedOf(call, opened.walked, opened.mailbox, options);
  return {
    ...opened,
    of: `instances of ${series.incarnation} ${window.text}`,
    collection: `${path}/instances`,
    list: (page) => windows.instances(opened.mailbox, series, { ...window, ...asked, wanted, ...page }, isShown),
    number: () => windows.countInstances(opened.mailbox, series, { ...window, wanted }, isShown),
  };
}

/** The occurrences of a series that have something of their own. */
export function exceptionsOf(call: Call, { series, isShown, path, ...opened }: OpenedSeries, options: EventOptions): Listing {
  const { windows } = call.services;
  const { wanted, skip } = askedOf(call, opened.walked, opened.mailbox, options);
  const isException: IsException = (event) =>
    isShown(event) &&
    isSeenAsException(event, viewpointOf(call.caller, opened.walked, opened.mailbox, event)) &&
    wanted?.matches(event) !== false;
  return {
    ...opened,
    of: `exceptionOccurrences of ${series.incarnation}`,
    collection: `${path}/exceptionOccurrences`,
    list: (page) => windows.exceptions(opened.mailbox, series, { ...page, skip }, isException),
    number: () => windows.countExceptions(opened.mailbox, series, isException),
  };
}

/** What the options ask of the events, each as the caller is shown it. */
function askedOf(call: Call, walked: ReachedMailbox, mailbox: Mailbox, options: EventOptions): Asked {
  const seenBy = (event: EventRecord): Viewpoint => viewpointOf(call.caller, walked, mailbox, event);
  return { wanted: wantedBy(call, walked, seenBy, options), order: orderAsked(seenBy, options), skip: options.skip };
}

/** A series that was opened for the caller, and which of its occurrences the caller is shown. */
interface OpenedSeries extends Pick<Listing, 'walked' | 'mailbox'> {
  readonly series: EventRecord;
  /** The series' path, as context URLs have it. */
  readonly path: string;
  readonly isShown: IsShown;
}

async function openSeries(call: EventCall): Promise<OpenedSeries> {
  const { resolved, event } = await openShown(call, 'read');
  return seriesOpened(call, resolved, event);
}

export const seriesOpened = (call: Call, resolved: ResolvedEvent, series: EventRecord): OpenedSeries => ({
  walked: resolved.walked,
  mailbox: resolved.key.mailbox,
  isShown: (event) => leadsToOccurrence(call, resolved, event),
  series,
  path: `${pathOf(resolved.key.mailbox)}/events(${quotedKey(resolved.key.event)})`,
});

const pathOf = ({ kind, id }: Mailbox): string => `${kind}(${quotedKey(id)})`;

/** The cursors of a list of a window, good for these options alone. */
export const windowCursors = (call: Call, { mailbox, of }: Listing, options: EventOptions & ListOptions): Cursors =>
  tenantCursors(call, [mailboxPartition(mailbox), of], options);

function pageReply(call: Call, asked: EventOptions, listing: Listing): Promise<Reply> {
  const options = paged(call, asked);
  const { walked, mailbox, collection, list, number } = listing;
  const preferences = preferencesOf(call);
  const view = viewOf(call, walked, mailbox, preferences, options.select);
  const expansion = pageExpansion(mailbox, options.expand);
  const limit = pageLimit(options, usualPageSize, maxEventsOnPage(options.expand));
  return listReply(call, options, {
    cursors: windowCursors(call, listing, options),
    context: call.links.context(collection, contextSelection(options), false),
    page: async (after) => shownPage(call, await list({ limit, ...(after && { after: byText(after) }) }), view, expansion),
    number,
  });
}
