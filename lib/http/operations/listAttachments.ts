// GET …/attachments and GET …/attachments/$count.
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import { cursorAt, listAttachments, type PageRequest } from '../../attachments/list.ts';
import { partitionOf } from '../../attachments/attachment.ts';
import type { EventRecord } from '../../calendar/eventRecord.ts';
import type { EventKey } from '../../calendar/mailbox.ts';
import { badRequest } from '../../errors.ts';
import { defaultPageSize, maxPageContentBytes, maxPageSize, maxPageSizeWithContent } from '../../limits.ts';
import { attachmentList, noOptions, parseQueryOptions, type QueryOptions } from '../../odata/queryOptions.ts';
import { openCursor, sealCursor } from '../../odata/skipToken.ts';
import { openFor, resolve, type EventCall } from '../call.ts';
import { jsonReply, textReply, type Reply } from '../exchange.ts';
import { showAttachment, shownBytes } from './attachmentContent.ts';

/** 200 with a page of attachments, in the order of their creation unless `$orderby` says otherwise. */
export async function getAttachments(call: EventCall): Promise<Reply> {
  const { request, services, links } = call;
  const options = parseQueryOptions(request.url.searchParams, attachmentList);
  const resolved = await resolve(call);
  const { key } = resolved;
  const opening = openFor(call, 'read', resolved);
  const pageRequest = await toPageRequest(options, key, opening);
  const { event, page } = await listAttachments(services.documents, key, opening, pageRequest);

  const entries = withinBytes(page.attachments, options);
  const shown = await Promise.all(
    entries.map((record) => showAttachment(call, record, options, { single: false, url: links.attachment(key, record.attachmentId) })),
  );
  const last = entries.at(-1);
  const more = page.more || entries.length < page.attachments.length;
  return jsonReply(200, {
    '@odata.context': links.attachmentsContext(key, options.selectText, false),
    ...(options.count && { '@odata.count': event.attachmentCount }),
    value: shown.filter((entity) => entity !== undefined),
    ...(last !== undefined && more && { '@odata.nextLink': links.next(request.url, nextToken(event, key, options, last)) }),
  });
}

/** 200 with the number of attachments as text: one point read. */
export async function getAttachmentCount(call: EventCall): Promise<Reply> {
  parseQueryOptions(call.request.url.searchParams, noOptions);
  const event = await openFor(call, 'read', await resolve(call));
  return textReply(200, String(event.attachmentCount));
}

/** The page that the options ask for. Only a cursor waits for the event, whose incarnation seals it. */
async function toPageRequest(options: QueryOptions, key: EventKey, opening: Promise<EventRecord>): Promise<PageRequest> {
  const withContent = options.select === undefined || options.select.has('contentBytes') || options.expandItem;
  const request: PageRequest = {
    limit: Math.min(options.top ?? defaultPageSize, withContent ? maxPageSizeWithContent : maxPageSize),
    ...orderOf(options),
  };
  if (options.skipToken === undefined) return { ...request, ...(options.skip !== undefined && { skip: options.skip }) };
  const { id, sort } = openCursor(sealingKey(await opening), binding(key, options), options.skipToken);
  if (sort === null) throw badRequest("The value of '$skiptoken' is not one that this list gave.");
  return { ...request, after: sort === undefined ? { id } : { id, sort } };
}

const orderOf = ({ orderBy }: QueryOptions): Pick<PageRequest, 'orderBy'> =>
  orderBy === undefined ? {} : { orderBy: { property: orderBy.property, descending: orderBy.direction === 'desc' } };

const nextToken = (event: EventRecord, key: EventKey, options: QueryOptions, last: AttachmentRecord): string =>
  sealCursor(sealingKey(event), binding(key, options), cursorAt(last, orderOf(options).orderBy));

/** Nobody outside the stores knows an incarnation, and every instance of the service reads the same one. */
const sealingKey = ({ incarnation }: EventRecord): Uint8Array => Buffer.from(incarnation);

const binding = (key: EventKey, { selectText, top, count, orderBy, expandItem }: QueryOptions): string =>
  JSON.stringify([partitionOf(key), key.event, selectText, top, count, orderBy, expandItem]);

/** As many of the page's entries as have 8 MiB of content together, at least one. */
function withinBytes(records: readonly AttachmentRecord[], options: QueryOptions): readonly AttachmentRecord[] {
  let bytes = 0;
  const end = records.findIndex((record, i) => {
    bytes += shownBytes(record, options, false);
    return i > 0 && bytes > maxPageContentBytes;
  });
  return end === -1 ? records : records.slice(0, end);
}
