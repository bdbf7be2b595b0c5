// GET …/calendarView and …/events/{id}/instances: what lies in a window of time; …/exceptionOccurrences: what differs from its series.
import { authorizeCalendar, mayRead, type Walked } from '../../auth/access.ts';
import type { EventRecord } from '../../calendar/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../../calendar/mailbox.ts';
import { listExceptions } from '../../calendar/occurrences/exceptions.ts';
import { listInstances, listWindow } from '../../calendar/occurrences/window.ts';
import type { PlacedEvent, WindowCursor, WindowPage, WindowRequest } from '../../calendar/occurrences/windowEntry.ts';
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
import type { ResolvedEvent } from '../../paths/resolveEvent.ts';
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
  const of = `calendarView of ${calendarId} ${window.text}`;
  // An occurrence may be private where its series isn't.
  const isShown = (event: EventRecord): boolean => mayRead(caller, walked, walked, event);
  return pageReply(call, { walked, mailbox: walked, options, of, isShown }, (asked) =>
    listWindow(services.documents, walked, calendarId, { ...window, ...asked }, seePrivate ? undefined : open),
  );
}

/** 200 with a page of the series' occurrences in the window; an event that isn't a series has none. */
export async function getInstances(call: EventCall): Promise<Reply> {
  const { request, services } = call;
  const { window, options } = parseWindow(request.url.searchParams);
  const resolved = await resolve(call);
  const { mailbox } = resolved.key;
  const series = await openFor(call, 'read', resolved);
  return occurrencesReply(call, resolved, options, `instances of ${series.incarnation} ${window.text}`, (asked) =>
    listInstances(services.documents, mailbox, series, { ...window, ...asked }),
  );
}

/** 200 with a page of the series' occurrences that have something of their own, in the order of their dates. */
export async function getExceptionOccurrences(call: EventCall): Promise<Reply> {
  const { request, services } = call;
  const options = parseQueryOptions(request.url.searchParams, exceptionList);
  const resolved = await resolve(call);
  const { mailbox } = resolved.key;
  const series = await openFor(call, 'read', resolved);
  return occurrencesReply(call, resolved, options, `exceptionOccurrences of ${series.incarnation}`, (asked) =>
    listExceptions(services.documents, mailbox, series, asked),
  );
}

function occurrencesReply(call: EventCall, resolved: ResolvedEvent, options: EventOptions, of: string, list: List): Promise<Reply> {
  const { walked, key } = resolved;
  const isShown = (event: EventRecord): boolean => leadsToOccurrence(call, resolved, event);
  return pageReply(call, { walked, mailbox: key.mailbox, options, of, isShown }, list);
}

/** What a page is asked of, and how. */
interface Asked {
  readonly walked: Walked;
  readonly mailbox: Mailbox;
  readonly options: EventOptions;
  readonly of: string;
  /** Whether the caller may read this one. */
  readonly isShown: (event: EventRecord) => boolean;
}

/** Gives a page of so many entries, behind the cursor. */
type List = (page: Pick<WindowRequest, 'limit' | 'after'>) => Promise<WindowPage>;

async function pageReply(call: Call, asked: Asked, list: List): Promise<Reply> {
  const { request, services, links } = call;
  const { walked, mailbox, options } = asked;
  const preferences = preferencesOf(call);
  const binding = JSON.stringify([mailboxPartition(mailbox), asked.of, options.selectText, options.top]);
  const sealing = (): Promise<Uint8Array> => services.directory.listSecret(mailbox.tenant);
  const limit = Math.min(options.top ?? maxEventPageSize, maxEventPageSize);
  const after = options.skipToken === undefined ? undefined : cursorIn(await sealing(), binding, options.skipToken);

  const visible = await firstVisible(asked, list, limit + 1, after);
  const view = viewOf(walked, mailbox, preferences, options.select);
  const page = visible.slice(0, limit);
  const events = page.map(({ event }) => event);
  const end = withinBytes(events, view);
  const shown = await showEvents(call, events.slice(0, end), view);
  const last = page[end - 1]?.at;
  const hasNext = last !== undefined && end < visible.length;
  return jsonReply(
    200,
    {
      '@odata.context': links.context(`${mailbox.kind}(${quotedKey(mailbox.id)})/calendarView`, options.selectText, false),
      value: shown.filter((entity) => entity !== undefined),
      ...(hasNext && { '@odata.nextLink': links.next(request.url, sealCursor(await sealing(), binding, last)) }),
    },
    preferences.headers,
  );
}

/**
 * At least so many entries that the caller may read, where there are so many: the others leave no gap and no link, which would tell of
 * them. One page of the list where nothing is hidden.
 */
async function firstVisible({ isShown }: Asked, list: List, count: number, after: WindowCursor | undefined): Promise<PlacedEvent[]> {
  const visible: PlacedEvent[] = [];
  for (let behind = after, more = true; more && visible.length < count;) {
    const page = await list({ limit: count, ...(behind && { after: behind }) });
    visible.push(...page.entries.filter(({ event }) => isShown(event)));
    behind = page.last;
    more = page.more && behind !== undefined;
  }
  return visible;
}

function cursorIn(key: Uint8Array, binding: string, token: string): { readonly sort: string; readonly id: string } {
  const { id, sort } = openCursor(key, binding, token);
  if (typeof sort !== 'string') throw badRequest("The value of '$skiptoken' is not one that this list gave.");
  return { id, sort };
}
