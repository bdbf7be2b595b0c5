// Reads the window of time of a calendarView or of a series' instances, and the options beside it.
import { firstDay, lastDay, msPerDay } from '../../../calendar/time/calendarDate.ts';
import { instantInQuery } from '../../../calendar/time/dateTimeText.ts';
import { badRequest, ServiceError, invalidRequest } from '../../../runtime/errors.ts';
import { maxWindowDays } from '../../../runtime/limits.ts';
import { eventList, eventSingle, type EventOptions, type EventQuerySchema, type SeriesExpanding } from '../eventQuery.ts';
import { parseQueryOptions } from '../../query/queryOptions.ts';

/** In milliseconds since 1970 UTC. */
export interface AskedWindow {
  readonly from: number;
  readonly to: number;
  /** The window as the request writes it; a cursor is good for this text alone. */
  readonly text: string;
}

/** The options of a list of a window. */
export const windowList: EventQuerySchema = {
  ...eventList,
  sortable: ['start/dateTime', 'end/dateTime', 'subject', 'lastModifiedDateTime'],
  maxSorted: 2,
};
/** The options of a list of a series' exceptions, which has no window, and the order of their dates alone. */
export const exceptionList: EventQuerySchema = {
  ...eventList,
  options: ['select', 'expand', 'filter', 'top', 'skip', 'count', 'skiptoken'],
};

const names = ['startDateTime', 'endDateTime'] as const;

/**
 * Reads the parameters `startDateTime` and `endDateTime` (Graph, "List calendarView": ISO 8601, UTC without an offset), and the options.
 * Throws 400 for a missing or unreadable parameter, which it names, and for a window that ends before it starts or is too long.
 */
export function parseWindow(
  params: URLSearchParams,
  schema: EventQuerySchema,
): { readonly window: AskedWindow; readonly options: EventOptions } {
  const { bounds, rest } = splitBounds(params);
  const window = readWindow(bounds);
  const options = parseQueryOptions(rest, schema);
  if (options.skip !== undefined && options.skipToken !== undefined)
    throw badRequest("The query option '$skip' must not be given together with a '$skiptoken', which says where the page begins.");
  return { window, options };
}

/**
 * Reads the options of one event, and the window of its instances where these are expanded. Throws 400 as `parseWindow`; a window beside
 * anything else is an option that isn't supported.
 */
export function parseEventQuery(params: URLSearchParams): {
  readonly window?: AskedWindow;
  readonly options: EventOptions<SeriesExpanding>;
} {
  const { bounds, rest } = splitBounds(params);
  const options = parseQueryOptions(rest, eventSingle);
  if (options.expand.instances !== undefined) return { window: readWindow(bounds), options };
  const [[stray] = []] = bounds;
  if (stray !== undefined) throw badRequest(`The query option '${stray}' is not supported on this resource.`);
  return { options };
}

type Bounds = readonly (readonly [written: string, value: string])[];

/** The bounds of a window, and all other parameters. */
export function splitBounds(params: URLSearchParams): { readonly bounds: Bounds; readonly rest: URLSearchParams } {
  const isBound = ([written]: readonly [string, string]): boolean => names.some((name) => name.toLowerCase() === written.toLowerCase());
  return { bounds: [...params].filter(isBound), rest: new URLSearchParams([...params].filter((each) => !isBound(each))) };
}

const readWindow = (bounds: Bounds): AskedWindow => windowOf(boundsIn(bounds));

/** The bounds by their names in lower case. Throws 400 for one that is given twice. */
export function boundsIn(bounds: Bounds): ReadonlyMap<string, string> {
  const given = new Map(bounds.map(([written, value]) => [written.toLowerCase(), value] as const));
  if (given.size < bounds.length) throw badRequest(`The parameters '${names.join("' and '")}' must not be given more than once.`);
  return given;
}

/** The window between `startdatetime` and `enddatetime`. Throws 400 as `parseWindow`. */
export function windowOf(given: ReadonlyMap<string, string>): AskedWindow {
  const [from, to] = [instantOf(given, names[0]), instantOf(given, names[1])];
  if (to < from) throw endsBefore();
  if (to - from > maxWindowDays * msPerDay)
    throw invalidRequest(
      `Your request can't be completed. The range between the start and end dates is greater than the allowed range. Maximum number of days: ${maxWindowDays}`,
    );
  return { from, to, text: JSON.stringify([from, to]) };
}

/** The bounds of a window that may be open on both sides. Throws 400 as `parseWindow`, but for one that is missing or too long. */
export function openWindowOf(given: ReadonlyMap<string, string>): { readonly from: number | undefined; readonly to: number | undefined } {
  const [from, to] = names.map((name) => (given.has(name.toLowerCase()) ? instantOf(given, name) : undefined));
  if (from !== undefined && to !== undefined && to < from) throw endsBefore();
  return { from, to };
}

const endsBefore = () => badRequest("The parameter 'endDateTime' must not lie before 'startDateTime'.");

/** No event lies outside these limits, whatever its time zone. */
const earliest = (firstDay - 2) * msPerDay;
const latest = (lastDay + 3) * msPerDay;

function instantOf(given: ReadonlyMap<string, string>, name: (typeof names)[number]): number {
  const text = given.get(name.toLowerCase());
  if (text === undefined || text.trim() === '')
    throw invalidRequest(
      `This request requires a time window specified by the query string parameters StartDateTime and EndDateTime: '${name}' is missing.`,
    );
  try {
    return Math.min(Math.max(instantInQuery(text), earliest), latest);
  } catch (error) {
    throw error instanceof ServiceError ? badRequest(`The parameter '${name}' cannot be read: ${error.message}`, error) : error;
  }
}
