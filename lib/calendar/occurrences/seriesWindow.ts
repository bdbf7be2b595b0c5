// The occurrences of one series in a window: expanded from its pattern, without those that are cancelled, and the changed ones as they are.
import type { Condition, Documents, StoredDocument } from '../../stores/documents.ts';
import type { EventRecord } from '../eventRecord.ts';
import { hiddenCount } from '../readEvent.ts';
import { occurrencesBetween, type Occurrence, type Series } from '../recurrence/occurrences.ts';
import { occurrenceAt, occurrenceEvent, seriesIn } from './occurrenceEvent.ts';
import { occurrenceId } from './occurrenceId.ts';
import { dayOf, decodeOccurrence, type OccurrenceRecord } from './occurrenceRecord.ts';
import { isIn, iso, type WindowEntry, type WindowRequest } from './windowEntry.ts';

/** Documents that one query gives at most; it is asked again for the rest. */
const atOnce = 200;

/** At least as many entries as a page takes and one more, where there are so many. Nothing is asked about a series that was never written to. */
export async function occurrencesIn(
  documents: Documents,
  partition: string,
  series: EventRecord,
  request: WindowRequest,
): Promise<WindowEntry[]> {
  const recurring = seriesIn(series.properties);
  if (recurring === undefined) return [];
  const show = (at: Occurrence, stored: OccurrenceRecord | undefined) => async (): Promise<EventRecord> =>
    occurrenceEvent(series, at, stored, await hiddenCount(documents, partition, series, stored));
  const plain = (at: Occurrence, stored?: OccurrenceRecord): WindowEntry => ({
    startUtc: at.startUtc,
    endUtc: at.endUtc,
    id: occurrenceId(series.id, at.key),
    show: show(at, stored),
  });
  if (series.occurrenceRevision === 0) return expand(series, recurring, request).map((at) => plain(at));

  const moved = (await storedWhere(documents, partition, series, 'sortKeys.start', movedInto(request))).flatMap((document) => {
    const stored = decodeOccurrence(document);
    const at = stored && occurrenceAt(series, stored.day);
    if (stored === undefined || at === undefined) return [];
    const [startUtc, endUtc] = [Date.parse(stored.sortKeys.start), Date.parse(stored.sortKeys.end)];
    return [{ startUtc, endUtc, id: occurrenceId(series.id, at.key), show: show(at, stored) }];
  });

  // Those that are cancelled or moved leave gaps, so that more are expanded until the page is full.
  const entries: WindowEntry[] = [...moved];
  for (let after: string | undefined; ;) {
    const expanded = expand(series, recurring, request, after);
    const [first, last] = [expanded[0], expanded.at(-1)];
    if (first === undefined || last === undefined) return entries;
    const written = await storedWhere(documents, partition, series, 'day', between('day', first.key, last.key));
    const byDay = new Map(written.map((document) => [dayOf(document), document]));
    for (const at of expanded) {
      const document = byDay.get(at.key);
      const stored = decodeOccurrence(document);
      if (document === undefined || stored?.sortKeys.start === '') entries.push(plain(at, stored));
    }
    if (expanded.length <= request.limit || entries.length - moved.length > request.limit) return entries;
    after = last.key;
  }
}

/** At most so many as a page takes and one more, behind the cursor and, with `after`, behind that date. */
function expand(series: EventRecord, recurring: Series, request: WindowRequest, after?: string): Occurrence[] {
  const found: Occurrence[] = [];
  const begin = request.after === undefined ? request.from : Math.max(request.from, Date.parse(request.after.sort));
  for (let seen = after; found.length <= request.limit;) {
    const some = occurrencesBetween(recurring, begin, request.to, request.limit + 1, seen);
    found.push(...some.filter((at) => isIn({ ...at, id: occurrenceId(series.id, at.key) }, request)));
    const last = some.at(-1);
    if (last === undefined || some.length <= request.limit) break;
    seen = last.key;
  }
  return found.slice(0, request.limit + 1);
}

const between = (property: string, first: string, last: string): Condition[] => [
  { is: 'ge', property, value: first },
  { is: 'le', property, value: last },
];

/** Moved ones that may overlap the window; those that weren't moved have no times of their own. */
const movedInto = ({ from, to }: WindowRequest): Condition[] => [
  { is: 'gt', property: 'sortKeys.start', value: '' },
  { is: 'lt', property: 'sortKeys.start', value: iso(to) },
  { is: 'ge', property: 'sortKeys.end', value: iso(from) },
];

/** All of a series' stored occurrences that meet the conditions, cancelled ones too. */
async function storedWhere(
  documents: Documents,
  partition: string,
  series: EventRecord,
  property: 'day' | 'sortKeys.start',
  conditions: readonly Condition[],
): Promise<readonly StoredDocument[]> {
  const found: StoredDocument[] = [];
  for (let full = true; full;) {
    const page = await documents.query(partition, {
      where: { is: 'and', conditions: [{ is: 'eq', property: 'seriesOf', value: series.incarnation }, ...conditions] },
      orderBy: [{ property: 'seriesOf' }, { property }],
      skip: found.length,
      limit: atOnce,
    });
    found.push(...page);
    full = page.length === atOnce;
  }
  return found;
}
