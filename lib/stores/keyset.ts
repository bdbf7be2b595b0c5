// Pages of a list by keyset: the next page begins behind the last entry, so that it never skips or repeats one when others come and go.
import { Fault } from '../runtime/errors.ts';
import type { Json } from '../runtime/json.ts';
import type { Condition, Documents, PropertyPath, Query, StoredDocument } from './documents.ts';

/**
 * The order of a list: the source of its ORDER BY and of the condition that finds the entries behind a place. It needs an index that has
 * `within` and `by` in this order (`infra/cosmos-containers.json`).
 */
export interface Order {
  /** Properties with the same value in the whole list. They come first, so that one index serves both the filter and the order. */
  readonly within: readonly PropertyPath[];
  /** Properties that entries are sorted by; no two entries have the same values of all. The values are keys, never null (`sortKey`). */
  readonly by: readonly [PropertyPath, ...PropertyPath[]];
  /** Whether all properties are sorted in descending order. */
  readonly descending?: boolean;
}

/** Where an entry stands in an order: its values of `by`, in the same sequence. */
export type Place = readonly (string | number)[];

/** The order as a query's `orderBy`. */
export const orderBy = ({ within, by, descending = false }: Order): Query['orderBy'] =>
  [...within, ...by].map((property) => ({ property, descending }));

/** Holds if the document comes behind the place in the order. Throws a `Fault` for a place of another order. */
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

/** The place of a document in the order. Throws a `Fault` if it lacks a value that it is sorted by. */
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

/** Which documents of an ordered list are wanted. */
export interface Wanted extends Pick<Query, 'skip' | 'only' | 'limit'> {
  readonly conditions: readonly Condition[];
  /** The last entry of the page before; the first page begins with the first entry. */
  readonly after?: Place | undefined;
}

/** At most `limit` documents. One query. */
export const documentsBehind = (
  documents: Documents,
  partition: string,
  order: Order,
  { conditions, after, skip, only, limit }: Wanted,
): Promise<readonly StoredDocument[]> =>
  documents.query(partition, {
    where: { is: 'and', conditions: [...conditions, ...(after === undefined ? [] : [behind(order, after)])] },
    orderBy: orderBy(order),
    limit,
    ...(skip !== undefined && { skip }),
    ...(only && { only }),
  });

/** All documents behind the place, page by page. One query for each `limit` documents, and one more if the last page is full. */
export async function* pagesBehind(
  documents: Documents,
  partition: string,
  order: Order,
  { after, ...wanted }: Omit<Wanted, 'skip'>,
): AsyncGenerator<readonly StoredDocument[]> {
  for (let place = after, isFull = true; isFull;) {
    const page = await documentsBehind(documents, partition, order, { ...wanted, after: place });
    yield page;
    const last = page.at(-1);
    isFull = last !== undefined && page.length === wanted.limit;
    if (last !== undefined) place = placeOf(order, last);
  }
}

/** The first `limit` of the entries found, and whether there are more: the query asked for one more than the page has. */
export const firstOf = <T>(found: readonly T[], limit: number): { readonly entries: readonly T[]; readonly more: boolean } => ({
  entries: found.slice(0, limit),
  more: found.length > limit,
});
