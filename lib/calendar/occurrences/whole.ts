// Reads the events and occurrences on a page of a window whole.
import type { Condition, Documents, Found, StoredDocument } from '../../stores/documents.ts';
import { maxPageReadBytes } from '../../runtime/limits.ts';
import { decodeListed, type EventRecord } from '../events/record/eventRecord.ts';
import { recordBytes } from '../events/record/size.ts';
import { hiddenCount } from '../events/readEvent.ts';
import { anyOf } from '../windows/writtenOccurrences.ts';
import { occurrenceAt, occurrenceEvent } from './occurrenceEvent.ts';
import { decodeOccurrence, occurrenceDocument, occurrenceIncarnation, type OccurrenceRecord } from './occurrenceRecord.ts';
import { cachedVersions } from './outlineCache.ts';
import { wholeBetweenPauses, withPauses } from './pauses.ts';
import { keepWhole, keptWhole, plainOccurrence } from './wholeCache.ts';
import type { PlacedEvent, WindowEntry } from '../windows/windowEntry.ts';
import { iso } from '../windows/windowRequest.ts';

/** The most documents that one query asks for. */
const atOnce = 100;

/** Series that one request has read whole, so that further pages of it don't read them again; 8 MiB at most. */
interface KeptSeries {
  readonly byId: Map<string, EventRecord>;
  bytes: number;
}

export const keptSeries = (): KeptSeries => ({ byId: new Map(), bytes: 0 });

/** Where the documents lie. `within`: conditions that all events meet. `series`: a series that was already read whole. */
export interface WholeSource {
  readonly documents: Documents;
  readonly partition: string;
  readonly within: readonly Condition[];
  readonly series?: EventRecord;
  readonly kept?: KeptSeries;
  /** The bytes after which one query ends, if not those of a page. */
  readonly bytes?: number;
}

/** The result of reading entries whole. */
export interface ReadEntries {
  /** The events of the first `looked` entries, in their order, without those that were deleted or put again in the meantime. */
  readonly placed: readonly PlacedEvent[];
  /** How many entries were read. Fewer than there are if the bound of bytes ended the reading; 0 if it ended before the first entry. */
  readonly looked: number;
}

/**
 * Reads the events of these entries, until the bound of bytes. One query for each hundred events and series that aren't kept, one for
 * each hundred occurrences with documents, and one count for each occurrence that hides attachments. Doesn't know before how large the
 * documents are: a stored size would cost each write and each window some bytes; a query that ends early only makes the next page read
 * some documents again.
 */
export async function readWhole(source: WholeSource, entries: readonly WindowEntry[]): Promise<ReadEntries> {
  const { documents, partition } = source;
  const [{ found: events, unread }, { found: occurrences, unread: unreadOwn }] = await Promise.all([
    eventsOf(source, entries),
    occurrencesOf(source, entries),
  ]);
  const isUnread = (entry: WindowEntry): boolean =>
    unread.has('single' in entry ? entry.single.id : entry.series.id) ||
    ('series' in entry && entry.own !== undefined && unreadOwn.has(entry.own.id));
  const firstUnread = entries.findIndex(isUnread);
  const looked = firstUnread === -1 ? entries.length : firstUnread;
  const shown = await Promise.all(
    entries.slice(0, looked).map(async (entry): Promise<PlacedEvent[]> => {
      const event = await whole(entry);
      return event === undefined ? [] : [{ event, at: { sort: iso(entry.startUtc), id: entry.id } }];
    }),
  );
  return { placed: shown.flat(), looked };

  async function whole(entry: WindowEntry): Promise<EventRecord | undefined> {
    if ('single' in entry) return sameAs(entry.single.incarnation, events.get(entry.single.id));
    const series = sameAs(entry.series.incarnation, events.get(entry.series.id));
    if (series === undefined) return undefined;
    if (entry.own === undefined) return plainOccurrence(series, entry.day);
    const at = occurrenceAt(series, entry.day);
    const stored = occurrences.get(entry.own.id);
    if (at === undefined || stored === undefined) return undefined;
    return occurrenceEvent(series, at, stored, await hiddenCount(documents, partition, series, stored));
  }
}

/** Entries that are made into events in one turn: some milliseconds. */
const inOneTurn = 300;

/** How many of the first entries one reading may have: those of a hundred documents that aren't read yet, so that one query finds them. */
export function withinOneQuery({ series, kept }: WholeSource, entries: readonly WindowEntry[]): number {
  const unread = new Set<string>();
  const some = entries.slice(0, inOneTurn);
  const end = some.findIndex((entry) => {
    const id = 'single' in entry ? entry.single.id : entry.series.id;
    if (id !== series?.id && kept?.byId.has(id) !== true) unread.add(id);
    if ('series' in entry && entry.own !== undefined) unread.add(entry.own.id);
    return unread.size > atOnce;
  });
  return end === -1 ? some.length : end;
}

const sameAs = (incarnation: string, event: EventRecord | undefined): EventRecord | undefined =>
  event?.incarnation === incarnation ? event : undefined;

async function eventsOf(
  { documents, partition, within, series, kept, bytes = maxPageReadBytes }: WholeSource,
  entries: readonly WindowEntry[],
): Promise<{ readonly found: ReadonlyMap<string, EventRecord>; readonly unread: ReadonlySet<string> }> {
  const found = new Map<string, EventRecord>(kept?.byId);
  if (series !== undefined) found.set(series.id, series);
  const versions = cachedVersions(partition);
  const ids: string[] = [];
  for (const outline of entries.map((entry) => ('single' in entry ? entry.single : entry.series))) {
    if (found.has(outline.id)) continue;
    const known = keptWhole(outline);
    if (known === undefined) ids.push(outline.id);
    else found.set(outline.id, known);
  }
  const { read, unread } = await inBatches(ids, (some) =>
    documents.query(partition, {
      where: { is: 'and', conditions: [...within, { is: 'ge', property: 'sortKeys.start', value: '' }, ...anyOf('id', some)] },
      // The order of the entries, so that those that were read come before those that weren't, wherever the reading ends.
      orderBy: [{ property: 'listed' }, { property: 'calendar' }, { property: 'sortKeys.start' }, { property: 'id' }],
      limit: some.length,
      bytes,
    }),
  );
  for await (const some of withPauses(read, wholeBetweenPauses))
    for (const document of some) {
      const event = decodeListed(document);
      if (event === undefined) continue;
      found.set(event.id, event);
      const version = versions?.get(event.id);
      if (version !== undefined) keepWhole(version, event, document.etag);
      if (kept !== undefined) keep(kept, event);
    }
  return { found, unread };
}

function keep(kept: KeptSeries, event: EventRecord): void {
  if (event.properties.recurrence === null) return;
  const bytes = recordBytes(event);
  if (kept.bytes + bytes > maxPageReadBytes) return;
  kept.byId.set(event.id, event);
  kept.bytes += bytes;
}

async function occurrencesOf(
  { documents, partition, bytes = maxPageReadBytes }: WholeSource,
  entries: readonly WindowEntry[],
): Promise<{ readonly found: ReadonlyMap<string, OccurrenceRecord>; readonly unread: ReadonlySet<string> }> {
  const written = entries.flatMap((entry) => ('series' in entry && entry.own !== undefined ? [entry] : []));
  const series = new Map(
    written.map((entry) => [occurrenceDocument(occurrenceIncarnation(entry.series.incarnation, entry.day)), entry.series.incarnation]),
  );
  const { read, unread } = await inBatches([...series.keys()], (some) =>
    documents.query(partition, {
      where: {
        is: 'and',
        conditions: [...anyOf('seriesOf', [...new Set(some.map((id) => series.get(id) ?? ''))].toSorted()), ...anyOf('id', some)],
      },
      orderBy: [{ property: 'seriesOf' }, { property: 'day' }],
      limit: some.length,
      bytes,
    }),
  );
  const found = new Map<string, OccurrenceRecord>();
  for await (const some of withPauses(read, wholeBetweenPauses))
    for (const occurrence of some.flatMap((document) => decodeOccurrence(document) ?? [])) found.set(occurrence.id, occurrence);
  return { found, unread };
}

async function inBatches(
  ids: readonly string[],
  ask: (some: readonly string[]) => Promise<Found>,
): Promise<{ readonly read: readonly StoredDocument[]; readonly unread: ReadonlySet<string> }> {
  const sorted = [...new Set(ids)].toSorted();
  const batches = Array.from({ length: Math.ceil(sorted.length / atOnce) }, (_, at) => sorted.slice(at * atOnce, (at + 1) * atOnce));
  const found = await Promise.all(batches.map(ask));
  const read = found.flat();
  const have = new Set(read.map(({ id }) => id));
  return { read, unread: new Set(batches.flatMap((some, at) => (found[at]?.isCut === true ? some.filter((id) => !have.has(id)) : []))) };
}
