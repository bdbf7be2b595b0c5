// GET …/attachments/{id}/$value: the bytes themselves; an item's are made.
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import { itemNotFound, methodNotAllowed } from '../../runtime/errors.ts';
import { budgetPerServedByte, maxInlineBytes, maxSuffixBytes } from '../../runtime/limits.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { EventCall, EventPartCall } from '../call.ts';
import { openAttachment } from '../openContent.ts';
import { contentHeaders, servedAs } from '../../http/contentHeaders.ts';
import { emptyReply, type Reply } from '../../http/messages.ts';
import { askedPart, headReply, rangeNotSatisfiable, partReply, type AskedPart, type ServedBytes } from '../../http/servedBytes.ts';
import { getItemValue } from './attachmentItemValue.ts';

const onlyForFiles =
  "'$value' segment is not supported for the given attachment. '$value' segment is only supported for File Attachments and Item Attachments";

/** A file as it is served. */
interface ServedFile extends ServedBytes {
  readonly record: AttachmentRecord;
}

/**
 * 200 with exactly the bytes that were stored, or 206 with one range of them, served safely; above 4 MiB a 302 to a URL of the content
 * store that reads this one blob for ten minutes. Preconditions are judged before either (contract, section 2).
 */
export async function getAttachmentValue(call: EventPartCall<'attachmentValue'>): Promise<Reply> {
  const { request } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { record } = await openAttachment(call, 'read', call.reference.tail.id);
  const { properties, content, modified } = record;
  if (properties.type === 'item') return getItemValue(call, record);
  if (properties.type !== 'file' || content === undefined) throw methodNotAllowed([], onlyForFiles);

  const { name, contentType } = properties;
  const headers = contentHeaders(name, contentType);
  return serve(call, { what: 'file', etag: content.etag, modified, length: properties.size ?? 0, headers, record });
}

/**
 * Large files are the content store's to serve, ranges included, unless they are to pass through here. It doesn't know ranges that count
 * from the end: those are served here, as far as they fit into memory.
 */
async function serve(call: EventCall, file: ServedFile): Promise<Reply> {
  const asked = askedPart(call.request, file);
  if ('status' in asked) return asked;
  if (call.services.downloads === 'redirect' && file.length > maxInlineBytes) {
    if (!asked.suffix) return redirect(call, file.record);
    if (asked.length > maxSuffixBytes) throw rangeNotSatisfiable(file);
  }
  if (call.request.method === 'HEAD') return headReply(file);
  return partReply(file, asked, await read(call, file, asked));
}

async function redirect({ services }: EventCall, record: AttachmentRecord): Promise<Reply> {
  const { name, contentType } = record.properties;
  const location = await services.attachments.contentUrl(record, servedAs(name, contentType));
  return emptyReply(302, { Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
}

/** Serves one large file at a time. Reads it as a range, since the store derives its time limit from the range's length. */
async function read(
  { services, share, requireRoom }: EventCall,
  { record }: ServedFile,
  { length, range }: AskedPart,
): Promise<Uint8Array> {
  requireRoom?.(length);
  const isLarge = length > maxInlineBytes;
  if (isLarge) await share.acquire();
  share.take(length * budgetPerServedByte);
  const bytes = await services.attachments.content(record, isLarge ? (range ?? { first: 0, last: length - 1 }) : range);
  if (bytes === undefined) throw itemNotFound();
  return bytes;
}
