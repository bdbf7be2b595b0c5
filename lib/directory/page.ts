// One page of a directory's list, in the order of document ids: they are hashes, so that a page can begin behind any id.
import type { Condition, Documents, PropertyPath, StoredDocument } from '../stores/documents.ts';
import { documentsBehind, firstOf, type Order } from '../stores/keyset.ts';

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

/** A page of a list that is all in memory, in the order of its ids. */
export function pageOf<T>(all: readonly T[], { limit, after }: PageRequest, idOf: (entry: T) => string): Page<T> {
  const inOrder = all.map((entry) => ({ id: idOf(entry), entry })).sort((a, b) => (a.id < b.id ? -1 : 1));
  const { entries, ...rest } = toPage(after === undefined ? inOrder : inOrder.filter(({ id }) => id > after), limit);
  return { ...rest, entries: entries.map(({ entry }) => entry) };
}

/** The first `limit` of the documents found; with `next` if there are more. */
export function toPage<T extends { readonly id: string }>(found: readonly T[], limit: number): Page<T> {
  const { entries, more } = firstOf(found, limit);
  const last = entries.at(-1);
  return { entries, ...(last !== undefined && more && { next: last.id }) };
}
