// A page of a directory's list: how it is asked for, and how it is answered.
import type { Page, PageRequest } from '../../directory/page.ts';
import { defaultPageSize } from '../../runtime/limits.ts';
import type { QueryOptions } from '../../odata/query/queryOptions.ts';
import { openCursor, sealCursor } from '../../odata/query/skipToken.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { Call } from '../call.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { withinPage } from '../pageBytes.ts';

export interface DirectoryList<T> {
  /** What tells this list from all others of the tenant. */
  readonly name: readonly string[];
  /** What its context URL calls it: `users`. */
  readonly context: string;
  page(request: PageRequest): Promise<Page<T>>;
  /** How many entries all pages have together. */
  number(): Promise<number>;
  show(entry: T): JsonObject;
}

/**
 * 200 with the page that the options ask for: 100 entries at most, since each of a group's costs a read. The cursor is sealed under the
 * tenant's secret, bound to the list and the options. Throws 400 for one that this list didn't give.
 */
export async function listReply<T>(
  { services, caller, request, links, share }: Call,
  options: Pick<QueryOptions<string>, 'top' | 'skipToken' | 'selectText' | 'filterText' | 'count'>,
  list: DirectoryList<T>,
): Promise<Reply> {
  const { top = defaultPageSize, skipToken, selectText, filterText, count } = options;
  const limit = Math.min(top, defaultPageSize);
  const binding = JSON.stringify([caller.tenant, list.name, limit, selectText, filterText, count]);
  const secret = (): Promise<Uint8Array> => services.directory.listSecret(caller.tenant);
  const after = skipToken === undefined ? undefined : openCursor(await secret(), binding, skipToken).id;

  const page = async (): Promise<Page<T>> => (limit === 0 ? { entries: [] } : list.page({ limit, ...(after !== undefined && { after }) }));
  const [{ entries, next }, total] = await Promise.all([page(), count ? list.number() : undefined]);
  // A page of these never has 8 MiB.
  withinPage(share, entries);
  return jsonReply(200, {
    '@odata.context': links.context(list.context, selectText, false),
    ...(total !== undefined && { '@odata.count': total }),
    value: entries.map((entry) => list.show(entry)),
    ...(next !== undefined && { '@odata.nextLink': links.next(request.url, sealCursor(await secret(), binding, { id: next })) }),
  });
}
