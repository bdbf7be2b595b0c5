// A mirror of one calendar's events in a window: filled by delta's first round, kept true by the next ones.
import { ask, GraphError } from '../graph.ts';
import { pathOfCalendar, type Calendar } from '../model/calendar.ts';
import { readEvent, type Event } from '../model/event.ts';
import { readObject, textOf, type JsonObject } from '../model/json.ts';

/** Days from midnight to midnight UTC: `2027-03-01`. */
export interface Days {
  readonly from: string;
  /** The first day behind it. */
  readonly until: string;
}

export interface Mirror {
  readonly events: ReadonlyMap<string, Event>;
  /** Where the next round begins; undefined before the first is through. */
  readonly link: string | undefined;
}

export const emptyMirror: Mirror = { events: new Map(), link: undefined };

/** What the calendar shows of an event. */
const selected = [
  'subject,start,end,isAllDay,showAs,type,seriesMasterId,sensitivity,isCancelled,isOrganizer',
  'hasAttachments,responseStatus,categories,location,organizer',
].join();

const firstRound = (calendar: Calendar, { from, until }: Days): string =>
  `${pathOfCalendar(calendar)}/calendarView/delta?startDateTime=${from}T00:00:00Z&endDateTime=${until}T00:00:00Z&$select=${selected}`;

/** What a round has changed: ids of events that were made, changed or removed. */
export interface Round {
  readonly mirror: Mirror;
  readonly changed: readonly Event[];
  readonly removed: readonly Event[];
}

/**
 * Runs a round, page by page; `onPage` has the mirror as far as it is filled. Where the service has forgotten the link (410), it begins anew.
 * Rejects with a GraphError.
 */
export async function round(calendar: Calendar, days: Days, was: Mirror, zone: string, onPage?: (mirror: Mirror) => void): Promise<Round> {
  const events = new Map(was.events);
  const masters = new Map<string, Event>();
  let next = was.link ?? firstRound(calendar, days);
  const headers = { Prefer: `outlook.timezone="${zone}", odata.maxpagesize=100` };
  for (;;) {
    let body: JsonObject;
    try {
      body = readObject((await ask('GET', next, { headers })).body);
    } catch (error) {
      if (!(error instanceof GraphError) || error.status !== 410 || was.link === undefined) throw error;
      return round(calendar, days, emptyMirror, zone, onPage);
    }
    for (const entry of Array.isArray(body.value) ? body.value.map(readObject) : []) apply(entry, events, masters);
    const link = textOf(body, '@odata.deltaLink');
    // What hasn't changed stays the same object, so that nobody draws it anew.
    if (link !== '') return compared(was, { events: sameAs(was.events, events), link });
    onPage?.({ events: new Map(events), link: undefined });
    next = textOf(body, '@odata.nextLink');
  }
}

/** One entry of a round (CONTRACT, section 11): a master means that what was there of its series is forgotten. */
function apply(entry: JsonObject, events: Map<string, Event>, masters: Map<string, Event>): void {
  const id = textOf(entry, 'id');
  if ('@removed' in entry) {
    events.delete(id);
    forget(events, id);
    return;
  }
  const event = readEvent(entry);
  if (event.type === 'seriesMaster') {
    masters.set(id, event);
    forget(events, id);
    return;
  }
  const master = masters.get(event.seriesMasterId ?? '');
  // An occurrence brings its times alone; all else is its master's.
  const { start, end, type, seriesMasterId, etag } = event;
  events.set(id, event.type === 'occurrence' && master !== undefined ? { ...master, id, start, end, type, seriesMasterId, etag } : event);
}

function forget(events: Map<string, Event>, master: string): void {
  for (const [id, { seriesMasterId }] of events) if (seriesMasterId === master) events.delete(id);
}

function sameAs(was: ReadonlyMap<string, Event>, is: Map<string, Event>): ReadonlyMap<string, Event> {
  for (const [id, event] of is) {
    const before = was.get(id);
    if (before !== undefined && before.etag === event.etag && shownOf(before) === shownOf(event)) is.set(id, before);
  }
  return is.size === was.size && [...is].every(([id, event]) => was.get(id) === event) ? was : is;
}

function compared(was: Mirror, mirror: Mirror): Round {
  const changed = [...mirror.events.values()].filter((event) => {
    const before = was.events.get(event.id);
    return before === undefined || shownOf(before) !== shownOf(event);
  });
  const removed = [...was.events.values()].filter(({ id }) => !mirror.events.has(id));
  return { mirror, changed, removed };
}

/** What somebody sees of it in the calendar: a series comes whole, though one day of it has changed. */
const shownOf = ({ subject, start, end, isAllDay, isCancelled, location, answer, hasAttachments, showAs, categories }: Event): string =>
  JSON.stringify([subject, start, end, isAllDay, isCancelled, location, answer, hasAttachments, showAs, categories]);
