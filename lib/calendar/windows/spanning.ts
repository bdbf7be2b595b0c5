// Finds the series and long events that cover a part of a window; of a version that is cached, it reads only that it still exists.
import { z } from 'zod';
import type { Condition, Documents, PropertyPath, StoredDocument } from '../../stores/documents.ts';
import { behind, orderBy, type Order } from '../../stores/keyset.ts';
import { cachedSpanningEvent, cachedVersions, type SpanningEvent } from '../occurrences/outlineCache.ts';
import { withPauses } from '../occurrences/pauses.ts';
import { outlineProperties } from '../occurrences/eventOutline.ts';
import { anyOf } from './writtenOccurrences.ts';
import { iso, type WindowRequest } from './windowRequest.ts';

/** The most documents that one query returns, a little over a thousand; further queries return the rest. */
const atOnce = 1_024;
/** The most new versions that a query asks for by their ids; where there are more, the whole page is read instead. */
const newAtOnce = 100;

/** The property that the query sorts by: beside id and ETag, nothing else is read of a cached version. */
const place: PropertyPath = 'sortKeys.spanEnd';
const byPlace: Order = { within: ['listed', 'calendar'], by: [place, 'id'] };
const spanningProperties: readonly PropertyPath[] = [...outlineProperties, place];

/**
 * All series and long events that cover a part of the window, some at a time. Costs one query for each thousand, and one more where some
 * of the thousand are new. Reads 150 bytes of each that is cached, some hundred of each that is new.
 */
export async function* spanningIn(
  documents: Documents,
  partition: string,
  within: readonly Condition[],
  { from, to }: Pick<WindowRequest, 'from' | 'to'>,
): AsyncGenerator<readonly SpanningEvent[]> {
  const covering: readonly Condition[] = [...within, { is: 'lt', property: 'sortKeys.spanStart', value: iso(to) }];
  const query = (where: readonly Condition[], only: readonly PropertyPath[], limit = atOnce): Promise<readonly StoredDocument[]> =>
    documents.query(partition, {
      where: { is: 'and', conditions: [...covering, ...where] },
      orderBy: orderBy(byPlace),
      only,
      limit,
    });

  // Where nothing is cached, or too much of a page is new, one query reads the whole page with all properties.
  let mostIsKnown = cachedVersions(partition) !== undefined;
  for (let beginning: readonly Condition[] = [{ is: 'ge', property: place, value: iso(from) }], full = true; full;) {
    const versions = mostIsKnown ? await query(beginning, [place]) : [];
    const { known, unknown } = byVersion(partition, versions);
    mostIsKnown &&= unknown.length <= newAtOnce;
    const changed = mostIsKnown && unknown.length > 0 ? await query(anyOf('id', unknown), spanningProperties, unknown.length) : [];
    const page = mostIsKnown ? versions : await query(beginning, spanningProperties);
    if (mostIsKnown) for await (const some of withPauses(known)) yield some;
    for await (const some of withPauses(mostIsKnown ? changed : page))
      yield some.flatMap((document) => cachedSpanningEvent(partition, document) ?? []);
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
): { readonly known: readonly SpanningEvent[]; readonly unknown: readonly string[] } {
  const kept = cachedVersions(partition);
  const known: SpanningEvent[] = [];
  const unknown: string[] = [];
  for (const { id, etag } of versions) {
    const one = kept?.get(id);
    if (one?.etag === etag) known.push(one.spans);
    else unknown.push(id);
  }
  return { known, unknown: unknown.toSorted() };
}
