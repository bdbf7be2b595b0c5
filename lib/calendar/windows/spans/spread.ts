// The occurrences of a window's series and its long events as one list by start, of which nothing is worked out before it is asked for.
import { createRecent, type Recent } from '../../../runtime/recent.ts';
import { ownTurn } from '../../../runtime/inSteps.ts';
import { maxBeginnings, maxEntriesOfBeginning } from '../../../runtime/limits/windows.ts';
import type { Occurrence, ReadSeries } from '../../recurrence/occurrences.ts';
import { occurrenceId } from '../../occurrences/occurrenceId.ts';
import { entriesBetweenPauses } from '../../occurrences/pauses.ts';
import type { WindowEntry } from '../windowEntry.ts';
import { byPlace, isIn, type Placed, type WindowRequest } from '../windowRequest.ts';
import type { SeriesOutline } from '../writtenOccurrences.ts';
import { createMerge, type Merge } from './merge.ts';
import type { Spans } from './spanning.ts';

/** A series whose occurrences have documents, ready to be asked for its dates. */
export interface WrittenTo {
  readonly outline: SeriesOutline;
  readonly read: ReadSeries;
}

export interface Spread {
  /** The next entries: at most `size`, and none after the bound. */
  take(size: number, bound: Placed | undefined): Promise<WindowEntry[]>;
  /** The series whose occurrences have documents, by incarnation. */
  readonly writtenTo: ReadonlyMap<string, WrittenTo>;
}

/** The first entries of a window as far as somebody has taken them, for whoever asks for the same window of the same series. */
interface Beginning {
  readonly entries: WindowEntry[];
  /** Whether there are no others. */
  isAll: boolean;
  readonly writtenTo: ReadonlyMap<string, WrittenTo>;
}

const beginnings = new WeakMap<object, Recent<Beginning>>();

/** Spreads the occurrences of each series after the cursor, and the long events. Reads the series, unless the window's beginning is known. */
export async function spreadOut({ pages, sameAs }: Spans, request: WindowRequest): Promise<Spread> {
  const known = sameAs === undefined ? undefined : (beginnings.get(sameAs) ?? createRecent<Beginning>(maxBeginnings));
  if (sameAs !== undefined && known !== undefined) beginnings.set(sameAs, known);
  const { from, to, after } = request;
  const name = `${from} ${to} ${after?.sort ?? ''} ${after?.id ?? ''}`;
  const beginning = known?.get(name);
  if (beginning !== undefined) return spreadOf(beginning, async () => (await mergeOf(pages, request)).merge);
  const { merge, writtenTo } = await mergeOf(pages, request);
  const fresh: Beginning = { entries: [], isAll: false, writtenTo };
  known?.set(name, fresh);
  return spreadOf(fresh, () => Promise.resolve(merge));
}

/** Takes what is known of the beginning from there, and the rest from the merge, which it opens when it needs it. */
function spreadOf(beginning: Beginning, open: () => Promise<Merge<WindowEntry>>): Spread {
  let taken = 0;
  let rest: Merge<WindowEntry> | undefined;

  async function next(): Promise<WindowEntry | undefined> {
    const { entries } = beginning;
    if (taken < entries.length) return entries[taken];
    if (beginning.isAll) return undefined;
    rest ??= await behindFirst(taken, await open());
    const { first } = rest;
    beginning.isAll ||= first === undefined && entries.length === taken;
    if (first !== undefined && entries.length === taken && taken < maxEntriesOfBeginning) entries.push(first);
    return first;
  }

  return {
    writtenTo: beginning.writtenTo,
    async take(size, bound) {
      const some: WindowEntry[] = [];
      while (some.length < size) {
        const entry = await next();
        if (entry === undefined || (bound !== undefined && byPlace(entry, bound) > 0)) break;
        some.push(entry);
        taken++;
        rest?.take();
        if (some.length % entriesBetweenPauses === 0) await ownTurn();
      }
      return some;
    },
  };
}

async function behindFirst(passed: number, merge: Merge<WindowEntry>): Promise<Merge<WindowEntry>> {
  for (let done = 0; done < passed; done++) {
    merge.take();
    if (done % entriesBetweenPauses === 0) await ownTurn();
  }
  return merge;
}

/** Adds the occurrences of each series after the cursor, and the long events. */
async function mergeOf(
  pages: Spans['pages'],
  request: WindowRequest,
): Promise<{ readonly merge: Merge<WindowEntry>; readonly writtenTo: ReadonlyMap<string, WrittenTo> }> {
  const merge = createMerge<WindowEntry>(byPlace);
  const writtenTo = new Map<string, WrittenTo>();
  for await (const some of pages)
    for (const each of some) {
      const { outline, read } = each;
      if (read === undefined) {
        const entry = { single: outline, startUtc: each.startUtc, endUtc: each.endUtc, id: outline.id };
        if (isIn(entry, request)) merge.add([entry].values());
        continue;
      }
      if (outline.occurrenceRevision > 0) writtenTo.set(outline.incarnation, { outline, read });
      merge.add(occurrencesOf(outline, read, request));
    }
  return { merge, writtenTo };
}

function* occurrencesOf(series: SeriesOutline, read: ReadSeries, request: WindowRequest): Generator<WindowEntry> {
  for (const { key, startUtc, endUtc } of within(read, request)) {
    const entry = { series, day: key, startUtc, endUtc, id: occurrenceId(series.id, key) };
    if (isIn(entry, request)) yield entry;
  }
}

interface FirstFound {
  readonly from: number;
  readonly to: number;
  readonly notBefore: number | undefined;
  readonly first: Occurrence | undefined;
}

/** What each series was last found to begin a window with: whoever looks at the same window again takes most series no further. */
const firstFound = new WeakMap<ReadSeries, FirstFound>();

/** The occurrences of a series from the cursor on. Finds none of them but the first, which may be known, before it is asked for. */
function* within(read: ReadSeries, { from, to, after }: WindowRequest): Generator<Occurrence> {
  const notBefore = after === undefined ? undefined : Date.parse(after.sort);
  const found = read.within(from, to, notBefore);
  const last = firstFound.get(read);
  if (last === undefined || last.from !== from || last.to !== to || last.notBefore !== notBefore) {
    const next = found.next();
    const first = next.done === true ? undefined : next.value;
    firstFound.set(read, { from, to, notBefore, first });
    if (first !== undefined) yield first;
  } else {
    if (last.first === undefined) return;
    yield last.first;
    found.next();
  }
  yield* found;
}
