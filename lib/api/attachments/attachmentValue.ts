// GET …/attachments/{id}/$value: the bytes themselves; an item's are made.
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import { itemNotFound, methodNotAllowed, preconditionFailed, ServiceError } from '../../runtime/errors.ts';
import { budgetPerServedByte, maxInlineBytes, maxSuffixBytes } from '../../runtime/limits.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { openAttachment, type EventCall, type TailCall } from '../call.ts';
import { isUnchanged, matches } from '../../http/conditions.ts';
import { contentHeaders, servedAs } from '../../http/contentHeaders.ts';
import { emptyReply, type Reply, type ReplyHeaders } from '../../http/messages.ts';
import { askedRange, rangeStands, type AskedRange, type ByteRange } from '../../http/ranges.ts';
import { getItemValue } from './attachmentItemValue.ts';

const onlyForFiles =
  "'$value' segment is not supported for the given attachment. '$value' segment is only supported for File Attachments and Item Attachments";

/** A file as it is served. */
interface ServedFile {
  readonly record: AttachmentRecord;
  readonly size: number;
  readonly headers: ReplyHeaders;
}

/**
 * 200 with exactly the bytes that were stored, or 206 with one range of them, served safely; above 4 MiB a 302 to a URL of the content
 * store that reads this one blob for ten minutes. Preconditions are judged before either (contract, section 2).
 */
export async function getAttachmentValue(call: TailCall<'attachmentValue'>): Promise<Reply> {
  const { request } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { record } = await openAttachment(call, 'read', call.reference.tail.id);
  const { properties, content, modified } = record;
  if (properties.type === 'item') return getItemValue(call, record);
  if (properties.type !== 'file' || content === undefined) throw methodNotAllowed([], onlyForFiles);

  const { name, contentType } = properties;
  const size = properties.size ?? 0;
  const lastModified = new Date(modified).toUTCString();
  const headers = { ...contentHeaders(name, contentType), ETag: content.etag, 'Last-Modified': lastModified, 'Accept-Ranges': 'bytes' };
  if (!matches(request.headers.get('if-match'), content.etag)) throw preconditionFailed();
  if (isUnchanged(request.headers.get('if-none-match'), content.etag)) return emptyReply(304, headers);

  const stands = request.method === 'GET' && rangeStands(request.headers.get('if-range'), content.etag, lastModified);
  const asked = askedRange(stands ? request.headers.get('range') : null, size);
  return serve(call, { record, size, headers }, asked);
}

/**
 * Large files are the content store's to serve, ranges included, unless they are to pass through here. It doesn't know ranges that count
 * from the end: those are served here, as far as they fit into memory.
 */
async function serve(call: EventCall, file: ServedFile, asked: AskedRange): Promise<Reply> {
  if (asked.kind === 'unsatisfiable') throw unsatisfiable(file.size);
  const isElsewhere = call.services.downloads === 'redirect' && file.size > maxInlineBytes;
  if (isElsewhere && !(asked.kind === 'part' && asked.suffix)) return redirect(call, file.record);
  if (call.request.method === 'HEAD') return { status: 200, headers: file.headers, bodyLength: file.size };
  if (asked.kind === 'whole') return { status: 200, headers: file.headers, body: await read(call, file.record, file.size) };

  const { first, last } = asked.range;
  const length = last - first + 1;
  if (isElsewhere && length > maxSuffixBytes) throw unsatisfiable(file.size);
  const body = await read(call, file.record, length, asked.range);
  return { status: 206, headers: { ...file.headers, 'Content-Range': `bytes ${first}-${last}/${file.size}` }, body };
}

async function redirect({ services }: EventCall, record: AttachmentRecord): Promise<Reply> {
  const { name, contentType } = record.properties;
  const location = await services.attachments.contentUrl(record, servedAs(name, contentType));
  return emptyReply(302, { Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
}

/** Whatever is large passes through one at a time; it is asked for as a range, by which the store knows how long it may take. */
async function read(
  { services, share, requireRoom }: EventCall,
  record: AttachmentRecord,
  length: number,
  range?: ByteRange,
): Promise<Uint8Array> {
  requireRoom?.(length);
  const isLarge = length > maxInlineBytes;
  if (isLarge) await share.acquire();
  share.take(length * budgetPerServedByte);
  const bytes = await services.attachments.content(record, isLarge ? (range ?? { first: 0, last: length - 1 }) : range);
  if (bytes === undefined) throw itemNotFound();
  return bytes;
}

const unsatisfiable = (size: number): ServiceError =>
  new ServiceError(416, 'InvalidRange', `The range is not within the ${size} bytes of the file.`, {
    headers: { 'Content-Range': `bytes */${size}` },
  });
