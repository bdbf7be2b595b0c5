// Answers a list of a mailbox's calendars, calendar groups or permissions: a page, and a cursor to the next.
import { mailboxPartition, type Mailbox } from '../../calendar/mailbox.ts';
import type { Page, PageRequest } from '../../directory/page.ts';
import { defaultPageSize } from '../../runtime/limits.ts';
import { parseQueryOptions, type Filter, type QuerySchema } from '../../odata/query/queryOptions.ts';
import { openCursor, sealCursor } from '../../odata/query/skipToken.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { Call } from '../call.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { withinPage } from '../pageBytes.ts';

export interface Listed<P extends string, T> {
  readonly schema: QuerySchema<P>;
  readonly mailbox: Mailbox;
  /** The collection below the version, as its context and its cursors name it. */
  readonly path: string;
  readonly page: (request: PageRequest, filter: Filter | undefined) => Promise<Page<T>>;
  /** How many entries all pages have together. */
  readonly number: (filter: Filter | undefined) => Promise<number>;
  readonly show: (entry: T, select: ReadonlySet<P> | undefined) => JsonObject;
}

/** 200 with a page. Throws 400 for options that the list doesn't have, and for a cursor that it didn't give. */
export async function listReply<P extends string, T>(
  call: Call,
  { schema, mailbox, path, page, number, show }: Listed<P, T>,
): Promise<Reply> {
  const { request, services, links, share } = call;
  const { select, selectText, top, skipToken, filter, filterText, count } = parseQueryOptions(request.url.searchParams, schema);
  const sealing = (): Promise<Uint8Array> => services.directory.listSecret(mailbox.tenant);
  const binding = JSON.stringify([mailboxPartition(mailbox), path, selectText, top, filterText, count]);
  const after = skipToken === undefined ? {} : { after: openCursor(await sealing(), binding, skipToken).id };

  const [{ entries, next }, total] = await Promise.all([
    page({ limit: top ?? defaultPageSize, ...after }, filter),
    count ? number(filter) : undefined,
  ]);
  // A page of these never has 8 MiB.
  withinPage(share, entries);
  return jsonReply(200, {
    '@odata.context': links.context(path, selectText, false),
    ...(total !== undefined && { '@odata.count': total }),
    value: entries.map((entry) => show(entry, select)),
    ...(next !== undefined && { '@odata.nextLink': links.next(request.url, sealCursor(await sealing(), binding, { id: next })) }),
  });
}
