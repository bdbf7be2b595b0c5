// Reads the whole events of a window's entries, which a page shows.
import type { Condition, Documents, StoredDocument } from '../../stores/documents.ts';
import { decodeEvent, type EventRecord } from '../events/record/eventRecord.ts';
import { hiddenCount } from '../events/readEvent.ts';
import { anyOf } from '../windows/glimpse.ts';
import { occurrenceAt, occurrenceEvent } from './occurrenceEvent.ts';
import { decodeOccurrence, occurrenceDocument, occurrenceIncarnation, type OccurrenceRecord } from './occurrenceRecord.ts';
import type { PlacedEvent, WindowEntry } from '../windows/windowEntry.ts';
import { iso } from '../windows/windowRequest.ts';

/** The most documents that one query asks for. */
const atOnce = 100;

/** Where the documents lie, and the series if it has been read whole already. */
export interface WholeSource {
  readonly documents: Documents;
  readonly partition: string;
  readonly within: readonly Condition[];
  readonly series?: EventRecord;
}

/**
 * The events of these entries, in their order, without those that were deleted or put again since the window found them. One query for each
 * hundred events and series, one for each hundred occurrences with documents, and a count for each of these that hides attachments.
 */
export async function readWhole(source: WholeSource, entries: readonly WindowEntry[]): Promise<readonly PlacedEvent[]> {
  const { documents, partition } = source;
  const [events, occurrences] = await Promise.all([eventsOf(source, entries), occurrencesOf(source, entries)]);
  const shown = await Promise.all(
    entries.map(async (entry): Promise<PlacedEvent[]> => {
      const event = await whole(entry);
      return event === undefined ? [] : [{ event, at: { sort: iso(entry.startUtc), id: entry.id } }];
    }),
  );
  return shown.flat();

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
): Promise<ReadonlyMap<string, EventRecord>> {
  const found = new Map<string, EventRecord>();
  if (series !== undefined) found.set(series.id, series);
  const ids = entries.map((entry) => ('single' in entry ? entry.single.id : entry.series.id));
  const documentsOf = await inBatches(
    ids.filter((id) => !found.has(id)),
    (some) =>
      documents.query(partition, {
        where: { is: 'and', conditions: [...within, { is: 'ge', property: 'sortKeys.spanEnd', value: '' }, ...anyOf('id', some)] },
        orderBy: [{ property: 'listed' }, { property: 'calendar' }, { property: 'sortKeys.spanEnd' }, { property: 'id' }],
        limit: some.length,
      }),
  );
  for (const event of documentsOf.flatMap((document) => decodeEvent(document) ?? [])) found.set(event.id, event);
  return found;
}

async function occurrencesOf(
  { documents, partition }: WholeSource,
  entries: readonly WindowEntry[],
): Promise<ReadonlyMap<string, OccurrenceRecord>> {
  const written = entries.flatMap((entry) => ('series' in entry && entry.own !== undefined ? [entry] : []));
  const series = new Map(
    written.map((entry) => [occurrenceDocument(occurrenceIncarnation(entry.series.incarnation, entry.day)), entry.series.incarnation]),
  );
  const documentsOf = await inBatches([...series.keys()], (some) =>
    documents.query(partition, {
      where: {
        is: 'and',
        conditions: [...anyOf('seriesOf', [...new Set(some.map((id) => series.get(id) ?? ''))].toSorted()), ...anyOf('id', some)],
      },
      orderBy: [{ property: 'seriesOf' }, { property: 'day' }],
      limit: some.length,
    }),
  );
  return new Map(documentsOf.flatMap((document) => decodeOccurrence(document) ?? []).map((occurrence) => [occurrence.id, occurrence]));
}

async function inBatches(
  ids: readonly string[],
  read: (some: readonly string[]) => Promise<readonly StoredDocument[]>,
): Promise<readonly StoredDocument[]> {
  const sorted = [...new Set(ids)].toSorted();
  const batches = Array.from({ length: Math.ceil(sorted.length / atOnce) }, (_, at) => sorted.slice(at * atOnce, (at + 1) * atOnce));
  return (await Promise.all(batches.map(read))).flat();
}
