// POST …/attachments: attaches a file, an item, a reference or a bare description to the event.
import { Fault } from '../../runtime/errors.ts';
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import type { EventKey } from '../../calendar/mailbox.ts';
import { attachmentEntity } from '../../odata/attachment/attachmentEntity.ts';
import { readNewAttachment } from '../../odata/attachment/attachmentBody.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { EventCall } from '../call.ts';
import { openContent } from '../openContent.ts';
import type { Reply } from '../../http/messages.ts';
import { repeatHeader, repeatKey } from '../../http/requestIds.ts';
import { readJsonBody } from '../jsonBody.ts';
import { savedReply } from '../savedReply.ts';

/**
 * 201 with the whole entity, or 204 for `Prefer: return=minimal` (contract, section 2). The same answer for the same `Idempotency-Key`
 * within 24 hours.
 */
export async function createAttachment(call: EventCall): Promise<Reply> {
  const { services, request, caller, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const key = repeatKey(request.headers, [repeatHeader]);
  const { key: eventKey, named, opening } = await openContent(call, 'write');
  const event = await opening;
  const attachment = readNewAttachment(await readJsonBody(request, share, 'newAttachment'));

  const [record] = await services.attachments.add(eventKey, event, [attachment], authorOf(caller), key === undefined ? undefined : { key });
  if (record === undefined) throw new Fault('An attachment was added without a record.');
  return createdReply(call, named, record, 'bytes' in attachment ? attachment.bytes : undefined);
}

/** The answer to a new attachment, with the file's bytes where they are given. There is no ETag where it has been changed or deleted since. */
export function createdReply(call: EventCall, key: EventKey, record: AttachmentRecord, bytes?: Uint8Array): Promise<Reply> {
  const { links } = call;
  return savedReply(call, {
    isNew: true,
    url: links.attachment(key, record.attachmentId),
    ...(record.etag !== '' && { etag: record.etag }),
    show: () => ({ '@odata.context': links.attachmentsContext(key, undefined, true), ...attachmentEntity({ record, bytes }) }),
  });
}
