// The window of time that a calendarView or a series' instances are asked for, and the options beside it.
import { utcOf } from '../calendar/time/dateTime.ts';
import { badRequest, ServiceError } from '../errors.ts';
import { eventList, type EventOptions } from './eventQuery.ts';
import { parseQueryOptions, type QuerySchema } from './queryOptions.ts';
import type { EventProperty } from './eventQuery.ts';

/** In milliseconds since 1970 UTC. */
export interface AskedWindow {
  readonly from: number;
  readonly to: number;
  /** As it came: what a cursor is bound to. */
  readonly text: string;
}

const schema: QuerySchema<EventProperty> = { ...eventList, options: ['select', 'top', 'orderby', 'skiptoken'], sortable: [] };
/** Of what has no window: a series' exceptions. */
export const exceptionList: QuerySchema<EventProperty> = { ...schema, options: ['select', 'top', 'skiptoken'] };

const names = ['startDateTime', 'endDateTime'] as const;

/**
 * The parameters `startDateTime` and `endDateTime` (Graph, "List calendarView": ISO 8601, UTC without an offset), and the options. Throws
 * 400 that names what is missing or can't be read, and for a window that ends before it starts.
 */
export function parseWindow(params: URLSearchParams): { readonly window: AskedWindow; readonly options: EventOptions } {
  const given = new Map([...params].map(([name, value]) => [name.toLowerCase(), value]));
  const [from, to] = [instantOf(given, names[0]), instantOf(given, names[1])];
  if (to < from) throw badRequest("The parameter 'endDateTime' must not lie before 'startDateTime'.");
  const rest = [...params].filter(([name]) => !names.some((known) => known.toLowerCase() === name.toLowerCase()));
  // A window's events come in the order of their starts, which Graph's clients ask for by name.
  const others = rest.filter(([name, value]) => !(/^\$?orderby$/i.test(name) && /^start\/dateTime(?:\s+asc)?$/i.test(value.trim())));
  return { window: { from, to, text: JSON.stringify([from, to]) }, options: parseQueryOptions(new URLSearchParams(others), schema) };
}

function instantOf(given: ReadonlyMap<string, string>, name: (typeof names)[number]): number {
  const text = given.get(name.toLowerCase());
  if (text === undefined || text.trim() === '')
    throw new ServiceError(
      400,
      'ErrorInvalidRequest',
      `This request requires a time window specified by the query string parameters StartDateTime and EndDateTime: '${name}' is missing.`,
    );
  try {
    // A plus sign that wasn't encoded has become a space.
    return utcOf({ dateTime: text.trim().replace(/ (?=\d\d:?\d\d$)/, '+'), timeZone: 'UTC' });
  } catch (error) {
    throw error instanceof ServiceError ? badRequest(`The parameter '${name}' cannot be read: ${error.message}`, error) : error;
  }
}
