// Reads what a page of a window shows: the events behind its entries, whole.
import type { Condition, Documents, Found, StoredDocument } from '../../stores/documents.ts';
import { maxPageReadBytes } from '../../runtime/limits.ts';
import { decodeEvent, type EventRecord } from '../events/record/eventRecord.ts';
import { hiddenCount } from '../events/readEvent.ts';
import { anyOf } from '../windows/writtenOccurrences.ts';
import { occurrenceAt, occurrenceEvent } from './occurrenceEvent.ts';
import { decodeOccurrence, occurrenceDocument, occurrenceIncarnation, type OccurrenceRecord } from './occurrenceRecord.ts';
import { withPauses } from './pauses.ts';
import type { PlacedEvent, WindowEntry } from '../windows/windowEntry.ts';
import { iso } from '../windows/windowRequest.ts';

/** Documents that one query is asked for at most. */
const atOnce = 100;

/** Where the documents lie, and series that are known whole already. */
export interface WholeSource {
  readonly documents: Documents;
  readonly partition: string;
  readonly within: readonly Condition[];
  readonly series?: EventRecord;
}

/** What was read of entries. */
export interface ReadEntries {
  /** The events of the first `looked` entries, in their order; without those that went or were put again since they were placed. */
  readonly placed: readonly PlacedEvent[];
  /** Fewer than there are where the bound of bytes ended the reading; none where it ended before the first. */
  readonly looked: number;
}

/**
 * The events of these entries as far as a page reads. One query for each hundred events and series, one for each hundred written occurrences,
 * and a count for each that hides attachments. How large documents are isn't known before: to keep it with each would cost every write and
 * every window some bytes, whereas ending a query costs nothing but what the page behind reads again.
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
    const at = series && occurrenceAt(series, entry.day);
    const stored = entry.own && occurrences.get(entry.own.id);
    if (series === undefined || at === undefined || (entry.own !== undefined && stored === undefined)) return undefined;
    return occurrenceEvent(series, at, stored, await hiddenCount(documents, partition, series, stored));
  }
}

const sameAs = (incarnation: string, event: EventRecord | undefined): EventRecord | undefined =>
  event?.incarnation === incarnation ? event : undefined;

async function eventsOf(
  { documents, partition, within, series }: WholeSource,
  entries: readonly WindowEntry[],
): Promise<{ readonly found: ReadonlyMap<string, EventRecord>; readonly unread: ReadonlySet<string> }> {
  const found = new Map<string, EventRecord>();
  if (series !== undefined) found.set(series.id, series);
  const ids = entries.map((entry) => ('single' in entry ? entry.single.id : entry.series.id));
  const { read, unread } = await inBatches(
    ids.filter((id) => !found.has(id)),
    (some) =>
      documents.query(partition, {
        where: { is: 'and', conditions: [...within, { is: 'ge', property: 'sortKeys.start', value: '' }, ...anyOf('id', some)] },
        // As a page has them, so that reading may end behind any of them.
        orderBy: [{ property: 'listed' }, { property: 'calendar' }, { property: 'sortKeys.start' }, { property: 'id' }],
        limit: some.length,
        bytes: maxPageReadBytes,
      }),
  );
  for await (const some of withPauses(read))
    for (const event of some.flatMap((document) => decodeEvent(document) ?? [])) found.set(event.id, event);
  return { found, unread };
}

async function occurrencesOf(
  { documents, partition }: WholeSource,
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
      bytes: maxPageReadBytes,
    }),
  );
  const found = new Map<string, OccurrenceRecord>();
  for await (const some of withPauses(read))
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
