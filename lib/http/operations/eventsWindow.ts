// GET …/calendarView and …/events/{id}/instances: what lies in a window of time; …/exceptionOccurrences: what differs from its series.
import { authorizeCalendar, mayRead, type Walked } from '../../auth/access.ts';
import type { EventRecord } from '../../calendar/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../../calendar/mailbox.ts';
import { listExceptions } from '../../calendar/occurrences/exceptions.ts';
import { listInstances, listWindow } from '../../calendar/occurrences/window.ts';
import type { WindowPage, WindowRequest } from '../../calendar/occurrences/windowEntry.ts';
import { openCalendar } from '../../calendar/openEvent.ts';
import { badRequest } from '../../errors.ts';
import { maxEventPageSize } from '../../limits.ts';
import { quotedKey } from '../../odata/context.ts';
import { openCursor, sealCursor } from '../../odata/skipToken.ts';
import { parseQueryOptions } from '../../odata/queryOptions.ts';
import { exceptionList, parseWindow } from '../../odata/windowQuery.ts';
import type { EventOptions } from '../../odata/eventQuery.ts';
import { walkToCalendars } from '../../paths/walk.ts';
import type { Reference } from '../../paths/reference.ts';
import { leadsToOccurrence, openFor, resolve, type Call, type EventCall } from '../call.ts';
import { jsonReply, type Reply } from '../exchange.ts';
import { preferencesOf, showEvents, viewOf, withinBytes } from './eventsShow.ts';

/** 200 with a page of what the calendar has in the window, occurrences of series among it, in the order of their starts. */
export async function getCalendarView(call: Call<Extract<Reference, { kind: 'calendarView' }>>): Promise<Reply> {
  const { request, services, caller, reference } = call;
  const { window, options } = parseWindow(request.url.searchParams);
  const walked = await walkToCalendars(services, caller, reference.owner);
  const { calendarId } = await openCalendar(services.calendars, walked, reference.calendar);
  const { seePrivate } = authorizeCalendar(caller, 'read', walked, calendarId);
  const open = { is: 'ne', property: 'properties.sensitivity', value: 'private' } as const;
  return pageReply(call, { walked, mailbox: walked, options, of: `calendarView of ${calendarId} ${window.text}` }, async (asked) => {
    const page = await listWindow(services.documents, walked, calendarId, { ...window, ...asked }, seePrivate ? undefined : open);
    // An occurrence may be private where its series isn't.
    return showing(page, (event) => mayRead(caller, walked, walked, event));
  });
}

/** 200 with a page of the series' occurrences in the window; an event that isn't a series has none. */
export async function getInstances(call: EventCall): Promise<Reply> {
  const { request, services } = call;
  const { window, options } = parseWindow(request.url.searchParams);
  const resolved = await resolve(call);
  const { mailbox } = resolved.key;
  const series = await openFor(call, 'read', resolved);
  const of = `instances of ${series.incarnation} ${window.text}`;
  return pageReply(call, { walked: resolved.walked, mailbox, options, of }, async (asked) =>
    showing(await listInstances(services.documents, mailbox, series, { ...window, ...asked }), (event) =>
      leadsToOccurrence(call, resolved, event),
    ),
  );
}

/** 200 with a page of the series' occurrences that have something of their own, in the order of their dates. */
export async function getExceptionOccurrences(call: EventCall): Promise<Reply> {
  const { request, services } = call;
  const options = parseQueryOptions(request.url.searchParams, exceptionList);
  const resolved = await resolve(call);
  const { mailbox } = resolved.key;
  const series = await openFor(call, 'read', resolved);
  const of = `exceptionOccurrences of ${series.incarnation}`;
  return pageReply(call, { walked: resolved.walked, mailbox, options, of }, async (asked) =>
    showing(await listExceptions(services.documents, mailbox, series, asked), (event) => leadsToOccurrence(call, resolved, event)),
  );
}

/** The page without what the caller may not read, which may leave it short; the next one begins where this one ended. */
const showing = (page: WindowPage, isShown: (event: EventRecord) => boolean): WindowPage => ({
  ...page,
  entries: page.entries.filter(({ event }) => isShown(event)),
});

/** What a page is asked of, and how. */
interface Asked {
  readonly walked: Walked;
  readonly mailbox: Mailbox;
  readonly options: EventOptions;
  readonly of: string;
}

/** Which page: so many entries, behind the cursor. */
type AskedPage = Pick<WindowRequest, 'limit' | 'after'>;

async function pageReply(call: Call, asked: Asked, list: (page: AskedPage) => Promise<WindowPage>): Promise<Reply> {
  const { request, services, links } = call;
  const { walked, mailbox, options } = asked;
  const preferences = preferencesOf(call);
  const binding = JSON.stringify([mailboxPartition(mailbox), asked.of, options.selectText, options.top]);
  const sealing = (): Promise<Uint8Array> => services.directory.listSecret(mailbox.tenant);
  const { entries, more, last } = await list({
    limit: Math.min(options.top ?? maxEventPageSize, maxEventPageSize),
    ...(options.skipToken !== undefined && { after: cursorIn(await sealing(), binding, options.skipToken) }),
  });
  const view = viewOf(walked, mailbox, preferences, options.select);
  const fitting = entries.slice(
    0,
    withinBytes(
      entries.map(({ event }) => event),
      view,
    ),
  );
  const isCut = fitting.length < entries.length;
  const end = isCut ? fitting.at(-1)?.at : last;
  const shown = await showEvents(
    call,
    fitting.map(({ event }) => event),
    view,
  );
  return jsonReply(
    200,
    {
      '@odata.context': links.context(`${mailbox.kind}(${quotedKey(mailbox.id)})/calendarView`, options.selectText, false),
      value: shown.filter((entity) => entity !== undefined),
      ...((more || isCut) && end && { '@odata.nextLink': links.next(request.url, sealCursor(await sealing(), binding, end)) }),
    },
    preferences.headers,
  );
}

function cursorIn(key: Uint8Array, binding: string, token: string): { readonly sort: string; readonly id: string } {
  const { id, sort } = openCursor(key, binding, token);
  if (typeof sort !== 'string') throw badRequest("The value of '$skiptoken' is not one that this list gave.");
  return { id, sort };
}
