// Answers a list: a page, the number of entries on all pages, and the link to the next page with a signed cursor.
import type { Page, PageRequest } from '../directory/page.ts';
import type { Expanding } from '../odata/query/expand.ts';
import type { QueryOptions } from '../odata/query/queryOptions.ts';
import { openCursor, sealCursor, type Cursor } from '../odata/query/skipToken.ts';
import { sizeBefore, withSize, withoutSize } from '../odata/query/pageSize.ts';
import { defaultPageSize } from '../runtime/limits.ts';
import type { JsonObject } from '../runtime/json.ts';
import { jsonReply, type Reply } from '../http/messages.ts';
import type { Call } from './call.ts';
import { withinPage } from './pageBytes.ts';

/** The query options of a list. */
export interface ListOptions extends QueryOptions<string, string, Expanding> {
  /** The most entries of a page, as the request prefers or the `$skiptoken` says; `paged` finds it. */
  readonly pageSize: number | undefined;
}

/**
 * The options with the size of pages that the caller prefers (`odata.maxpagesize`), or else has preferred when the `$skiptoken` was made: a
 * link to the next page keeps it.
 */
export const paged = <T extends QueryOptions<string, string, Expanding>>(
  { prefer }: Pick<Call, 'prefer'>,
  options: T,
): T & ListOptions => ({
  ...options,
  pageSize: prefer.maxPageSize() ?? sizeBefore(options.skipToken),
});

/** The entries of a page: `usual`, unless `$top` or the preferred size says otherwise (of both the smaller); `most` at most. */
export const pageLimit = (
  { top, pageSize }: Pick<ListOptions, 'pageSize'> & { readonly top?: number | undefined },
  usual: number,
  max = Infinity,
): number => Math.min(top ?? pageSize ?? usual, pageSize ?? Infinity, max);

/** Makes and reads the cursors of one list. */
export interface Cursors {
  /** The place that the request's `$skiptoken` names; undefined without one. Throws 400 for a token that another list has made. */
  given(): Promise<Cursor | undefined>;
  /** Makes the `$skiptoken` for the page behind this place. */
  sealed(place: Cursor): Promise<string>;
}

/**
 * Cursors that are good only for this list and these options. `name` tells the list from all others with the same `key`, a secret from the
 * store that all instances of the service share.
 */
export function cursorsOf(name: readonly unknown[], options: ListOptions, key: () => Promise<Uint8Array>): Cursors {
  const { selectText, filterText, searchText, top, count, orderBy, expandText, skipToken, pageSize } = options;
  const bound = (size: number | undefined): string =>
    JSON.stringify([name, selectText, filterText, searchText, top, count, orderBy, expandText, size]);
  return {
    given: async () =>
      skipToken === undefined ? undefined : openCursor(await key(), bound(sizeBefore(skipToken)), withoutSize(skipToken)),
    sealed: async (place) => withSize(pageSize, sealCursor(await key(), bound(pageSize), place)),
  };
}

/** The same with the tenant's secret as `key`. */
export const tenantCursors = ({ services, caller }: Call, name: readonly unknown[], options: ListOptions): Cursors =>
  cursorsOf(name, options, () => services.directory.listSecret(caller.tenant));

/** The entries of a page, and the place of the last one if more entries follow. */
export interface ShownPage {
  readonly value: readonly JsonObject[];
  readonly next?: Cursor | undefined;
}

export interface List {
  readonly cursors: Cursors;
  /** The answer's `@odata.context`. */
  readonly context: string;
  readonly page: (after: Cursor | undefined) => Promise<ShownPage>;
  /** Counts the entries of all pages; called in parallel with the page, only for `$count=true`. */
  readonly number: () => Promise<number>;
}

/** The answer 200 with a page. Throws 400 for a cursor that another list has made. */
export async function listReply({ request, links }: Call, { count }: Pick<ListOptions, 'count'>, list: List): Promise<Reply> {
  const { cursors, context, page, number } = list;
  const after = await cursors.given();
  const [{ value, next }, total] = await Promise.all([page(after), count ? number() : undefined]);
  return jsonReply(200, {
    '@odata.context': context,
    ...(total !== undefined && { '@odata.count': total }),
    value,
    ...(next !== undefined && { '@odata.nextLink': links.next(request.url, await cursors.sealed(next)) }),
  });
}

/** A list whose entries are shown one by one, as they are found. */
export interface EntryList<T> extends Pick<List, 'number'> {
  /** Identifies this list among all lists of the tenant. */
  readonly name: readonly string[];
  /** The collection's path below the version, as its context URL has it. */
  readonly path: string;
  readonly page: (request: { readonly limit: number; readonly after?: Cursor }) => Promise<EntriesPage<T>>;
  readonly show: (entry: T) => JsonObject;
  /** The entries of a page where nobody says how many, if that isn't as for most lists. */
  readonly usual?: number;
  /** The most entries on a page, if that is fewer than for other lists. */
  readonly max?: number;
}

interface EntriesPage<T> {
  readonly entries: readonly T[];
  /** Where the next page begins; missing on the last page. */
  readonly next?: Cursor;
}

/** The answer 200 with a page of such a list. Reads nothing for `$top=0`. Needs no bound of bytes: no page of these lists has 8 MiB. */
export function entryListReply<T>(call: Call, asked: QueryOptions<string, string, Expanding>, list: EntryList<T>): Promise<Reply> {
  const options = paged(call, asked);
  const { name, path, page, number, show, usual = defaultPageSize, max } = list;
  const limit = pageLimit(options, usual, max);
  return listReply(call, options, {
    cursors: tenantCursors(call, name, options),
    context: call.links.context(path, options.selectText, false),
    async page(after) {
      const { entries, next }: EntriesPage<T> = limit === 0 ? { entries: [] } : await page({ limit, ...(after && { after }) });
      withinPage(call.share, entries);
      return { value: entries.map(show), next };
    },
    number,
  });
}

/** A list in the order of ids. */
export interface IdList<T> extends Omit<EntryList<T>, 'page'> {
  readonly page: (request: PageRequest) => Promise<Page<T>>;
}

/** The same of a list in the order of ids. */
export const idListReply = <T>(call: Call, asked: QueryOptions<string, string, Expanding>, list: IdList<T>): Promise<Reply> =>
  entryListReply(call, asked, {
    ...list,
    async page({ limit, after }) {
      const { entries, next } = await list.page({ limit, ...(after && { after: after.id }) });
      return { entries, ...(next !== undefined && { next: { id: next } }) };
    },
  });
