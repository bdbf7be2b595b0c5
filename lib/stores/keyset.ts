// Pages a list by keyset: the next page begins behind the last entry, so it neither skips nor repeats entries while others come and go.
import { Fault } from '../runtime/errors.ts';
import type { Json } from '../runtime/json.ts';
import type { Condition, Documents, Found, PropertyPath, Query, StoredDocument } from './documents.ts';

/**
 * The order of a list: the query's ORDER BY and the condition for the next page follow from it. It needs an index on `within` and `by`, in
 * this order (`infra/cosmos-containers.json`).
 */
export interface Order {
  /** Properties with the same value in the whole list. They come first, so that one index serves both the conditions and the order. */
  readonly within: readonly PropertyPath[];
  /** Properties that order the entries; no two entries have the same values of all. Documents hold sort keys there, and never null. */
  readonly by: readonly [PropertyPath, ...PropertyPath[]];
  /** Whether all of them are in descending order. */
  readonly descending?: boolean;
}

/** An entry's place in an order: its values of `by`, in the same sequence. */
export type Place = readonly (string | number)[];

/** The ORDER BY of a query in this order. */
export const orderBy = ({ within, by, descending = false }: Order): Query['orderBy'] =>
  [...within, ...by].map((property) => ({ property, descending }));

/** The condition that an entry comes behind the place. Throws a `Fault` for a place of another order. */
export function behind({ by, descending = false }: Order, place: Place): Condition {
  if (place.length !== by.length) throw new Fault('A place in a list has another number of values than its order.');
  return behindFrom(
    by.map((property, i) => ({ property, value: place[i] ?? '' })),
    descending ? 'lt' : 'gt',
  );
}

function behindFrom([first, ...rest]: readonly { property: PropertyPath; value: string | number }[], is: 'gt' | 'lt'): Condition {
  if (first === undefined) throw new Fault('An order has a property at least.');
  if (rest.length === 0) return { is, ...first };
  return {
    is: 'or',
    conditions: [
      { is, ...first },
      { is: 'and', conditions: [{ is: 'eq', ...first }, behindFrom(rest, is)] },
    ],
  };
}

/** The place of a document. Throws a `Fault` if the document lacks one of the properties that order it. */
export const placeOf = ({ by }: Pick<Order, 'by'>, document: StoredDocument): Place =>
  by.map((property) => {
    const value = property === 'id' ? document.id : valueAt(document.body, property.split('.'));
    if (typeof value !== 'string' && typeof value !== 'number') throw new Fault(`A document of a list has no '${property}'.`);
    return value;
  });

const valueAt = (value: Json | undefined, [name, ...rest]: readonly string[]): Json | undefined =>
  name === undefined ? value : isObject(value) ? valueAt(value[name], rest) : undefined;

const isObject = (value: Json | undefined): value is { readonly [property: string]: Json | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Which documents to read in an order. */
export interface Wanted extends Pick<Query, 'skip' | 'only' | 'limit' | 'bytes'> {
  readonly conditions: readonly Condition[];
  /** The last entry of the page before; the first page begins with the first entry. */
  readonly after?: Place | undefined;
}

/** The documents behind the place: at most `limit`, fewer if `bytes` ends the reading. One query. */
export const documentsBehind = (
  documents: Documents,
  partition: string,
  order: Order,
  { conditions, after, skip, only, limit, bytes }: Wanted,
): Promise<Found> =>
  documents.query(partition, {
    where: { is: 'and', conditions: [...conditions, ...(after === undefined ? [] : [behind(order, after)])] },
    orderBy: orderBy(order),
    limit,
    ...(skip !== undefined && { skip }),
    ...(only && { only }),
    ...(bytes !== undefined && { bytes }),
  });

/** All documents behind the place, page by page. One query for each `limit` documents, and one more if the last page is full. */
export async function* pagesBehind(
  documents: Documents,
  partition: string,
  order: Order,
  { after, ...wanted }: Omit<Wanted, 'skip'>,
): AsyncGenerator<readonly StoredDocument[]> {
  for (let place = after, isFull = true; isFull;) {
    const page: Found = await documentsBehind(documents, partition, order, { ...wanted, after: place });
    yield page;
    const last = page.at(-1);
    isFull = last !== undefined && (page.isCut === true || page.length === wanted.limit);
    if (last !== undefined) place = placeOf(order, last);
  }
}

/** The page of a query that asked for one document more than the page holds: the first `limit`, and whether there are more. */
export const firstOf = <T>(
  found: readonly T[] & Pick<Found, 'isCut'>,
  limit: number,
): { readonly entries: readonly T[]; readonly more: boolean } => ({
  entries: found.slice(0, limit),
  more: found.isCut === true || found.length > limit,
});

/** What documents of a query hold, without those that hold none, and whether the bound of bytes has ended the reading. */
export const decoded = <T>(found: Found, decode: (document: StoredDocument) => T | undefined): readonly T[] & Pick<Found, 'isCut'> =>
  Object.assign(
    found.flatMap((document) => decode(document) ?? []),
    { isCut: found.isCut === true },
  );
