// Answers a list: a page, how many entries all pages have together, and the link to the next page with its cursor sealed in it.
import type { Page, PageRequest } from '../directory/page.ts';
import type { QueryOptions } from '../odata/query/queryOptions.ts';
import { openCursor, sealCursor, type Cursor } from '../odata/query/skipToken.ts';
import { defaultPageSize } from '../runtime/limits.ts';
import type { JsonObject } from '../runtime/json.ts';
import { jsonListReply, type Reply, type ReplyHeaders } from '../http/messages.ts';
import type { Call } from './call.ts';
import { withinPage } from './pageBytes.ts';

/** What is asked of a list. */
export type ListOptions = QueryOptions<string, string>;

/** The cursors of one list: made and read here alone. */
export interface Cursors {
  /** The place that the request's `$skiptoken` names; undefined without one. Throws 400 for one that this list didn't give. */
  given(): Promise<Cursor | undefined>;
  /** The `$skiptoken` of the page behind this place. */
  sealed(place: Cursor): Promise<string>;
}

/**
 * Cursors that are good for this list and these options alone. `name` tells the list from all others under the same `key`, which only the
 * stores know, and every instance of the service alike.
 */
export function cursorsOf(name: readonly unknown[], options: ListOptions, key: () => Promise<Uint8Array>): Cursors {
  const { selectText, filterText, top, count, orderBy, expand, skipToken } = options;
  const binding = JSON.stringify([name, selectText, filterText, top, count, orderBy, expand]);
  return {
    given: async () => (skipToken === undefined ? undefined : openCursor(await key(), binding, skipToken)),
    sealed: async (place) => sealCursor(await key(), binding, place),
  };
}

/** The same under the tenant's secret. */
export const tenantCursors = ({ services, caller }: Call, name: readonly unknown[], options: ListOptions): Cursors =>
  cursorsOf(name, options, () => services.directory.listSecret(caller.tenant));

/** What a page shows, and the place of its last entry where there are more behind it. */
export interface ShownPage {
  readonly value: readonly JsonObject[];
  readonly next?: Cursor | undefined;
}

export interface List {
  readonly cursors: Cursors;
  /** Its `@odata.context`. */
  readonly context: string;
  readonly page: (after: Cursor | undefined) => Promise<ShownPage>;
  /** How many entries all pages have together; asked beside the page, with `$count=true`. */
  readonly number: () => Promise<number>;
  readonly headers?: ReplyHeaders;
}

/** 200 with a page. Throws 400 for a cursor that the list didn't give. */
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
  /** The collection below the version, as its context names it. */
  readonly path: string;
  readonly page: (request: PageRequest) => Promise<Page<T>>;
  readonly show: (entry: T) => JsonObject;
  /** Entries on a page at most, where that is fewer than a list's usual most. */
  readonly most?: number;
}

/** 200 with a page of such a list; nothing is read for one of no entries. A page of these never has 8 MiB. */
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
