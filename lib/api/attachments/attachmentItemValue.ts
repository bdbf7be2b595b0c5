// GET …/attachments/{id}/$value of an item: the item as a file of its own format.
import { createHash } from 'node:crypto';
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import type { MadeForm } from '../../formats/itemForms.ts';
import type { KnownForm } from '../../formats/itemForms.ts';
import { fileName } from '../../formats/nestedAttachments.ts';
import { renderItem } from '../../formats/render.ts';
import { createMemoryMeter } from '../../formats/rendering.ts';
import { itemNotFound, methodNotAllowed } from '../../runtime/errors.ts';
import { inSteps, type Steps } from '../../runtime/inSteps.ts';
import { budgetPerServedByte } from '../../runtime/limits.ts';
import { isJsonObject } from '../../odata/types/bodyReader.ts';
import type { EventCall } from '../call.ts';
import { contentHeaders } from '../../http/contentHeaders.ts';
import type { Reply } from '../../http/messages.ts';
import { askedPart, headReply, partReply, type AskedPart, type ServedBytes } from '../../http/servedBytes.ts';
import { throttleKey } from '../throttling/visitor.ts';

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
  const early = known && askedOf(call, servedItem(record, known));
  if (early !== undefined && 'status' in early) return early;

  const who = throttleKey(caller, reference);
  const { form, isKept } = await services.itemForms.get(
    key,
    who,
    () => madeForm(call, record),
    (bytes, takenBack) => share.lend(bytes, takenBack),
  );
  const served = servedItem(record, form);
  const asked = askedOf(call, served);
  if ('status' in asked) return asked;
  // What was made for this request is counted already.
  if (isKept) share.take(asked.length * budgetPerServedByte);
  const { range } = asked;
  return partReply(served, asked, range === undefined ? form.bytes : form.bytes.subarray(range.first, range.last + 1));
}

/** The answer without the bytes; or which of them are asked for. Throws 412, 416, and 507 in a batch without room. */
function askedOf({ request, requireRoom }: EventCall, served: ServedBytes): Reply | AskedPart {
  const asked = askedPart(request, served);
  if ('status' in asked) return asked;
  if (request.method === 'HEAD') return headReply(served);
  requireRoom?.(asked.length);
  return asked;
}

async function madeForm({ services, share }: EventCall, record: AttachmentRecord): Promise<MadeForm> {
  const { properties, created } = record;
  share.take((properties.size ?? 0) * bytesPerByte);
  const stored = await services.attachments.content(record);
  if (stored === undefined) throw itemNotFound();
  const item: unknown = JSON.parse(Buffer.from(stored).toString());
  const origin = { id: record.attachmentId, name: properties.name ?? '', attached: Date.parse(created) };
  const memory = createMemoryMeter((more) => share.take(more));
  const rendered = await renderItem(isJsonObject(item) ? item : {}, origin, memory);
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

const servedItem = ({ properties, modified }: AttachmentRecord, { etag, length, mediaType, extension }: KnownForm): ServedBytes => ({
  what: 'item',
  etag,
  modified,
  length,
  headers: { ...contentHeaders(fileName(properties.name ?? 'item', extension), mediaType), 'Content-Type': mediaType },
});
