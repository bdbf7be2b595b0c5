// Lists the occurrences of a series, or the events of a calendar, in a window of time: page by page, in the order of their starts.
import type { Documents } from '../../stores/documents.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { recordBytes } from '../events/record/size.ts';
import { maxPageReadBytes } from '../../runtime/limits.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { inCalendar } from '../events/list.ts';
import { shortsIn } from './calendarSources.ts';
import { judgedOf } from './writtenOccurrences.ts';
import { slicesOf } from './slices.ts';
import { spanningIn } from './spanning.ts';
import { spanningSeries, type SpanningEvent } from '../occurrences/outlineCache.ts';
import { readWhole, type WholeSource } from '../occurrences/whole.ts';
import type { IsShown, PlacedEvent, WindowEntry, WindowPage } from './windowEntry.ts';
import type { Filtered, WindowRequest } from './windowRequest.ts';

/**
 * How many entries are read whole at once. The first number holds once a page has found hidden occurrences among those that it read; the
 * second once a read has met the bound of bytes: so few documents stay below it, however large they are.
 */
const lookedAtOnce = 100;
const largeAtOnce = 13;

/**
 * A page of the series' occurrences that the caller may see. If somebody has written to occurrences, it queries the documents of those on
 * the days around the page.
 */
export function listInstances(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  request: WindowRequest,
  isShown: IsShown,
): Promise<WindowPage> {
  const source: WholeSource = { documents, partition: mailboxPartition(mailbox), within: [], series };
  return pageOf(source, slicesOf({ ...source, spans: seriesAlone(series) }, request), request.limit, isShown);
}

/**
 * A page of the calendar's events in the window that meet the filter and that the caller may see. Reads a few properties of all events in
 * the window, however large they are, and reads only those on the page whole.
 */
export function listWindow(
  documents: Documents,
  mailbox: Mailbox,
  calendar: string,
  { filter, ...request }: Filtered<WindowRequest>,
  isShown: IsShown,
): Promise<WindowPage> {
  const partition = mailboxPartition(mailbox);
  const within = inCalendar(calendar, filter);
  const spans = spanningIn(documents, partition, within, request);
  const shorts = shortsIn(documents, partition, within, request);
  return pageOf({ documents, partition, within }, slicesOf({ documents, partition, spans, shorts }, request), request.limit, isShown);
}

/** The series as the only spanning event; none for an event that isn't a series. */
// eslint-disable-next-line @typescript-eslint/require-await -- One page, which is there already.
export async function* seriesAlone(series: EventRecord): AsyncGenerator<readonly SpanningEvent[]> {
  const spans = spanningSeries(series);
  if (spans !== undefined) yield [spans];
}

/**
 * Whether the caller may see the entry, as far as its few properties tell. `unknown` only for an occurrence with attendees of its own, if
 * the answer depends on these: it must be read whole.
 */
export function visibilityOf(entry: WindowEntry, isShown: IsShown): boolean | 'unknown' {
  if ('single' in entry) return isShown(entry.single);
  const { judged, most, isCertain } = judgedOf(entry.series, entry.own);
  if (isShown(judged)) return true;
  return isCertain || (most !== undefined && !isShown(most)) ? false : 'unknown';
}

/**
 * Leaves out hidden entries while it fills the page, so that a page's length and its link tell nobody that there are any. A page ends by
 * the number and the bytes of the visible entries alone.
 */
async function pageOf(
  source: WholeSource,
  slices: AsyncIterable<readonly WindowEntry[]>,
  limit: number,
  isShown: IsShown,
): Promise<WindowPage> {
  const visible: PlacedEvent[] = [];
  let bytes = 0;
  const isFull = (): boolean => visible.length > limit || (visible.length > 1 && bytes > maxPageReadBytes);
  let atOnce = lookedAtOnce;
  for await (const slice of slices) {
    let open = slice.filter((entry) => visibilityOf(entry, isShown) !== false);
    for (let some = Math.max(1, limit + 1 - visible.length); open.length > 0 && !isFull(); some = atOnce) {
      const { placed, looked } = await readWhole(source, open.slice(0, some));
      for (const each of placed) {
        if (isFull() || !isShown(each.event)) continue;
        visible.push(each);
        bytes += recordBytes(each.event);
      }
      if (looked < Math.min(some, open.length)) atOnce = some > largeAtOnce ? largeAtOnce : 1;
      open = open.slice(looked);
    }
    if (isFull()) break;
  }
  // The last entry of a full page only shows that there are more.
  const entries = isFull() ? visible.slice(0, -1) : visible;
  const last = entries.at(-1)?.at;
  return { entries, more: isFull(), ...(last && { last }) };
}
