// Answers lists of users and of groups: one way to page them, whatever finds and orders them.
import type { ListingPage, ListingRequest } from '../../directory/page.ts';
import { defaultPageSize } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { Cursor } from '../../odata/query/skipToken.ts';
import type { Call } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { listReply, paged, pageLimit, tenantCursors } from '../listReply.ts';
import type { QueryOptions } from '../../odata/query/queryOptions.ts';
import { withinPage } from '../pageBytes.ts';

interface DirectoryList<T> {
  /** The collection's path below the version, which tells the list from all others of the tenant too. */
  readonly path: 'users' | 'groups';
  readonly page: (request: Pick<ListingRequest, 'limit' | 'after'>) => Promise<ListingPage<T>>;
  readonly number: () => Promise<number>;
  readonly show: (entry: T) => JsonObject;
}

/** The answer 200 with a page of at most 100. Reads nothing for `$top=0`. */
export function directoryListReply<T>(call: Call, asked: QueryOptions<string, string>, list: DirectoryList<T>): Promise<Reply> {
  const { path, page, number, show } = list;
  const options = paged(call, asked);
  const limit = pageLimit(options, defaultPageSize, defaultPageSize);
  return listReply(call, options, {
    cursors: tenantCursors(call, [path], options),
    context: call.links.context(path, options.selectText, false),
    async page(after) {
      const { entries, next }: ListingPage<T> = limit === 0 ? { entries: [] } : await page({ limit, after: after && placeIn(after) });
      withinPage(call.share, entries);
      return { value: entries.map(show), next: next && cursorAt(next) };
    },
    number,
  });
}

type Place = NonNullable<ListingRequest['after']>;

/** The place that a cursor names. */
export const placeIn = ({ id, sort }: Cursor): Place => (sort === undefined ? [id] : [sort, id]);

/** The cursor behind a place. */
export function cursorAt(place: Place): Cursor {
  const [sort, id] = place.length === 1 ? [undefined, place[0]] : place;
  return { id: String(id), ...(sort !== undefined && { sort }) };
}
