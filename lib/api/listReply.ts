// Answers a list: a page, the number of entries on all pages, and the link to the next page with a signed cursor.
import type { Page, PageRequest } from '../directory/page.ts';
import type { Expanding } from '../odata/query/expand.ts';
import type { QueryOptions } from '../odata/query/queryOptions.ts';
import { openCursor, sealCursor, type Cursor } from '../odata/query/skipToken.ts';
import { defaultPageSize } from '../runtime/limits.ts';
import type { JsonObject } from '../runtime/json.ts';
import { jsonListReply, type Reply, type ReplyHeaders } from '../http/messages.ts';
import type { Call } from './call.ts';
import { withinPage } from './pageBytes.ts';

/** The query options of a list. */
export type ListOptions = QueryOptions<string, string, Expanding>;

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
  const { selectText, filterText, searchText, top, count, orderBy, expandText, skipToken } = options;
  const binding = JSON.stringify([name, selectText, filterText, searchText, top, count, orderBy, expandText]);
  return {
    given: async () => (skipToken === undefined ? undefined : openCursor(await key(), binding, skipToken)),
    sealed: async (place) => sealCursor(await key(), binding, place),
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
  readonly headers?: ReplyHeaders;
}

/** The answer 200 with a page. Throws 400 for a cursor that another list has made. */
export async function listReply({ request, links }: Call, { count }: ListOptions, list: List): Promise<Reply> {
  const { cursors, context, page, number, headers } = list;
  const after = await cursors.given();
  const [{ value, next }, total] = await Promise.all([page(after), count ? number() : undefined]);
  return await jsonListReply(
    200,
    {
      '@odata.context': context,
      ...(total !== undefined && { '@odata.count': total }),
      value,
      ...(next !== undefined && { '@odata.nextLink': links.next(request.url, await cursors.sealed(next)) }),
    },
    headers,
  );
}

/** A list in the order of ids. */
export interface IdList<T> extends Pick<List, 'number'> {
  /** Identifies this list among all lists of the tenant. */
  readonly name: readonly string[];
  /** The collection's path below the version, as its context URL has it. */
  readonly path: string;
  readonly page: (request: PageRequest) => Promise<Page<T>>;
  readonly show: (entry: T) => JsonObject;
  /** The most entries on a page, if that is fewer than for other lists. */
  readonly most?: number;
}

/** The answer 200 with a page of such a list. Reads nothing for `$top=0`. Needs no bound of bytes: no page of these lists has 8 MiB. */
export function idListReply<T>(call: Call, options: ListOptions, list: IdList<T>): Promise<Reply> {
  const { name, path, page, number, show, most = Infinity } = list;
  const limit = Math.min(options.top ?? defaultPageSize, most);
  return listReply(call, options, {
    cursors: tenantCursors(call, name, options),
    context: call.links.context(path, options.selectText, false),
    async page(after) {
      const { entries, next }: Page<T> = limit === 0 ? { entries: [] } : await page({ limit, ...(after && { after: after.id }) });
      withinPage(call.share, entries);
      return { value: entries.map(show), next: next === undefined ? undefined : { id: next } };
    },
    number,
  });
}
