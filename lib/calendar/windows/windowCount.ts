// Counts the entries of a window on all its pages: those of series by their patterns, corrected by their occurrences' documents.
import type { Documents } from '../../stores/documents.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import type { ReadSeries } from '../recurrence/occurrences.ts';
import { msPerDay, parseDay, showDay } from '../time/calendarDate.ts';
import { inCalendar } from '../events/list.ts';
import { shortIn } from './calendarSources.ts';
import { isGone, isMoved, occurrenceAudienceOf, writtenIn, type SeriesOutline, type Written } from './writtenOccurrences.ts';
import type { SpanningEvent } from '../occurrences/outlineCache.ts';
import { movedEntry, slicesOf } from './slices.ts';
import { spanningIn, type Spans } from './spans/spanning.ts';
import { withPauses } from '../occurrences/pauses.ts';
import { keptSeries, readWhole, type WholeSource } from '../occurrences/whole.ts';
import { readAll } from './ordered.ts';
import { visibilityOf } from './visibility.ts';
import { newLooked } from './looked.ts';
import { tooLargeFor, tooManyFor, type Asked } from './wanted.ts';
import { seriesAlone } from './window.ts';
import { maxInWindow } from '../../runtime/limits/windows.ts';
import type { IsShown, WindowEntry } from './windowEntry.ts';
import { isIn, type Filtered, type WindowRequest } from './windowRequest.ts';

type Window = Pick<WindowRequest, 'from' | 'to'> & Pick<Asked, 'wanted'>;

/**
 * How many entries of a calendar's window the caller sees. Costs two queries, one for each hundred series whose occurrences have documents,
 * and whole reads of the occurrences with attendees of their own that may be hidden.
 */
export async function countWindow(
  documents: Documents,
  mailbox: Mailbox,
  calendar: string,
  { filter, ...window }: Filtered<Window>,
  isShown: IsShown,
): Promise<number> {
  const partition = mailboxPartition(mailbox);
  const within = inCalendar(calendar, filter);
  const spans = () => spanningIn(documents, partition, within, window);
  const wanted = window.wanted === undefined ? within : [...within, window.wanted.where];
  const [short, spanning] = await Promise.all([
    documents.count(partition, { is: 'and', conditions: shortIn(wanted, window) }),
    countSpans({ documents, partition, within }, spans, window, isShown),
  ]);
  return short + spanning;
}

/** How many occurrences of a series the caller sees in a window. */
export function countInstances(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  window: Window,
  isShown: IsShown,
): Promise<number> {
  return countSpans({ documents, partition: mailboxPartition(mailbox), within: [], series }, () => seriesAlone(series), window, isShown);
}

/** A series whose occurrences have documents. */
interface WrittenSeries {
  readonly outline: SeriesOutline;
  readonly read: ReadSeries;
}

async function countSpans(source: WholeSource, spans: () => Promise<Spans>, window: Window, isShown: IsShown): Promise<number> {
  if (window.wanted !== undefined) return countMatching(source, spans, { ...window, wanted: window.wanted }, isShown);
  const written = new Map<string, WrittenSeries>();
  let count = 0;
  for await (const page of (await spans()).pages)
    for (const each of page) {
      const { outline, read } = each;
      count += countByPattern(each, window, isShown);
      if (read !== undefined && outline.occurrenceRevision !== 0) written.set(outline.incarnation, { outline, read });
    }
  return written.size === 0 ? count : count + (await countWritten(source, written, window, isShown));
}

/** The same where a filter is asked: each entry is judged by itself. Throws 400 where there are more than 5,000, or these have more than 6 MiB. */
async function countMatching(
  source: WholeSource,
  spans: () => Promise<Spans>,
  { wanted, from, to }: Window & Required<Pick<Asked, 'wanted'>>,
  isShown: IsShown,
): Promise<number> {
  const keeping: WholeSource = { ...source, kept: keptSeries() };
  const seen = newLooked();
  let looked = 0;
  let count = 0;
  for await (const slice of slicesOf({ ...source, spans }, { from, to, limit: sliceSize })) {
    const open = slice.filter((entry) => visibilityOf(entry, isShown) !== false);
    looked += open.length;
    if (looked > maxInWindow.ordered) throw tooManyFor(counting, maxInWindow.ordered);
    for await (const { event } of readAll(keeping, open)) {
      if (!isShown(event)) continue;
      seen.count(event);
      if (seen.bytes > maxInWindow.readBytes) throw tooLargeFor(counting);
      if (wanted?.matches(event) === true) count++;
    }
  }
  return count;
}

const counting = 'a count with a filter';
const sliceSize = 1_000;

/** How many entries an event has in the window by its own dates or by its pattern, as if no occurrence had a document. */
function countByPattern(spans: SpanningEvent, window: Window, isShown: IsShown): number {
  const { outline, read } = spans;
  if (read === undefined) return isIn({ ...spans, id: outline.id }, window) && isShown(outline) ? 1 : 0;
  return isShown(occurrenceAudienceOf(outline, undefined).surely) ? read.count(window.from, window.to) : 0;
}

/** How many entries more (or, if negative, fewer) the series have than by their patterns, because occurrences have documents. */
async function countWritten(
  source: WholeSource,
  written: ReadonlyMap<string, WrittenSeries>,
  window: Window,
  isShown: IsShown,
): Promise<number> {
  const longest = [...written.values()].reduce((longest, { read }) => Math.max(longest, read.duration), 0);
  const days = { first: dayNear(window.from - longest, -4), last: dayNear(window.to, 4) };
  const moved = { after: -Infinity, upTo: window.to - 1, notEndedBy: window.from };
  const unsure: WindowEntry[] = [];
  let count = 0;
  const owns = await writtenIn(source.documents, source.partition, [...written.keys()], { days, moved });
  for await (const some of withPauses(owns))
    for (const own of some) {
      const { plain, entry } = entriesOf(own, written.get(own.seriesOf));
      if (plain !== undefined && isIn(plain, window) && visibilityOf(plain, isShown) === true) count--;
      if (entry === undefined || !isIn(entry, window)) continue;
      const shown = visibilityOf(entry, isShown);
      if (shown === 'unknown') unsure.push(entry);
      else if (shown) count++;
    }
  return count + (await countShown(source, unsure, isShown));
}

/** So few are read whole at once that the largest are within the bound of what is read. */
const largeAtOnce = 13;

async function countShown(source: WholeSource, entries: readonly WindowEntry[], isShown: IsShown): Promise<number> {
  let count = 0;
  let some = entries.length;
  for (let open = entries; open.length > 0;) {
    const { placed, looked } = await readWhole(source, open.slice(0, some));
    count += placed.filter(({ event }) => isShown(event)).length;
    if (looked < Math.min(some, open.length)) some = some > largeAtOnce ? largeAtOnce : 1;
    open = open.slice(looked);
  }
  return count;
}

/** The entry that the pattern gives an occurrence, and the one that its document gives it: none where it was cancelled. */
function entriesOf(
  own: Written,
  series: WrittenSeries | undefined,
): { readonly plain?: WindowEntry; readonly entry?: WindowEntry | undefined } {
  const day = parseDay(own.day);
  if (series === undefined || day === undefined || !series.read.dates.has(day)) return {};
  const { outline, read } = series;
  const { startUtc, endUtc } = read.at(day);
  const plain: WindowEntry = { series: outline, day: own.day, startUtc, endUtc, id: '' };
  if (isGone(own)) return { plain };
  return { plain, entry: isMoved(own) ? movedEntry(outline, read, own) : { ...plain, own } };
}

const dayNear = (utc: number, more: number): string => showDay(Math.floor(utc / msPerDay) + more);
