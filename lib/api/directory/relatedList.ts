// Answers lists of what a membership leads to, people or groups: in the order of memberships, or in one that is asked for.
import type { FilteredRequest } from '../../directory/groups/members.ts';
import type { Listing, ListingPage, ListingRequest, Page } from '../../directory/page.ts';
import type { QueryOptions } from '../../odata/query/queryOptions.ts';
import { defaultPageSize } from '../../runtime/limits.ts';
import type { Reply } from '../../http/messages.ts';
import type { Call } from '../call.ts';
import { entryListReply, type EntryList } from '../listReply.ts';
import { cursorAt, placeIn } from './directoryList.ts';

interface RelatedList<T> extends Pick<EntryList<T>, 'name' | 'path' | 'number' | 'show'> {
  /** In the order of memberships. */
  readonly page: (request: FilteredRequest) => Promise<Page<T>>;
  readonly inOrder: (request: ListingRequest) => Promise<ListingPage<T>>;
}

/** The answer 200 with a page of at most 100. */
export const relatedListReply = <T>(
  call: Call,
  asked: QueryOptions<string, string>,
  { where, order }: Listing,
  { page, inOrder, ...list }: RelatedList<T>,
): Promise<Reply> =>
  entryListReply(call, asked, {
    ...list,
    max: defaultPageSize,
    async page({ limit, after }) {
      if (order !== undefined) {
        const { entries, next } = await inOrder({ where, order, limit, after: after && placeIn(after) });
        return { entries, ...(next !== undefined && { next: cursorAt(next) }) };
      }
      const { entries, next } = await page({ where, limit, ...(after && { after: after.id }) });
      return { entries, ...(next !== undefined && { next: { id: next } }) };
    },
  });
