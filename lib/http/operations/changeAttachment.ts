// PATCH and DELETE …/attachments/{id}.
import { removeAttachment } from '../../attachments/remove.ts';
import { preconditionFailed, updateAttachment } from '../../attachments/update.ts';
import { authorOf } from '../../auth/access.ts';
import { itemNotFound } from '../../errors.ts';
import { attachmentEntity } from '../../odata/attachmentEntity.ts';
import { readAttachmentChange } from '../../odata/attachmentBody.ts';
import { noOptions, parseQueryOptions } from '../../odata/queryOptions.ts';
import { openAttachment, type EventCall } from '../call.ts';
import { matches } from '../conditions.ts';
import { emptyReply, jsonReply, type Reply } from '../exchange.ts';
import { readJsonBody } from '../jsonBody.ts';

/** 200 with the changed entity, without a file's bytes; `If-Match` is honoured. */
export async function patchAttachment(call: EventCall, attachmentId: string): Promise<Reply> {
  const { request, services, links, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { key, record } = await openAttachment(call, 'write', attachmentId);
  const change = readAttachmentChange(await readJsonBody(request, share));
  const ifMatch = request.headers.get('if-match');
  const changed = await updateAttachment(services, key, record, change, ifMatch === null ? undefined : (etag) => matches(ifMatch, etag));
  return jsonReply(
    200,
    { '@odata.context': links.attachmentsContext(key, undefined, true), ...attachmentEntity({ record: changed }) },
    { ETag: changed.etag },
  );
}

/** 204; from then on no URL of the service reaches the attachment. */
export async function deleteAttachment(call: EventCall, attachmentId: string): Promise<Reply> {
  const { request, services, caller } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { key, record } = await openAttachment(call, 'write', attachmentId);
  const ifMatch = request.headers.get('if-match');
  if (!matches(ifMatch, record.etag)) throw preconditionFailed();
  if (!(await removeAttachment(services, key, record, authorOf(caller), ifMatch !== null)))
    throw ifMatch === null ? itemNotFound() : preconditionFailed();
  return emptyReply(204);
}
