// Lists the occurrences of a series, or the events of a calendar, in a window of time: page by page, in the order of their starts.
import type { Documents } from '../../stores/documents.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { recordBytes } from '../events/record/size.ts';
import { maxPageReadBytes } from '../../runtime/limits.ts';
import { maxInWindow, maxLookedAtOnceBytes } from '../../runtime/limits/windows.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { inCalendar } from '../events/list.ts';
import { shortsIn } from './calendarSources.ts';
import { slicesOf } from './slices.ts';
import { inTurns, newLooked } from './looked.ts';
import { spanningIn, type Spans } from './spans/spanning.ts';
import { spanningSeries, type SpanningEvent } from '../occurrences/outlineCache.ts';
import { keptSeries, readWhole, type WholeSource } from '../occurrences/whole.ts';
import { orderedPage } from './ordered.ts';
import { visibilityOf } from './visibility.ts';
import type { Asked } from './wanted.ts';
import { badRequest } from '../../runtime/errors.ts';
import { ownTurn } from '../../runtime/inSteps.ts';
import type { IsShown, PlacedEvent, WindowEntry, WindowPage } from './windowEntry.ts';
import type { Filtered, WindowRequest } from './windowRequest.ts';

/**
 * How many entries are read whole at once. The first number holds once a page has found hidden occurrences among those that it read; the
 * second once a read has met the bound of bytes: so few documents stay below it, however large they are.
 */
const lookedAtOnce = 100;
const largeAtOnce = 13;
/** The first slice of a window that is looked at as a whole. */
const largestSlice = 1_000;

/**
 * A page of the series' occurrences that the caller may see. If somebody has written to occurrences, it queries the documents of those on
 * the days around the page.
 */
export function listInstances(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  request: WindowRequest & Asked,
  isShown: IsShown,
): Promise<WindowPage> {
  const source: WholeSource = { documents, partition: mailboxPartition(mailbox), within: [], series };
  return listed(source, (part) => slicesOf({ ...source, spans: () => seriesAlone(series) }, part), request, isShown);
}

/**
 * A page of the calendar's events in the window that meet the filter and that the caller may see. Reads a few properties of all events in
 * the window, however large they are, and reads only those on the page whole.
 */
export function listWindow(
  documents: Documents,
  mailbox: Mailbox,
  calendar: string,
  { filter, ...request }: Filtered<WindowRequest & Asked>,
  isShown: IsShown,
): Promise<WindowPage> {
  const partition = mailboxPartition(mailbox);
  const within = inCalendar(calendar, filter);
  const wanted = request.wanted === undefined ? within : [...within, request.wanted.where];
  const slices = (part: WindowRequest) => {
    const spans = () => spanningIn(documents, partition, within, part);
    return slicesOf({ documents, partition, spans, shorts: shortsIn(documents, partition, wanted, part) }, part);
  };
  return listed({ documents, partition, within }, slices, request, isShown);
}

/** The series as the only spanning event; none for an event that isn't a series. */
export function seriesAlone(series: EventRecord): Promise<Spans> {
  const spans = spanningSeries(series);
  return Promise.resolve({ pages: onePage(spans === undefined ? [] : [spans]) });
}

// eslint-disable-next-line @typescript-eslint/require-await -- One page, which is there already.
async function* onePage(page: readonly SpanningEvent[]): AsyncGenerator<readonly SpanningEvent[]> {
  yield page;
}

/** A page by start, or in the order and from the place that the caller asks for. */
function listed(
  source: WholeSource,
  slices: (request: WindowRequest) => AsyncIterable<readonly WindowEntry[]>,
  request: WindowRequest & Asked,
  isShown: IsShown,
): Promise<WindowPage> {
  const { order, wanted, skip, from, to } = request;
  const keeping: WholeSource = wanted === undefined && order === undefined ? source : { ...source, kept: keptSeries() };
  // What counts from the beginning of what matches can't begin at a place by start.
  if (order !== undefined || (wanted !== undefined && (skip ?? 0) > 0))
    return orderedPage(keeping, slices({ from, to, limit: largestSlice }), request, isShown);
  if ((skip ?? 0) > maxInWindow.skip) throw badRequest(`The value of '$skip' must be at most ${maxInWindow.skip} in a window of time.`);
  // What is skipped is looked at by the same few queries as the page.
  return pageOf(keeping, slices({ ...request, limit: request.limit + (skip ?? 0) }), request, isShown);
}

/**
 * Leaves out hidden entries while it fills the page, so that a page's length and its link tell nobody that there are any. A page ends by
 * the number and the bytes of the visible entries alone; where a filter is asked, also behind so many, or so many bytes, that were looked at.
 */
async function pageOf(
  source: WholeSource,
  slices: AsyncIterable<readonly WindowEntry[]>,
  { limit, skip = 0, wanted }: Pick<WindowRequest, 'limit'> & Asked,
  isShown: IsShown,
): Promise<WindowPage> {
  const page = pageBeing(limit, skip, { isShown, wanted });
  const looking: WholeSource = wanted === undefined ? source : { ...source, bytes: maxLookedAtOnceBytes };
  let atOnce = lookedAtOnce;
  for await (const slice of slices) {
    let open = slice.filter((entry) => visibilityOf(entry, isShown) !== false);
    for (let some = page.room(); open.length > 0 && !page.ends(); some = atOnce) {
      if (wanted === undefined) open = open.slice(page.pass(certainlyShown(open, page.toSkip(), isShown)));
      const { placed, looked } = await readWhole(looking, open.slice(0, some));
      for await (const part of inTurns(placed)) for (const each of part) page.take(each);
      if (looked < Math.min(some, open.length)) atOnce = some > largeAtOnce ? largeAtOnce : 1;
      open = open.slice(looked);
      if (wanted !== undefined) await ownTurn();
    }
    if (page.ends()) break;
  }
  return page.shown();
}

/** A page that is being filled. */
interface PageBeing {
  /** How many entries would fill it. */
  room(): number;
  /** How many are to be skipped before it begins. */
  toSkip(): number;
  /** Skips so many that weren't read. */
  pass(entries: number): number;
  take(each: PlacedEvent): void;
  /** Whether it takes no more. */
  ends(): boolean;
  shown(): WindowPage;
}

function pageBeing(limit: number, skip: number, { isShown, wanted }: Pick<Asked, 'wanted'> & { readonly isShown: IsShown }): PageBeing {
  const visible: PlacedEvent[] = [];
  let bytes = 0;
  let toSkip = skip;
  const seen = newLooked();
  let lastSeen: PlacedEvent['at'] | undefined;
  const isFull = (): boolean => visible.length > limit || (visible.length > 1 && bytes > maxPageReadBytes);
  const isOver = (): boolean => wanted !== undefined && (seen.events >= maxInWindow.looked || seen.bytes > maxInWindow.lookedBytes);
  return {
    room: () => Math.max(1, limit + 1 - visible.length),
    toSkip: () => Math.max(0, toSkip),
    pass(entries) {
      toSkip -= entries;
      return entries;
    },
    take(each) {
      if (isFull() || isOver() || !isShown(each.event)) return;
      seen.count(each.event);
      lastSeen = each.at;
      if (wanted?.matches(each.event) === false || toSkip-- > 0) return;
      visible.push(each);
      bytes += recordBytes(each.event);
    },
    ends: () => isFull() || isOver(),
    shown() {
      // The last entry of a full page only shows that there are more.
      const entries = isFull() ? visible.slice(0, -1) : visible;
      const last = isFull() || lastSeen === undefined ? entries.at(-1)?.at : lastSeen;
      return { entries, more: isFull() || isOver(), ...(last && { last }) };
    },
  };
}

/** How many of the first entries, up to `most`, the caller sees without anything being read of them. */
function certainlyShown(open: readonly WindowEntry[], limit: number, isShown: IsShown): number {
  const end = open.slice(0, Math.max(0, limit)).findIndex((entry) => visibilityOf(entry, isShown) !== true);
  return end === -1 ? Math.min(open.length, Math.max(0, limit)) : end;
}
