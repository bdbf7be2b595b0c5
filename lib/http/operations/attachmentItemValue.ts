// GET …/attachments/{id}/$value of an item: the item as a file of its own format.
import { createHash } from 'node:crypto';
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import type { KnownForm } from '../../attachments/items/knownForms.ts';
import { fileName } from '../../attachments/items/nestedAttachments.ts';
import { renderItem } from '../../attachments/items/render.ts';
import { createRoom, type RenderedItem } from '../../attachments/items/rendering.ts';
import { itemNotFound, methodNotAllowed, preconditionFailed, ServiceError } from '../../errors.ts';
import { isJsonObject } from '../../odata/bodyReader.ts';
import type { EventCall } from '../call.ts';
import { isUnchanged, matches } from '../conditions.ts';
import { contentHeaders } from '../contentHeaders.ts';
import { emptyReply, type Reply } from '../exchange.ts';
import { askedRange, rangeStands } from '../ranges.ts';

const untold =
  "'$value' segment is not supported for the given attachment: its item names no '@odata.type', and its properties don't tell whether it is an event, a message or a contact.";

/** Bytes that a stored item takes of the budget for each of its own: itself, its text, and what is parsed of it. */
const bytesPerByte = 4;

/**
 * 200 with the item as iCalendar, vCard or MIME, or 206 with one range of that, served as a file is. The same item is always the same
 * bytes, and the ETag is theirs; for who has them already, or asks for the header alone, they aren't made again. Throws 405 for an item
 * whose type can't be told.
 */
export async function getItemValue(call: EventCall, record: AttachmentRecord): Promise<Reply> {
  const { request, services } = call;
  const key = JSON.stringify([record.content?.blob, record.attachmentId, record.created, record.properties.name]);
  const known = services.itemForms.get(key);
  const early = known && withoutBytes(call, record, known);
  if (early !== undefined) return early;

  const { bytes, mediaType, extension } = await madeForm(call, record);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  const form = { etag, length: bytes.byteLength, mediaType, extension };
  services.itemForms.set(key, form);
  const headers = headersOf(record, form);
  const answered = withoutBytes(call, record, form);
  if (answered !== undefined) return answered;
  const stands = rangeStands(request.headers.get('if-range'), etag, headers['Last-Modified']);
  const asked = askedRange(stands ? request.headers.get('range') : null, bytes.byteLength);
  switch (asked.kind) {
    case 'whole':
      return { status: 200, headers, body: bytes };
    case 'unsatisfiable':
      throw new ServiceError(416, 'InvalidRange', `The range is not within the ${bytes.byteLength} bytes of the item.`, {
        headers: { 'Content-Range': `bytes */${bytes.byteLength}` },
      });
    case 'part': {
      const { first, last } = asked.range;
      const part = bytes.subarray(first, last + 1);
      return { status: 206, headers: { ...headers, 'Content-Range': `bytes ${first}-${last}/${bytes.byteLength}` }, body: part };
    }
  }
}

async function madeForm({ services, share }: EventCall, record: AttachmentRecord): Promise<RenderedItem> {
  const { content, properties, created } = record;
  share.take((properties.size ?? 0) * bytesPerByte);
  const stored = content && (await services.contents.read(content.blob));
  if (stored === undefined) throw itemNotFound();
  const item: unknown = JSON.parse(Buffer.from(stored).toString());
  const origin = { id: record.attachmentId, name: properties.name ?? '', attached: Date.parse(created) };
  const room = createRoom((more) => share.take(more));
  const rendered = await renderItem(isJsonObject(item) ? item : {}, origin, room);
  if (rendered === undefined) throw methodNotAllowed([], untold);
  return rendered;
}

/** What is answered without the bytes; nothing where they are asked for. Throws 412 where `If-Match` names others. */
function withoutBytes({ request }: EventCall, record: AttachmentRecord, form: KnownForm): Reply | undefined {
  const headers = headersOf(record, form);
  if (!matches(request.headers.get('if-match'), form.etag)) throw preconditionFailed();
  if (isUnchanged(request.headers.get('if-none-match'), form.etag)) return emptyReply(304, headers);
  return request.method === 'HEAD' ? { status: 200, headers, bodyLength: form.length } : undefined;
}

const headersOf = ({ properties, modified }: AttachmentRecord, { etag, mediaType, extension }: KnownForm) => ({
  ...contentHeaders(fileName(properties.name ?? 'item', extension), mediaType),
  'Content-Type': mediaType,
  ETag: etag,
  'Last-Modified': new Date(modified).toUTCString(),
  'Accept-Ranges': 'bytes',
});
