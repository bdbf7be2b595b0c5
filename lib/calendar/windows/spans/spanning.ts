// Finds the series and long events that cover a part of a window: asks what has changed since they were last looked at, or for all of them.
import { z } from 'zod';
import { elapsed } from '../../../runtime/clock.ts';
import { spareSeconds } from '../../../runtime/limits/changes.ts';
import { longestSetAgeMs, longestSetReadingMs, maxChangesInLook } from '../../../runtime/limits/windows.ts';
import type { Condition, Documents, PropertyPath, StoredDocument } from '../../../stores/documents.ts';
import { behind, orderBy, type Order } from '../../../stores/keyset.ts';
import { outlineProperties } from '../../occurrences/eventOutline.ts';
import { cachedVersion, cachedVersions, type CachedVersion, type SpanningEvent } from '../../occurrences/outlineCache.ts';
import { withPauses } from '../../occurrences/pauses.ts';
import { msPerDay } from '../../time/calendarDate.ts';
import { iso, type WindowRequest } from '../windowRequest.ts';
import { anyOf } from '../writtenOccurrences.ts';
import { keepSet, keptSet, type Members, type SpanSet, type StoreClock } from './spanSets.ts';

/** The most documents that one query returns, a little over a thousand; further queries return the rest. */
const atOnce = 1_024;
/** The most new versions that a query asks for by their ids; where there are more, the whole page is read instead. */
const newAtOnce = 100;

/** The property that the query sorts by: beside id, ETag and the time of the write, nothing else is read of a cached version. */
const place: PropertyPath = 'sortKeys.spanEnd';
const byPlace: Order = { within: ['listed', 'calendar'], by: [place, 'id'] };
const versionProperties: readonly PropertyPath[] = [place, '_ts'];
const spanningProperties: readonly PropertyPath[] = [...outlineProperties, ...versionProperties, 'sortKeys.spanStart'];

/** The series and long events of a window. */
export interface Spans {
  /** All of them, some at a time. */
  readonly pages: AsyncIterable<readonly SpanningEvent[]>;
  /** What is the same for whoever is given the same ones for the same window; undefined where that isn't known. */
  readonly sameAs?: object;
}

type Window = Pick<WindowRequest, 'from' | 'to'>;

/** A calendar in a mailbox and a stretch of time. */
interface Looked {
  readonly documents: Documents;
  readonly partition: string;
  /** The conditions that find what covers the stretch, but for its first moment. */
  readonly covering: readonly Condition[];
  readonly from: number;
  readonly name: string;
}

/**
 * All series and long events that cover a part of the window. Costs one query of those in the mailbox that were written since the last
 * look or in the minute before it, and one more where some of them are new. The first look, and the first after five minutes or hundreds of
 * writes within one, costs one query for each thousand, and one more where some of the thousand are new: 150 bytes of each that is cached,
 * some hundred of each that is new.
 */
export async function spanningIn(documents: Documents, partition: string, within: readonly Condition[], window: Window): Promise<Spans> {
  const { from, to } = widened(window);
  const covering: readonly Condition[] = [...within, { is: 'lt', property: 'sortKeys.spanStart', value: iso(to) }];
  const looked: Looked = { documents, partition, covering, from, name: `${partition} ${from} ${JSON.stringify(covering)}` };
  const former = keptSet(documents, looked.name);
  const { set, clock } = former === undefined ? {} : await lookAgain(looked, former);
  if (set === undefined) return { pages: readAll(looked, window, clock) };
  keepSet(documents, looked.name, set);
  return { pages: pagesOf(set.members, window), sameAs: set.members };
}

/** Windows are looked at by whole stretches of four weeks: who asks for a day or a week again, a little later, asks for the same ones. */
const stretch = 28 * msPerDay;
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const widened = ({ from, to }: Window): Window => ({
  from: Math.floor(from / stretch) * stretch,
  to: Math.min(Math.ceil(to / stretch) * stretch, latest),
});

async function* pagesOf(members: Members, { from, to }: Window): AsyncGenerator<readonly SpanningEvent[]> {
  const [first, end] = [iso(from), iso(to)];
  for await (const some of withPauses([...members.values()]))
    yield some.flatMap(({ span, spans }) => (span.start < end && span.end >= first ? [spans] : []));
}

/** What is a series or a long event, or was one, and the tombstones of those, in the order of their last writes: the latest first. */
const byWrite: Order = { within: ['spanned'], by: ['_ts', 'id'], descending: true };

/**
 * The set as it is now, and what is known of the store's clock; without a set where it must be read as a whole. Reads what was written
 * since the last look, and a minute before it, so that neither a replica that lags nor one with another clock hides a write for good.
 */
async function lookAgain(
  { documents, partition, covering, from }: Looked,
  { members, others, lookedAt, readAt, clock: former }: SpanSet,
): Promise<{ readonly set?: SpanSet; readonly clock: StoreClock }> {
  const now = elapsed();
  const since = Math.max(0, Math.floor(former.ahead + lookedAt / 1000) - spareSeconds);
  if (now - readAt > longestSetAgeMs || since <= former.crowdedSince) return { clock: former };
  const conditions: Condition[] = [
    { is: 'eq', property: 'spanned', value: true },
    { is: 'ge', property: '_ts', value: since },
  ];
  const where: Condition = { is: 'and', conditions };
  const written = await documents.query(partition, { where, orderBy: orderBy(byWrite), only: ['_ts'], limit: maxChangesInLook });
  const clock = clockBy(written, former);
  const isKnown = ({ id, etag }: StoredDocument): boolean => (members.get(id)?.etag ?? others.get(id)) === etag;
  const changed = written.filter((each) => !isKnown(each)).map(({ id }) => id);
  if (written.length === maxChangesInLook || changed.length > newAtOnce) return { clock };
  const found = changed.length === 0 ? [] : await queryIn({ documents, partition, covering }, [startingBy(from), ...anyOf('id', changed.toSorted())], spanningProperties, changed.length); // prettier-ignore
  const next = withChanges(members, changed, partition, found);
  return { set: { members: next, others: versionsWithout(next, written), lookedAt: now, readAt, clock }, clock };
}

/** The members after a change; the same where nothing has changed of them. */
function withChanges(members: Members, changed: readonly string[], partition: string, found: readonly StoredDocument[]): Members {
  if (found.length === 0 && !changed.some((id) => members.has(id))) return members;
  const next = new Map(members);
  for (const id of changed) next.delete(id);
  for (const document of found) {
    const version = cachedVersion(partition, document);
    if (version !== undefined) next.set(document.id, version);
  }
  return next;
}

const versionsWithout = (members: Members, written: readonly StoredDocument[]): ReadonlyMap<string, string> =>
  new Map(written.flatMap(({ id, etag }) => (members.has(id) ? [] : [[id, etag]])));

const timed = z.object({ _ts: z.number().default(0) });

/** What the times of writes tell of the store's clock, which an answer that has just come has named. */
function clockBy(written: readonly StoredDocument[], former: StoreClock | undefined): StoreClock {
  const times = written.map(({ body }) => timed.parse(body)._ts).toSorted((a, b) => b - a);
  return {
    ahead: Math.max((times[0] ?? 0) - elapsed() / 1000, former?.ahead ?? -Infinity),
    crowdedSince: Math.max(times[maxChangesInLook - 1] ?? -1, former?.crowdedSince ?? -1),
  };
}

const startingBy = (from: number): Condition => ({ is: 'ge', property: place, value: iso(from) });

const queryIn = (
  { documents, partition, covering }: Pick<Looked, 'documents' | 'partition' | 'covering'>,
  where: readonly Condition[],
  only: readonly PropertyPath[],
  limit = atOnce,
): Promise<readonly StoredDocument[]> =>
  documents.query(partition, { where: { is: 'and', conditions: [...covering, ...where] }, orderBy: orderBy(byPlace), only, limit });

/** Reads all of the stretch, gives those of the window, and keeps the set. */
async function* readAll(looked: Looked, window: Window, former: StoreClock | undefined): AsyncGenerator<readonly SpanningEvent[]> {
  const began = elapsed();
  const [first, end] = [iso(window.from), iso(window.to)];
  const members = new Map<string, CachedVersion>();
  let clock = former;
  for await (const { versions, page } of versionsOf(looked)) {
    for await (const some of withPauses(versions)) {
      for (const [id, version] of some) members.set(id, version);
      yield some.flatMap(([, { span, spans }]) => (span.start < end && span.end >= first ? [spans] : []));
    }
    clock = clockBy(page, clock);
  }
  if (elapsed() - began > longestSetReadingMs || clock === undefined) return;
  keepSet(looked.documents, looked.name, { members, others: new Map(), lookedAt: began, readAt: began, clock });
}

type Versions = readonly (readonly [id: string, version: CachedVersion])[];

/** Page by page what covers the stretch. Where nothing is cached, or too much of a page is new, one query reads the page with all properties. */
async function* versionsOf(looked: Looked): AsyncGenerator<{ readonly versions: Versions; readonly page: readonly StoredDocument[] }> {
  const { partition, from } = looked;
  let mostIsKnown = cachedVersions(partition) !== undefined;
  for (let beginning: readonly Condition[] = [startingBy(from)], full = true; full;) {
    const versions = mostIsKnown ? await queryIn(looked, beginning, versionProperties) : [];
    const { known, unknown } = byVersion(partition, versions);
    mostIsKnown &&= unknown.length <= newAtOnce;
    const changed =
      mostIsKnown && unknown.length > 0 ? await queryIn(looked, anyOf('id', unknown), spanningProperties, unknown.length) : [];
    const page = mostIsKnown ? versions : await queryIn(looked, beginning, spanningProperties);
    const read: (readonly [string, CachedVersion])[] = mostIsKnown ? known : [];
    for await (const some of withPauses(mostIsKnown ? changed : page))
      for (const document of some) {
        const version = cachedVersion(partition, document);
        if (version !== undefined) read.push([document.id, version]);
      }
    yield { versions: read, page };
    const last = page.at(-1);
    full = page.length === atOnce;
    if (last !== undefined) beginning = behindPlaceOf(last);
  }
}

const placed = z.object({ sortKeys: z.object({ spanEnd: z.string() }) });

/** The conditions that begin the next page after this document. The bound lets the store use an index. */
function behindPlaceOf({ id, body }: StoredDocument): readonly Condition[] {
  const { spanEnd } = placed.parse(body).sortKeys;
  return [{ is: 'ge', property: place, value: spanEnd }, behind(byPlace, [spanEnd, id])];
}

/** The cached ones of these versions, and the ids of the others, sorted. */
function byVersion(
  partition: string,
  versions: readonly StoredDocument[],
): { readonly known: (readonly [string, CachedVersion])[]; readonly unknown: readonly string[] } {
  const kept = cachedVersions(partition);
  const known: (readonly [string, CachedVersion])[] = [];
  const unknown: string[] = [];
  for (const { id, etag } of versions) {
    const one = kept?.get(id);
    if (one?.etag === etag) known.push([id, one]);
    else unknown.push(id);
  }
  return { known, unknown: unknown.toSorted() };
}
