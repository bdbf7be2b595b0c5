// A form that a webhook sends (RFC 7578): each of its files becomes an attachment, and all of its fields together one more.
import { isUtf8 } from 'node:buffer';
import type { MultipartPart } from '@remix-run/multipart-parser';
import type { NewAttachment } from '../../attachments/attachment.ts';
import { badRequest, ServiceError } from '../../errors.ts';
import { maxAttachmentsPerHook, maxFormParts, maxPartHeaderBytes, maxRequestBytes } from '../../limits.ts';
import { file, given } from './file.ts';
import { cleanName, partName } from './fileName.ts';

/** Characters of a boundary (RFC 2046, section 5.1.1). */
const maxBoundaryLength = 70;

/** The file that holds the fields: a JSON object of their texts, an array where a field came more than once. */
const fieldsName = 'form.json';

/** The attachments, in the form's order, the fields last. Throws 400 for a form that is broken, cut short, empty or too large. */
export async function readForm(bytes: Uint8Array, boundary: string | null | undefined): Promise<readonly NewAttachment[]> {
  if (given(boundary) === undefined || (boundary?.length ?? 0) > maxBoundaryLength)
    throw badRequest("The 'Content-Type' multipart/form-data needs a boundary of at most 70 characters.");
  const parts = await partsOf(bytes, boundary ?? '');
  const fields = new Map<string, string[]>();
  const files: NewAttachment[] = [];
  for (const part of parts) {
    const { field = '', file: name } = partName(part.headers['content-disposition'] ?? '');
    if (isField(part, name)) {
      fields.set(field, [...(fields.get(field) ?? []), Buffer.from(part.bytes).toString()]);
      continue;
    }
    // An input for a file that nobody chose (HTML, "Constructing the entry list").
    if ((name ?? '') === '' && part.size === 0) continue;
    const stem = cleanName(field) ?? 'file';
    files.push(file(part.bytes, { name: cleanName(name ?? ''), type: given(part.headers['content-type']), stem }));
  }
  const attachments = fields.size === 0 ? files : [...files, fieldsFile(fields)];
  if (attachments.length === 0) throw badRequest('The form is empty: it has neither files nor fields.');
  if (attachments.length > maxAttachmentsPerHook)
    throw badRequest(`A form makes at most ${maxAttachmentsPerHook} attachments; its fields are one of them.`);
  return attachments;
}

/** A part without a file's name is a field, unless it says that it is something else than text, or is no text. */
const isField = (part: MultipartPart, name: string | undefined): boolean =>
  name === undefined && /^text\/plain\b/i.test(part.headers['content-type'] ?? 'text/plain') && isUtf8(part.bytes);

function fieldsFile(fields: ReadonlyMap<string, readonly string[]>): NewAttachment {
  const values = [...fields].map(([name, texts]) => [name, texts.length === 1 ? texts[0] : texts] as const);
  return file(Buffer.from(JSON.stringify(Object.fromEntries(values))), { name: fieldsName, stem: 'form' });
}

/** Every part has to say that it is a form's (RFC 7578, section 4.2). The parser is loaded where the first form comes. */
async function partsOf(bytes: Uint8Array, boundary: string): Promise<readonly MultipartPart[]> {
  const { MaxHeaderSizeExceededError, MaxPartsExceededError, parseMultipart } = await import('@remix-run/multipart-parser');
  const limits = { maxParts: maxFormParts, maxHeaderSize: maxPartHeaderBytes, maxFileSize: maxRequestBytes, maxTotalSize: maxRequestBytes };
  try {
    const parts = [...parseMultipart(bytes, { boundary, ...limits })];
    const stranger = parts.findIndex(({ headers }) => !/^form-data\b/i.test(headers['content-disposition'] ?? ''));
    if (stranger !== -1) throw badRequest(`Part ${stranger + 1} of the form has no 'Content-Disposition: form-data'.`);
    return parts;
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    if (error instanceof MaxPartsExceededError) throw badRequest(`A form has at most ${maxFormParts} parts.`, error);
    if (error instanceof MaxHeaderSizeExceededError)
      throw badRequest(`The headers of a part of a form have at most ${maxPartHeaderBytes} bytes.`, error);
    throw badRequest('The body is not the multipart/form-data that it should be: it is broken or cut short.', error);
  }
}
