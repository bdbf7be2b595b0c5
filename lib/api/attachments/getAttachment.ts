// GET …/attachments/{id} and GET …/attachments/{id}/microsoft.graph.itemAttachment/item.
import { itemNotFound, methodNotAllowed } from '../../runtime/errors.ts';
import { isJsonObject } from '../../odata/types/bodyReader.ts';
import { attachmentEntity as entityOptions } from '../../odata/attachment/attachmentQuery.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { EventPartCall } from '../call.ts';
import { openAttachment } from '../openContent.ts';
import { isUnchanged } from '../../http/conditions.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { showAttachment } from './attachmentContent.ts';

/** 200 with the entity, a file's bytes in it up to 4 MiB; 304 for an `If-None-Match` that names its ETag. */
export async function getAttachment(call: EventPartCall<'attachment'>): Promise<Reply> {
  const { request, reference, links } = call;
  const options = parseQueryOptions(request.url.searchParams, entityOptions);
  const { named, record } = await openAttachment(call, 'read', reference.tail.id);
  if (isUnchanged(request.headers.get('if-none-match'), record.etag)) return emptyReply(304, { ETag: record.etag });
  const entity = await showAttachment(call, record, options, { key: named, single: true });
  if (entity === undefined) throw itemNotFound();
  return jsonReply(
    200,
    {
      '@odata.context': links.attachmentsContext(named, options.selectText, true),
      ...(record.properties.type === 'file' && { '@odata.mediaContentType': record.properties.contentType }),
      ...entity,
    },
    { ETag: record.etag },
  );
}

/** 200 with the item of an itemAttachment. */
export async function getAttachmentItem(call: EventPartCall<'attachmentItem'>): Promise<Reply> {
  parseQueryOptions(call.request.url.searchParams, noOptions);
  const { named, record } = await openAttachment(call, 'read', call.reference.tail.id);
  if (record.properties.type !== 'item') throw methodNotAllowed([]);
  const entity = await showAttachment(call, record, { expand: { item: {} } }, { key: named, single: true });
  if (!isJsonObject(entity?.item)) throw itemNotFound();
  const context = `${call.links.itemContext(named, call.reference.tail.id)}/$entity`;
  return jsonReply(200, { '@odata.context': context, ...entity.item }, { ETag: record.etag });
}
