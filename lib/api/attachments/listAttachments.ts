// GET …/attachments and GET …/attachments/$count.
import { cursorAt, type PageRequest } from '../../attachments/list.ts';
import { partitionOf } from '../../attachments/attachment.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { EventKey } from '../../calendar/mailbox.ts';
import { defaultPageSize, maxPageSize, maxPageSizeWithContent } from '../../runtime/limits.ts';
import { attachmentList, type AttachmentOptions } from '../../odata/attachment/attachmentQuery.ts';
import { countQuery, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Cursor } from '../../odata/query/skipToken.ts';
import type { Call, EventCall } from '../call.ts';
import { openContent, type Content } from '../openContent.ts';
import type { Reply } from '../../http/messages.ts';
import { cursorsOf, listReply, paged, pageLimit, type Cursors, type ListOptions, type ShownPage } from '../listReply.ts';
import { withinPage } from '../pageBytes.ts';
import { showAttachment, shownBytes } from './attachmentContent.ts';

/** 200 with a page of attachments, in the order of their creation unless `$orderby` says otherwise. */
export async function getAttachments(call: EventCall): Promise<Reply> {
  const { request, links } = call;
  const options = paged(call, parseQueryOptions(request.url.searchParams, attachmentList));
  const { key, named, opening } = await openContent(call, 'read');
  return listReply(call, options, {
    cursors: attachmentCursors(key, opening, options),
    context: links.attachmentsContext(named, options.selectText, false),
    page: (after) => attachmentsPage(call, { key, named, opening }, options, after),
    number: async () => call.services.attachments.count(key, await opening, options.filter),
  });
}

/** Attachments that an event shows have the usual pages: what is preferred is the size of the list that was asked for. */
export type PagedAttachments = AttachmentOptions & Partial<Pick<ListOptions, 'pageSize'>>;

/** The cursors of an event's attachments: nobody outside the stores knows its incarnation. One waits for the event. */
export const attachmentCursors = (key: EventKey, opening: Promise<EventRecord>, options: PagedAttachments): Cursors =>
  cursorsOf([partitionOf(key), key.event], { ...options, pageSize: options.pageSize }, async () =>
    Buffer.from((await opening).incarnation),
  );

/** A page of the event's attachments as the options ask for them. */
export async function attachmentsPage(
  call: Call,
  { key, named, opening }: Content,
  options: PagedAttachments,
  after?: Cursor,
): Promise<ShownPage> {
  const pageRequest = toPageRequest(options, after);
  const { page } = await call.services.attachments.list(key, opening, pageRequest);
  const entries = withinPage(call.share, page.attachments, (record) => shownBytes(record, options, false));
  const shown = await Promise.all(entries.map((record) => showAttachment(call, record, options, { key: named, single: false })));
  const last = entries.at(-1);
  const more = page.more || entries.length < page.attachments.length;
  return {
    value: shown.filter((entity) => entity !== undefined),
    ...(last !== undefined && more && { next: cursorAt(last, pageRequest.orderBy) }),
  };
}

/** How many attachments the event has: one point read; with a filter, one query more. */
export async function numberOfAttachments(call: EventCall): Promise<number> {
  const { filter } = parseQueryOptions(call.request.url.searchParams, countQuery(attachmentList));
  const { key, opening } = await openContent(call, 'read');
  return call.services.attachments.count(key, await opening, filter);
}

function toPageRequest(options: PagedAttachments, after: Cursor | undefined): PageRequest {
  const { select, expand, top, skip, filter, orderBy, pageSize } = options;
  const withContent = select === undefined || select.has('contentBytes') || expand.item !== undefined;
  return {
    limit: pageLimit({ top, pageSize }, defaultPageSize, withContent ? maxPageSizeWithContent : maxPageSize),
    ...(filter && { filter }),
    ...(orderBy && { orderBy: { property: orderBy[0].property, descending: orderBy[0].direction === 'desc' } }),
    ...(after ? { after } : skip !== undefined && { skip }),
  };
}
