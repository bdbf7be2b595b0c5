// Lists a window's entries by start, slice by slice: merges series, long events and short ones, and reads of each only what it needs.
import type { Documents } from '../../stores/documents.ts';
import type { ReadSeries } from '../recurrence/occurrences.ts';
import { parseDay } from '../time/calendarDate.ts';
import { isGone, isMoved, writtenIn, type SeriesOutline, type Written, type WrittenBetween } from './writtenOccurrences.ts';
import { withPauses } from '../occurrences/pauses.ts';
import type { Spans } from './spans/spanning.ts';
import { spreadOut, type Spread } from './spans/spread.ts';
import { occurrenceId } from '../occurrences/occurrenceId.ts';
import type { WindowEntry } from './windowEntry.ts';
import { byPlace, isIn, type Placed, type WindowRequest } from './windowRequest.ts';

/** The least size of the first slice, whatever the page's size, so that the queries don't show how many of its entries are hidden. */
const leastSlice = 100;
const longestSlice = 6_400;

/** Reads the next short single events of a window after a place, in order: `limit` of them, or fewer when there are no more. */
export type ShortEvents = (behind: Placed | undefined, limit: number) => Promise<readonly WindowEntry[]>;

export interface WindowSources {
  readonly documents: Documents;
  readonly partition: string;
  readonly spans: () => Promise<Spans>;
  readonly shorts?: ShortEvents;
}

/**
 * All entries of the window after the cursor, in order; each slice is twice as long as the one before, up to `longestSlice`. Reads the
 * series once. Each slice then costs its occurrences, and one query for each hundred series whose occurrences have documents.
 */
export async function* slicesOf(sources: WindowSources, request: WindowRequest): AsyncGenerator<readonly WindowEntry[]> {
  const [spread, firstShorts] = await Promise.all([spreadFrom(sources, request), sources.shorts?.(undefined, request.limit + 1)]);
  const ahead: WindowEntry[] = [...(firstShorts ?? [])];
  let lastShort = ahead.length > request.limit ? ahead.at(-1) : undefined;
  let upTo = request.after === undefined ? -Infinity : Date.parse(request.after.sort) - 1;
  for (let size = Math.max(request.limit + 1, leastSlice); ; size = Math.min(2 * size, longestSlice)) {
    const plain = await spread.take(size, lastShort);
    const horizon = plain.length === size ? plain.at(-1) : lastShort;
    const begin = upTo;
    upTo = horizon?.startUtc ?? request.to - 1;
    const { own, moved } = await writtenFor(sources, spread, plain, { after: begin, upTo, notEndedBy: request.from });
    for (const entry of [...plain.flatMap((each) => withOwn(each, own)), ...moved.filter((each) => isIn(each, request))]) ahead.push(entry);
    ahead.sort(byPlace);
    if (horizon === undefined) {
      yield ahead;
      return;
    }
    yield ahead.splice(0, ahead.findLastIndex((entry) => byPlace(entry, horizon) <= 0) + 1);
    if (horizon !== lastShort) continue;
    const more = (await sources.shorts?.(lastShort, leastSlice)) ?? [];
    ahead.push(...more);
    lastShort = more.length === leastSlice ? more.at(-1) : undefined;
  }
}

const spreadFrom = async ({ spans }: WindowSources, request: WindowRequest): Promise<Spread> => spreadOut(await spans(), request);

/** The documents of these entries' occurrences, by series and date, and the entries that were moved into the given span of time. */
async function writtenFor(
  { documents, partition }: WindowSources,
  { writtenTo }: Spread,
  entries: readonly WindowEntry[],
  moved: WrittenBetween['moved'],
): Promise<{ readonly own: ReadonlyMap<string, Written>; readonly moved: readonly WindowEntry[] }> {
  const own = new Map<string, Written>();
  const into: WindowEntry[] = [];
  if (writtenTo.size === 0) return { own, moved: into };
  const days = daysOf(entries);
  for await (const some of withPauses(await writtenIn(documents, partition, [...writtenTo.keys()], { ...(days && { days }), moved })))
    for (const each of some) {
      own.set(`${each.seriesOf} ${each.day}`, each);
      const series = writtenTo.get(each.seriesOf);
      const entry = series && movedEntry(series.outline, series.read, each);
      if (entry !== undefined && entry.startUtc > moved.after && entry.startUtc <= moved.upTo) into.push(entry);
    }
  return { own, moved: into };
}

/** The entry of a moved occurrence; undefined for one that wasn't moved, or whose date the pattern doesn't have any more. */
export function movedEntry(series: SeriesOutline, { dates }: ReadSeries, own: Written): WindowEntry | undefined {
  const day = parseDay(own.day);
  if (!isMoved(own) || day === undefined || !dates.has(day)) return undefined;
  const [startUtc, endUtc] = [Date.parse(own.sortKeys.start), Date.parse(own.sortKeys.end)];
  return { series, day: own.day, own, startUtc, endUtc, id: occurrenceId(series.id, own.day) };
}

/** The entry with its occurrence's document, if it has one; nothing where the occurrence was cancelled or moved. */
function withOwn(entry: WindowEntry, written: ReadonlyMap<string, Written>): WindowEntry[] {
  if (!('day' in entry)) return [entry];
  const own = written.get(`${entry.series.incarnation} ${entry.day}`);
  if (own === undefined) return [entry];
  return isGone(own) || isMoved(own) ? [] : [{ ...entry, own }];
}

/** The first and the last date of occurrences that may have documents. */
function daysOf(entries: readonly WindowEntry[]): { readonly first: string; readonly last: string } | undefined {
  const days = entries.flatMap((entry) => ('day' in entry && entry.series.occurrenceRevision > 0 ? [entry.day] : []));
  const [head] = days;
  if (head === undefined) return undefined;
  return days.reduce((span, day) => ({ first: day < span.first ? day : span.first, last: day > span.last ? day : span.last }), {
    first: head,
    last: head,
  });
}
