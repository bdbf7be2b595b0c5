// GET …/attachments/{id}/$value: the bytes themselves.
import { itemNotFound, methodNotAllowed, ServiceError } from '../../errors.ts';
import { maxInlineBytes, redirectMinutes } from '../../limits.ts';
import { preconditionFailed } from '../../attachments/update.ts';
import { noOptions, parseQueryOptions } from '../../odata/queryOptions.ts';
import { openAttachment, type EventCall } from '../call.ts';
import { isUnchanged, matches } from '../conditions.ts';
import { contentHeaders, servedAs } from '../contentHeaders.ts';
import { emptyReply, type Reply } from '../exchange.ts';

const onlyForFiles =
  "'$value' segment is not supported for the given attachment. '$value' segment is only supported for File Attachments and Item Attachments";

/**
 * 200 with exactly the bytes that were stored, served safely; above 4 MiB a 302 to a URL of the content store that reads this one blob
 * for ten minutes. Preconditions are judged before either.
 */
export async function getAttachmentValue(call: EventCall, attachmentId: string): Promise<Reply> {
  const { request, services, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { record } = await openAttachment(call, 'read', attachmentId);
  const { properties, content, modified } = record;
  if (properties.type === 'item') throw new ServiceError(501, 'NotImplemented', 'The raw form of an item is not supported yet.');
  if (properties.type !== 'file' || content === undefined) throw methodNotAllowed([], onlyForFiles);

  const headers = {
    ...contentHeaders(properties.name, properties.contentType),
    ETag: content.etag,
    'Last-Modified': new Date(modified).toUTCString(),
  };
  if (!matches(request.headers.get('if-match'), content.etag)) throw preconditionFailed();
  if (isUnchanged(request.headers.get('if-none-match'), content.etag)) return emptyReply(304, headers);
  if ((properties.size ?? 0) > maxInlineBytes) {
    const expires = services.clock() + redirectMinutes * 60_000;
    const location = await services.contents.signedUrl(content.blob, servedAs(properties.name, properties.contentType), expires);
    return emptyReply(302, { Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
  }
  share.take((properties.size ?? 0) * 2);
  const bytes = await services.contents.read(content.blob);
  if (bytes === undefined) throw itemNotFound();
  return { status: 200, headers, body: bytes };
}
