// Lists what lies in a window of time, page by page by start: the occurrences of a series, or all events of a calendar.
import type { Documents } from '../../stores/documents.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { inCalendar } from '../events/list.ts';
import { shortsIn } from './calendarSources.ts';
import { judgedOf } from './glimpse.ts';
import { slicesOf } from './slices.ts';
import { spanningIn } from './spanning.ts';
import { spansOf, type Spans } from '../occurrences/glimpsed.ts';
import { readWhole, type WholeSource } from '../occurrences/whole.ts';
import type { IsShown, PlacedEvent, WindowEntry, WindowPage } from './windowEntry.ts';
import type { Filtered, WindowRequest } from './windowRequest.ts';

/** How many entries are read whole at a time after some turned out to be hidden, since they have attendees of their own. */
const lookedAtOnce = 100;

/**
 * A page of a series' occurrences that the caller sees. Queries nothing for a series whose occurrences nobody has written to; otherwise
 * only the occurrences with documents around the page's dates.
 */
export function listInstances(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  request: WindowRequest,
  isShown: IsShown,
): Promise<WindowPage> {
  const source: WholeSource = { documents, partition: mailboxPartition(mailbox), within: [], series };
  return pageOf(source, slicesOf({ ...source, spans: only(series) }, request), request.limit, isShown);
}

/**
 * A page of the calendar's events in the window that the caller sees. The filter must hold for all that is shown. Of the events in the
 * window only a few properties are read, however large the events are; only those on the page are read whole.
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

/** The one series as a list of spans; empty for an event that isn't a series. */
// eslint-disable-next-line @typescript-eslint/require-await -- One page, which is there already.
export async function* only(series: EventRecord): AsyncGenerator<readonly Spans[]> {
  const spans = spansOf(series);
  if (spans !== undefined) yield [spans];
}

/** Whether the caller may see the entry; `look` for an occurrence with attendees of its own that must be read whole to decide. */
export function mayBeShown(entry: WindowEntry, isShown: IsShown): boolean | 'look' {
  if ('single' in entry) return isShown(entry.single);
  const { judged, most, isCertain } = judgedOf(entry.series, entry.own);
  if (isShown(judged)) return true;
  return isCertain || (most !== undefined && !isShown(most)) ? false : 'look';
}

/** Leaves out hidden entries before it fills the page, so that they cost what any entry costs and leave neither a gap nor a link. */
async function pageOf(
  source: WholeSource,
  slices: AsyncIterable<readonly WindowEntry[]>,
  limit: number,
  isShown: IsShown,
): Promise<WindowPage> {
  const visible: PlacedEvent[] = [];
  for await (const slice of slices) {
    let open = slice.filter((entry) => mayBeShown(entry, isShown) !== false);
    for (let some = limit + 1 - visible.length; open.length > 0 && visible.length <= limit; some = lookedAtOnce) {
      const whole = await readWhole(source, open.slice(0, some));
      visible.push(...whole.filter(({ event }) => isShown(event)));
      open = open.slice(some);
    }
    if (visible.length > limit) break;
  }
  const entries = visible.slice(0, limit);
  const last = entries.at(-1)?.at;
  return { entries, more: visible.length > limit, ...(last && { last }) };
}
