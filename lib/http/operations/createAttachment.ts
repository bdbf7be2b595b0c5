// POST …/attachments: attaches a file, an item, a reference or a bare description to the event.
import { addAttachments } from '../../attachments/add.ts';
import { authorOf } from '../../auth/access.ts';
import { attachmentEntity } from '../../odata/attachmentEntity.ts';
import { readNewAttachment } from '../../odata/attachmentBody.ts';
import { preferredReturn } from '../../odata/prefer.ts';
import { noOptions, parseQueryOptions } from '../../odata/queryOptions.ts';
import { openFor, resolve, type EventCall } from '../call.ts';
import { emptyReply, jsonReply, type Reply } from '../exchange.ts';
import { readJsonBody } from '../jsonBody.ts';

/** 201 with the whole entity, or 204 for `Prefer: return=minimal` (contract, section 2). */
export async function createAttachment(call: EventCall): Promise<Reply> {
  const { services, request, caller, links, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const resolved = await resolve(call);
  const event = await openFor(call, 'write', resolved);
  const attachment = readNewAttachment(await readJsonBody(request, share));

  const [record] = await addAttachments(services, resolved.key, event, [attachment], authorOf(caller));
  if (record === undefined) throw new Error('An attachment was added without a record.');

  const location = links.attachment(resolved.key, record.attachmentId);
  if (preferredReturn(request.headers.get('prefer')) === 'minimal')
    return emptyReply(204, { Location: location, 'OData-EntityId': location, ETag: record.etag, 'Preference-Applied': 'return=minimal' });
  const entity = attachmentEntity({ record, ...('bytes' in attachment && { bytes: attachment.bytes }) });
  return jsonReply(
    201,
    { '@odata.context': links.attachmentsContext(resolved.key, undefined, true), ...entity },
    { Location: location, ETag: record.etag },
  );
}
