// What lies in a window in the order of the starts, slice by slice: series, long events and short ones merged, each as far as it is needed.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Documents } from '../../stores/documents.ts';
import type { EventRecord } from '../eventRecord.ts';
import { readSeries, type ReadSeries } from '../recurrence/occurrences.ts';
import { parseDay } from '../time/calendarDate.ts';
import { isGone, isMoved, writtenIn, type SeriesGlimpse, type Written } from './glimpse.ts';
import { createMerge } from './merge.ts';
import { seriesIn } from './occurrenceEvent.ts';
import { occurrenceId } from './occurrenceId.ts';
import type { WindowEntry } from './windowEntry.ts';
import { byPlace, isIn, type Placed, type WindowRequest } from './windowRequest.ts';

/** Entries of the first slice at least, whatever the page's size: how many of them are hidden must not show in what is asked. */
const leastSlice = 100;
/** Entries that are found, or series that are read, before others get their turn: some milliseconds. */
const withoutPause = 200;

/** A series or a long event, and where a window has it. */
export interface Spans {
  readonly glimpse: SeriesGlimpse;
  readonly startUtc: number;
  readonly endUtc: number;
}

/** The single events of a window that aren't long, in their order and behind a place; at most so many, fewer only when there are no more. */
export type ShortEvents = (
  behind: Placed | undefined,
  limit: number,
) => Promise<readonly (WindowEntry & { readonly event: EventRecord })[]>;

export interface WindowSources {
  readonly documents: Documents;
  readonly partition: string;
  readonly spans: AsyncIterable<readonly Spans[]>;
  readonly shorts?: ShortEvents;
}

/**
 * All entries of the window behind the cursor, in order; each slice is twice as long as the one before. Costs the series once, of each its
 * occurrences in the slice, and one query for the hundred series that were written to.
 */
export async function* slicesOf(
  { documents, partition, spans, shorts }: WindowSources,
  request: WindowRequest,
): AsyncGenerator<readonly WindowEntry[]> {
  const merge = createMerge<WindowEntry>(byPlace);
  const series = new Map<string, { readonly glimpse: SeriesGlimpse; readonly read: ReadSeries }>();
  let size = Math.max(Math.min(request.limit + 1, Number.MAX_SAFE_INTEGER), leastSlice);
  const firstShorts = shorts?.(undefined, size);
  let begun = 0;
  for await (const page of spans)
    for (const { glimpse, startUtc, endUtc } of page) {
      if (++begun % withoutPause === 0) await nextTurn();
      const recurring = seriesIn(glimpse.properties);
      if (recurring === undefined) {
        const entry = { long: glimpse, startUtc, endUtc, id: glimpse.id };
        if (isIn(entry, request)) merge.add([entry].values());
        continue;
      }
      const read = readSeries(recurring);
      if (glimpse.occurrenceRevision > 0) series.set(glimpse.incarnation, { glimpse, read });
      merge.add(occurrencesOf(glimpse, read, request));
    }

  const ahead: WindowEntry[] = [...((await firstShorts) ?? [])];
  let moreShorts = ahead.length === size;
  let lastShort = ahead.at(-1);
  let movedUpTo = -Infinity;
  for (; ; size *= 2) {
    const bound = moreShorts ? lastShort : undefined;
    const plain: WindowEntry[] = [];
    for (let { first } = merge; first !== undefined && plain.length < size; { first } = merge) {
      if (bound !== undefined && byPlace(first, bound) > 0) break;
      plain.push(first);
      merge.take();
      if (plain.length % withoutPause === 0) await nextTurn();
    }
    const horizon = plain.length === size ? plain.at(-1) : bound;
    const upTo = horizon?.startUtc ?? request.to - 1;
    const own = new Map<string, Written>();
    if (series.size > 0) {
      const moved = { after: movedUpTo, upTo, notEndedBy: request.from };
      const days = daysOf(plain);
      for (const each of await writtenIn(documents, partition, [...series.keys()], { ...(days && { days }), moved })) {
        own.set(`${each.seriesOf} ${each.day}`, each);
        const of = series.get(each.seriesOf);
        const entry = of && movedEntry(of.glimpse, of.read, each);
        if (entry !== undefined && entry.startUtc > movedUpTo && entry.startUtc <= upTo && isIn(entry, request)) ahead.push(entry);
      }
    }
    movedUpTo = upTo;
    ahead.push(...plain.flatMap((entry) => withOwn(entry, own)));
    ahead.sort(byPlace);
    const end = horizon === undefined ? ahead.length : ahead.findLastIndex((entry) => byPlace(entry, horizon) <= 0) + 1;
    yield ahead.splice(0, end);
    if (horizon === undefined) return;
    if (moreShorts && lastShort !== undefined && byPlace(lastShort, horizon) <= 0 && shorts !== undefined) {
      const more = await shorts(lastShort, size);
      ahead.push(...more);
      moreShorts = more.length === size;
      lastShort = more.at(-1) ?? lastShort;
    }
  }
}

function* occurrencesOf(series: SeriesGlimpse, read: ReadSeries, request: WindowRequest): Generator<WindowEntry> {
  const notBefore = request.after === undefined ? undefined : Date.parse(request.after.sort);
  for (const { key, startUtc, endUtc } of read.within(request.from, request.to, notBefore)) {
    const entry = { series, day: key, startUtc, endUtc, id: occurrenceId(series.id, key) };
    if (isIn(entry, request)) yield entry;
  }
}

/** Where it was moved to; undefined for one that wasn't, and for one whose date the pattern doesn't have any more. */
export function movedEntry(series: SeriesGlimpse, { dates }: ReadSeries, own: Written): WindowEntry | undefined {
  const day = parseDay(own.day);
  if (!isMoved(own) || day === undefined || !dates.has(day)) return undefined;
  const [startUtc, endUtc] = [Date.parse(own.sortKeys.start), Date.parse(own.sortKeys.end)];
  return { series, day: own.day, own, startUtc, endUtc, id: occurrenceId(series.id, own.day) };
}

/** The entry with what was written of it; nothing where that was cancelled or moved away. */
function withOwn(entry: WindowEntry, written: ReadonlyMap<string, Written>): WindowEntry[] {
  if (!('day' in entry)) return [entry];
  const own = written.get(`${entry.series.incarnation} ${entry.day}`);
  if (own === undefined) return [entry];
  return isGone(own) || isMoved(own) ? [] : [{ ...entry, own }];
}

/** The first and the last date of occurrences that may have been written to. */
function daysOf(entries: readonly WindowEntry[]): { readonly first: string; readonly last: string } | undefined {
  const days = entries.flatMap((entry) => ('day' in entry && entry.series.occurrenceRevision > 0 ? [entry.day] : []));
  const [head] = days;
  if (head === undefined) return undefined;
  return days.reduce((span, day) => ({ first: day < span.first ? day : span.first, last: day > span.last ? day : span.last }), {
    first: head,
    last: head,
  });
}
