// What lies in a window of time: the occurrences of a series, and all events of a calendar, page by page in the order of their starts.
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
 * Entries that are read whole at once when some turned out to be hidden by attendees of their own; and once documents turned out to be too
 * large to be read together: so few that the largest are within the bound.
 */
const lookedAtOnce = 100;
const largeAtOnce = 13;

/**
 * A page of a series' occurrences that the caller sees. Nothing is asked of a series that was never written to; of another what was written
 * in the days around the page.
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
 * A page of what a calendar has in the window and the caller sees. The filter must hold for all that is shown. Of what lies in it
 * a few properties are read, however large it is; whole are only those on the page.
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

/** A series by itself; nothing for an event that isn't one. */
// eslint-disable-next-line @typescript-eslint/require-await -- One page, which is there already.
export async function* seriesAlone(series: EventRecord): AsyncGenerator<readonly SpanningEvent[]> {
  const spans = spanningSeries(series);
  if (spans !== undefined) yield [spans];
}

/** Whether the caller may see the entry: sure of all but occurrences with attendees of their own, which are read whole. */
export function visibilityOf(entry: WindowEntry, isShown: IsShown): boolean | 'unknown' {
  if ('single' in entry) return isShown(entry.single);
  const { judged, most, isCertain } = judgedOf(entry.series, entry.own);
  if (isShown(judged)) return true;
  return isCertain || (most !== undefined && !isShown(most)) ? false : 'unknown';
}

/**
 * Hidden entries are left out on the way, so that they cost what any entry costs and leave neither a gap nor a link: where a page ends is
 * told by the bytes of what is shown alone.
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
  // The last one of a full page is the proof that there are more.
  const entries = isFull() ? visible.slice(0, -1) : visible;
  const last = entries.at(-1)?.at;
  return { entries, more: isFull(), ...(last && { last }) };
}
