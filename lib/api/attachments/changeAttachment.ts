// PATCH and DELETE …/attachments/{id}.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { itemNotFound, preconditionFailed } from '../../runtime/errors.ts';
import { attachmentTypeNames } from '../../odata/attachment/attachmentSchema.ts';
import { attachmentEntity } from '../../odata/attachment/attachmentEntity.ts';
import { readAttachmentChange } from '../../odata/attachment/attachmentBody.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { EventPartCall } from '../call.ts';
import { openAttachment } from '../openContent.ts';
import { matches } from '../../http/conditions.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { requireSameContent } from '../events/sentBack.ts';

/** 200 with the changed entity, without a file's bytes; `If-Match` is honoured. */
export async function patchAttachment(call: EventPartCall<'attachment'>): Promise<Reply> {
  const { request, services, links, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { key, named, event, record } = await openAttachment(call, 'write', call.reference.tail.id);
  // The type stays, so it is what the body is held against.
  const json = await readJsonBody(request, share, attachmentTypeNames[record.properties.type]);
  await requireSameContent(call, key, record, json);
  const change = readAttachmentChange(json);
  const ifMatch = request.headers.get('if-match');
  const isCurrent = ifMatch === null ? undefined : (etag: string) => matches(ifMatch, etag);
  const { mayCopy } = call;
  const changed = await services.attachments.change(key, event, record, { change, isCurrent, mayCopy }, authorOf(call.caller));
  return jsonReply(
    200,
    { '@odata.context': links.attachmentsContext(named, undefined, true), ...attachmentEntity({ record: changed }) },
    { ETag: changed.etag },
  );
}

/** 204; from then on no URL of the service reaches the attachment. */
export async function deleteAttachment(call: EventPartCall<'attachment'>): Promise<Reply> {
  const { request, services, caller } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { key, event, record } = await openAttachment(call, 'write', call.reference.tail.id);
  const ifMatch = request.headers.get('if-match');
  if (!matches(ifMatch, record.etag)) throw preconditionFailed();
  const removed = await services.attachments.remove(key, event, record, authorOf(caller), ifMatch !== null);
  if (!removed) throw ifMatch === null ? itemNotFound() : preconditionFailed();
  return emptyReply(204);
}
