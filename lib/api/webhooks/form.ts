// A form that a webhook sends (RFC 7578): each of its files becomes an attachment, and all of its fields together one more.
import { isUtf8 } from 'node:buffer';
import type { NewAttachment } from '../../attachments/attachment.ts';
import { badRequest } from '../../runtime/errors.ts';
import { maxAttachmentsPerHook } from '../../runtime/limits.ts';
import { file, given } from './file.ts';
import { cleanName, partName } from './fileName.ts';
import { headerText } from './headerText.ts';
import { partsOf } from './multipart.ts';
import { contentOf } from './transferEncoding.ts';

/** Characters of a boundary (RFC 2046, section 5.1.1). */
const maxBoundaryLength = 70;

/** The file that holds the fields: a JSON object of their texts, an array where a field came more than once. */
const fieldsName = 'form.json';

/**
 * The attachments, in the form's order, the fields last. Throws 400 for a form that is broken, cut short, empty or too large, and for a part
 * that isn't a form's, 415 for one that is packed.
 */
export function readForm(bytes: Uint8Array, boundary: string | null | undefined): readonly NewAttachment[] {
  if (given(boundary) === undefined || (boundary?.length ?? 0) > maxBoundaryLength)
    throw badRequest("The 'Content-Type' multipart/form-data needs a boundary of at most 70 characters.");
  const fields = new Map<string, string[]>();
  const files: NewAttachment[] = [];
  for (const part of partsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), boundary ?? '')) {
    const { number, headers } = part;
    const disposition = headers.get('content-disposition') ?? '';
    // Every part has to say that it is a form's (RFC 7578, section 4.2).
    if (!/^form-data\b/i.test(disposition)) throw badRequest(`Part ${number} of the form has no 'Content-Disposition: form-data'.`);
    const { field = '', file: name } = partName(disposition);
    const type = given(headerText(headers.get('content-type') ?? ''));
    const content = contentOf(part);
    if (name === undefined && isText(type, content)) {
      fields.set(field, [...(fields.get(field) ?? []), Buffer.from(content).toString()]);
      continue;
    }
    // An input for a file that nobody chose (HTML, "Constructing the entry list").
    if ((name ?? '') === '' && content.byteLength === 0) continue;
    const of = `The file in part ${number} of the form`;
    files.push(file(content, { name: cleanName(name ?? '', of), type, stem: cleanName(field, of) ?? 'file' }));
  }
  const attachments = fields.size === 0 ? files : [...files, fieldsFile(fields)];
  if (attachments.length === 0) throw badRequest('The form is empty: it has neither files nor fields.');
  if (attachments.length > maxAttachmentsPerHook)
    throw badRequest(`A form makes at most ${maxAttachmentsPerHook} attachments; its fields are one of them.`);
  return attachments;
}

/** A part without a file's name is a field, unless it says that it is something else than text, or is no text: in JSON each control has six characters. */
const isText = (type: string | undefined, content: Uint8Array): boolean =>
  /^text\/plain\b/i.test(type ?? 'text/plain') && isUtf8(content) && !controls.test(latin1(content));

const latin1 = ({ buffer, byteOffset, byteLength }: Uint8Array): string => Buffer.from(buffer, byteOffset, byteLength).toString('latin1');

/** Of ASCII's controls those that no text has: all but tabs and what ends lines and pages. */
const controls = /[\x00-\x08\x0b\x0e-\x1f]/;

function fieldsFile(fields: ReadonlyMap<string, readonly string[]>): NewAttachment {
  const values = [...fields].map(([name, texts]) => [name, texts.length === 1 ? texts[0] : texts] as const);
  return file(Buffer.from(JSON.stringify(Object.fromEntries(values))), { name: fieldsName, stem: 'form' });
}
