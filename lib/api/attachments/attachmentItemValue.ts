// GET …/attachments/{id}/$value of an item: the item as a file of its own format.
import { createHash } from 'node:crypto';
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import type { MadeForm } from '../../formats/itemForms.ts';
import type { KnownForm } from '../../formats/knownForms.ts';
import { fileName } from '../../formats/nestedAttachments.ts';
import { renderItem } from '../../formats/render.ts';
import { createRoom } from '../../formats/rendering.ts';
import { itemNotFound, methodNotAllowed, preconditionFailed, ServiceError } from '../../runtime/errors.ts';
import { inSteps, type Steps } from '../../runtime/inSteps.ts';
import { budgetPerServedByte } from '../../runtime/limits.ts';
import { isJsonObject } from '../../odata/types/bodyReader.ts';
import type { EventCall } from '../call.ts';
import { isUnchanged, matches } from '../../http/conditions.ts';
import { contentHeaders } from '../../http/contentHeaders.ts';
import { emptyReply, type Reply, type ReplyHeaders } from '../../http/messages.ts';
import { askedRange, rangeStands, type ByteRange } from '../../http/ranges.ts';
import { visitorOf } from '../throttling/visitor.ts';

const untold =
  "'$value' segment is not supported for the given attachment: its item names no '@odata.type', and its properties don't tell whether it is an event, a message or a contact.";

/** Bytes that a stored item takes of the budget for each of its own: itself, its text, and what is parsed of it. */
const bytesPerByte = 4;

/**
 * 200 with the item as iCalendar, vCard or MIME, or 206 with one range of that, served as a file is. The same item is always the same
 * bytes, and the ETag is theirs; for who has them already, asks for the header alone or for too much, they aren't made again. Throws 405
 * for an item whose type can't be told.
 */
export async function getItemValue(call: EventCall, record: AttachmentRecord): Promise<Reply> {
  const { services, caller, reference, share } = call;
  const key = JSON.stringify([record.content?.blob, record.attachmentId, record.created, record.properties.name]);
  const known = services.itemForms.known(key);
  const early = known && answerTo(call, record, known);
  if (early !== undefined && 'status' in early) return early;

  const who = visitorOf(caller, reference);
  const { form, isKept } = await services.itemForms.get(
    key,
    who,
    () => madeForm(call, record),
    (bytes, takenBack) => share.lend(bytes, takenBack),
  );
  const answer = answerTo(call, record, form);
  if ('status' in answer) return answer;
  const { headers, range } = answer;
  const { first, last } = range ?? { first: 0, last: form.length - 1 };
  // What was made for this request is counted already.
  if (isKept) share.take((last + 1 - first) * budgetPerServedByte);
  if (range === undefined) return { status: 200, headers, body: form.bytes };
  const body = form.bytes.subarray(first, last + 1);
  return { status: 206, headers: { ...headers, 'Content-Range': `bytes ${first}-${last}/${form.length}` }, body };
}

/** What is answered without the bytes; or which of them are asked for, all without a range. Throws 412, 416, and 507 in a batch without room. */
function answerTo(
  { request, requireRoom }: EventCall,
  record: AttachmentRecord,
  form: KnownForm,
): Reply | { readonly headers: ReplyHeaders; readonly range: ByteRange | undefined } {
  const { etag, length } = form;
  const headers = headersOf(record, form);
  if (!matches(request.headers.get('if-match'), etag)) throw preconditionFailed();
  if (isUnchanged(request.headers.get('if-none-match'), etag)) return emptyReply(304, headers);
  if (request.method === 'HEAD') return { status: 200, headers, bodyLength: length };
  const stands = rangeStands(request.headers.get('if-range'), etag, headers['Last-Modified']);
  const asked = askedRange(stands ? request.headers.get('range') : null, length);
  switch (asked.kind) {
    case 'unsatisfiable':
      throw new ServiceError(416, 'InvalidRange', `The range is not within the ${length} bytes of the item.`, {
        headers: { 'Content-Range': `bytes */${length}` },
      });
    case 'whole':
      requireRoom?.(length);
      return { headers, range: undefined };
    case 'part':
      requireRoom?.(asked.range.last + 1 - asked.range.first);
      return { headers, range: asked.range };
  }
}

async function madeForm({ services, share }: EventCall, record: AttachmentRecord): Promise<MadeForm> {
  const { properties, created } = record;
  share.take((properties.size ?? 0) * bytesPerByte);
  const stored = await services.attachments.content(record);
  if (stored === undefined) throw itemNotFound();
  const item: unknown = JSON.parse(Buffer.from(stored).toString());
  const origin = { id: record.attachmentId, name: properties.name ?? '', attached: Date.parse(created) };
  const room = createRoom((more) => share.take(more));
  const rendered = await renderItem(isJsonObject(item) ? item : {}, origin, room);
  if (rendered === undefined) throw methodNotAllowed([], untold);
  const { bytes } = rendered;
  return { ...rendered, etag: `"${await inSteps(digestOf(bytes))}"`, length: bytes.byteLength };
}

/** Bytes that are hashed in one step: some milliseconds. */
const bytesPerStep = 4 * 1024 * 1024;

function* digestOf(bytes: Uint8Array): Steps<string> {
  const hash = createHash('sha256');
  for (let start = 0; start < bytes.byteLength; start += bytesPerStep) {
    hash.update(bytes.subarray(start, start + bytesPerStep));
    if (start > 0) yield;
  }
  return hash.digest('base64url');
}

const headersOf = ({ properties, modified }: AttachmentRecord, { etag, mediaType, extension }: KnownForm) => ({
  ...contentHeaders(fileName(properties.name ?? 'item', extension), mediaType),
  'Content-Type': mediaType,
  ETag: etag,
  'Last-Modified': new Date(modified).toUTCString(),
  'Accept-Ranges': 'bytes',
});
