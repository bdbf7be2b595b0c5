// GET …/attachments and GET …/attachments/$count.
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import { cursorAt, type PageRequest } from '../../attachments/list.ts';
import { partitionOf } from '../../attachments/attachment.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { EventKey } from '../../calendar/mailbox.ts';
import { badRequest } from '../../runtime/errors.ts';
import { defaultPageSize, maxPageSize, maxPageSizeWithContent } from '../../runtime/limits.ts';
import { attachmentList, type AttachmentOptions } from '../../odata/attachment/attachmentQuery.ts';
import { countQuery, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { openCursor, sealCursor } from '../../odata/query/skipToken.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { openFor, resolve, type Call, type EventCall } from '../call.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { withinPage } from '../pageBytes.ts';
import { showAttachment, shownBytes } from './attachmentContent.ts';

/** 200 with a page of attachments, in the order of their creation unless `$orderby` says otherwise. */
export async function getAttachments(call: EventCall): Promise<Reply> {
  const { request, links } = call;
  const options = parseQueryOptions(request.url.searchParams, attachmentList);
  const resolved = await resolve(call);
  const { key } = resolved;
  const opening = openFor(call, 'read', resolved);
  const { value, event, nextToken } = await attachmentsPage(call, key, opening, options);
  const count = options.count ? await call.services.attachments.count(key, event, options.filter) : undefined;
  return jsonReply(200, {
    '@odata.context': links.attachmentsContext(key, options.selectText, false),
    ...(count !== undefined && { '@odata.count': count }),
    value,
    ...(nextToken !== undefined && { '@odata.nextLink': links.next(request.url, nextToken) }),
  });
}

/** A page of the event's attachments as the options ask for them, and the token of the page behind it if there is one. */
export async function attachmentsPage(
  call: Call,
  key: EventKey,
  opening: Promise<EventRecord>,
  options: AttachmentOptions,
): Promise<{ readonly value: readonly JsonObject[]; readonly event: EventRecord; readonly nextToken?: string }> {
  const { services } = call;
  const pageRequest = await toPageRequest(options, key, opening);
  const { event, page } = await services.attachments.list(key, opening, pageRequest);
  const entries = withinPage(call.share, page.attachments, (record) => shownBytes(record, options, false));
  const shown = await Promise.all(entries.map((record) => showAttachment(call, record, options, { key, single: false })));
  const last = entries.at(-1);
  const more = page.more || entries.length < page.attachments.length;
  return {
    value: shown.filter((entity) => entity !== undefined),
    event,
    ...(last !== undefined && more && { nextToken: tokenBehind(event, key, options, last) }),
  };
}

/** How many attachments the event has: one point read; with a filter, one query more. */
export async function numberOfAttachments(call: EventCall): Promise<number> {
  const { filter } = parseQueryOptions(call.request.url.searchParams, countQuery(attachmentList));
  const resolved = await resolve(call);
  return call.services.attachments.count(resolved.key, await openFor(call, 'read', resolved), filter);
}

/** The page that the options ask for. Only a cursor waits for the event, whose incarnation seals it. */
async function toPageRequest(options: AttachmentOptions, key: EventKey, opening: Promise<EventRecord>): Promise<PageRequest> {
  const withContent = options.select === undefined || options.select.has('contentBytes') || options.expand;
  const request: PageRequest = {
    limit: Math.min(options.top ?? defaultPageSize, withContent ? maxPageSizeWithContent : maxPageSize),
    ...(options.filter && { filter: options.filter }),
    ...orderOf(options),
  };
  if (options.skipToken === undefined) return { ...request, ...(options.skip !== undefined && { skip: options.skip }) };
  const { id, sort } = openCursor(sealingKey(await opening), binding(key, options), options.skipToken);
  if (sort === null) throw badRequest("The value of '$skiptoken' is not one that this list gave.");
  return { ...request, after: sort === undefined ? { id } : { id, sort } };
}

const orderOf = ({ orderBy }: AttachmentOptions): Pick<PageRequest, 'orderBy'> =>
  orderBy === undefined ? {} : { orderBy: { property: orderBy.property, descending: orderBy.direction === 'desc' } };

const tokenBehind = (event: EventRecord, key: EventKey, options: AttachmentOptions, last: AttachmentRecord): string =>
  sealCursor(sealingKey(event), binding(key, options), cursorAt(last, orderOf(options).orderBy));

/** Nobody outside the stores knows an incarnation, and every instance of the service reads the same one. */
const sealingKey = ({ incarnation }: EventRecord): Uint8Array => Buffer.from(incarnation);

const binding = (key: EventKey, { selectText, filterText, top, count, orderBy, expand }: AttachmentOptions): string =>
  JSON.stringify([partitionOf(key), key.event, selectText, top, count, orderBy, expand, filterText]);
