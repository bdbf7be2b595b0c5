// One page of a directory's list, in the order of document ids: they are hashes, so that a page can begin behind any id.
import type { Condition, Documents, PropertyPath, StoredDocument } from '../stores/documents.ts';
import { documentsBehind, firstOf, placeOf, type Order, type Place } from '../stores/keyset.ts';

export interface PageRequest {
  readonly limit: number;
  /** `Page.next` of the page before. */
  readonly after?: string;
}

export interface Page<T> {
  /** The page's entries: fewer than `limit`, or none, if some were deleted meanwhile. */
  readonly entries: readonly T[];
  /** Where the next page begins; missing on the last page. */
  readonly next?: string;
}

/** Asks for one document more than the page has, by which `toPage` sees that there is another page. */
export const queryPage = (
  documents: Documents,
  tenant: string,
  by: { readonly property: PropertyPath; readonly value: string },
  also: readonly Condition[],
  { limit, after }: PageRequest,
): Promise<readonly StoredDocument[]> =>
  documentsBehind(documents, tenant, byId(by.property), {
    conditions: [{ is: 'eq', ...by }, ...also],
    after: after === undefined ? undefined : [after],
    limit: limit + 1,
  });

/** The order of documents with the same value of a property: by their ids. */
export const byId = (property: PropertyPath): Order => ({ within: [property], by: ['id'] });

/** The first `limit` of the documents found; with `next` if there are more. */
export function toPage<T extends { readonly id: string }>(found: readonly T[], limit: number): Page<T> {
  const { entries, more } = firstOf(found, limit);
  const last = entries.at(-1);
  return { entries, ...(last !== undefined && more && { next: last.id }) };
}

/** Which users or groups a list has, and in which order; all of them, in the order of their documents' ids, if it doesn't say. */
export interface Listing {
  readonly where?: Condition | undefined;
  /** By one of the paths that have an index with `kind` and `id`. */
  readonly order?: { readonly property: PropertyPath; readonly descending: boolean } | undefined;
}

/** A part of such a list. */
export interface ListingRequest extends Listing {
  readonly limit: number;
  /** `ListingPage.next` of the page before. */
  readonly after?: Place | undefined;
}

export interface ListingPage<T> {
  readonly entries: readonly T[];
  /** Where the next page begins; missing on the last page. */
  readonly next?: Place;
}

/** The documents of one kind that a listing has: one query. */
export async function queryListing(
  documents: Documents,
  tenant: string,
  kind: string,
  { where, order, limit, after }: ListingRequest,
): Promise<ListingPage<StoredDocument>> {
  const by = orderOf(order);
  const conditions: Condition[] = [{ is: 'eq', property: 'kind', value: kind }, ...(where === undefined ? [] : [where])];
  const { entries, more } = firstOf(await documentsBehind(documents, tenant, by, { conditions, after, limit: limit + 1 }), limit);
  const last = entries.at(-1);
  return { entries, ...(last !== undefined && more && { next: placeOf(by, last) }) };
}

const orderOf = (order: Listing['order']): Order =>
  order ? { within: ['kind'], by: [order.property, 'id'], descending: order.descending } : byId('kind');

/** The page of several listings together, each of which has given its own page. */
export function joinedListing(
  pages: readonly ListingPage<StoredDocument>[],
  { order, limit }: Pick<ListingRequest, 'order' | 'limit'>,
): ListingPage<StoredDocument> {
  const by = orderOf(order);
  const sign = by.descending === true ? -1 : 1;
  const placed = pages.flatMap(({ entries }) => entries.map((document) => ({ document, place: placeOf(by, document) })));
  const { entries, more } = firstOf(
    placed.sort((a, b) => sign * compared(a.place, b.place)),
    limit,
  );
  const last = entries.at(-1);
  const goesOn = more || pages.some(({ next }) => next !== undefined);
  return { entries: entries.map(({ document }) => document), ...(last !== undefined && goesOn && { next: last.place }) };
}

/** Which of two places comes first; both have the same values' types. */
function compared(one: Place, other: Place): number {
  const i = one.findIndex((value, at) => value !== other[at]);
  return i < 0 ? 0 : (one[i] ?? '') < (other[i] ?? '') ? -1 : 1;
}
