// The series and long events that cover a part of a window: of a version that is known already nothing is read but that it is there.
import { z } from 'zod';
import type { Condition, Documents, PropertyPath, StoredDocument } from '../../stores/documents.ts';
import { behind, orderBy, type Order } from '../../stores/keyset.ts';
import { glimpsed, glimpsesOf, type Spans } from '../occurrences/glimpsed.ts';
import { inTurns } from '../occurrences/pauses.ts';
import { glimpseProperties } from '../occurrences/seriesGlimpse.ts';
import { anyOf } from './glimpse.ts';
import { iso, type WindowRequest } from './windowRequest.ts';

/** Documents that one query gives at most, a thousand and some; it is asked again for the rest. */
const atOnce = 1_024;
/** New versions that are asked for by their ids; where there are more, they are by their places. */
const newAtOnce = 100;

/** What the order of the query is by: all that is read of a known version, beside its id and ETag. */
const place: PropertyPath = 'sortKeys.spanEnd';
const byPlace: Order = { within: ['listed', 'calendar'], by: [place, 'id'] };
const spanningProperties: readonly PropertyPath[] = [...glimpseProperties, place];

/**
 * All series and long events that cover a part of the window, some at a time. Costs one query for each thousand, and one more where some
 * of the thousand are new; 150 bytes for each that is known, some hundred for one that is new.
 */
export async function* spanningIn(
  documents: Documents,
  partition: string,
  within: readonly Condition[],
  { from, to }: Pick<WindowRequest, 'from' | 'to'>,
): AsyncGenerator<readonly Spans[]> {
  const covering: readonly Condition[] = [...within, { is: 'lt', property: 'sortKeys.spanStart', value: iso(to) }];
  const query = (where: readonly Condition[], only: readonly PropertyPath[], limit = atOnce): Promise<readonly StoredDocument[]> =>
    documents.query(partition, {
      where: { is: 'and', conditions: [...covering, ...where] },
      orderBy: orderBy(byPlace),
      only,
      limit,
    });

  // Where nothing is known, or most of a page is new, what is needed is asked for at once.
  let mostIsKnown = glimpsesOf(partition) !== undefined;
  for (let beginning: readonly Condition[] = [{ is: 'ge', property: place, value: iso(from) }], full = true; full;) {
    const versions = mostIsKnown ? await query(beginning, [place]) : [];
    const { known, unknown } = byVersion(partition, versions);
    mostIsKnown &&= unknown.length <= newAtOnce;
    const changed = mostIsKnown && unknown.length > 0 ? await query(anyOf('id', unknown), spanningProperties, unknown.length) : [];
    const page = mostIsKnown ? versions : await query(beginning, spanningProperties);
    if (mostIsKnown) for await (const some of inTurns(known)) yield some;
    for await (const some of inTurns(mostIsKnown ? changed : page)) yield some.flatMap((document) => glimpsed(partition, document) ?? []);
    const last = page.at(-1);
    full = page.length === atOnce;
    if (last !== undefined) beginning = behindPlaceOf(last);
  }
}

const placed = z.object({ sortKeys: z.object({ spanEnd: z.string() }) });

/** What the next page begins with. The bound is for an index. */
function behindPlaceOf({ id, body }: StoredDocument): readonly Condition[] {
  const { spanEnd } = placed.parse(body).sortKeys;
  return [{ is: 'ge', property: place, value: spanEnd }, behind(byPlace, [spanEnd, id])];
}

/** What is known of these versions, and the ids of the others in their order. */
function byVersion(
  partition: string,
  versions: readonly StoredDocument[],
): { readonly known: readonly Spans[]; readonly unknown: readonly string[] } {
  const kept = glimpsesOf(partition);
  const known: Spans[] = [];
  const unknown: string[] = [];
  for (const { id, etag } of versions) {
    const one = kept?.get(id);
    if (one?.etag === etag) known.push(one.spans);
    else unknown.push(id);
  }
  return { known, unknown: unknown.toSorted() };
}
