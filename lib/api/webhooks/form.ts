// A form that a webhook sends (RFC 7578): each of its files becomes an attachment, and all of its fields together one more.
import { isUtf8 } from 'node:buffer';
import type { NewAttachment } from '../../attachments/attachment.ts';
import { badRequest } from '../../runtime/errors.ts';
import { unitsPerStep, type Steps } from '../../runtime/inSteps.ts';
import { maxAttachmentsPerHook } from '../../runtime/limits/webhooks.ts';
import { cleanName, file, nonEmpty, partName } from './file.ts';
import { headerText } from './headerText.ts';
import { partsOf, type FormPart } from './multipart.ts';
import { contentOf } from './transferEncoding.ts';

/** Characters of a boundary (RFC 2046, section 5.1.1). */
const maxBoundaryLength = 70;

/** The file that holds the fields: a JSON object of their texts, an array where a field came more than once. */
const fieldsName = 'form.json';

/**
 * The attachments, in the form's order, the one with the fields last. Throws 400 for a form that is broken, cut short, empty or too large,
 * and for a part that isn't a form's; 415 for a compressed part.
 */
export function* readForm(bytes: Uint8Array, boundary: string | null | undefined): Steps<readonly NewAttachment[]> {
  const fields = new Map<string, string[]>();
  const files: NewAttachment[] = [];
  let done = 0;
  for (const part of partsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), requireBoundary(boundary))) {
    const read = readPart(part);
    if (isField(read)) fields.set(read.field, [...(fields.get(read.field) ?? []), Buffer.from(read.content).toString()]);
    else if (!isUnchosen(read)) files.push(attachedFile(read));
    done += effortOf(part);
    if (done < unitsPerStep) continue;
    done = 0;
    yield;
  }
  const attachments = fields.size === 0 ? files : [...files, fieldsFile(fields)];
  if (attachments.length === 0) throw badRequest('The form is empty: it has neither files nor fields.');
  if (attachments.length > maxAttachmentsPerHook)
    throw badRequest(`A form makes at most ${maxAttachmentsPerHook} attachments; its fields are one of them.`);
  return attachments;
}

/** How much a part is to read, in bytes of content: its headers are decoded word by word, which takes some ten times as long. */
const effortOf = ({ headers, content }: FormPart): number =>
  content.byteLength + 10 * [...headers.values()].reduce((sum, { length }) => sum + length, 0);

function requireBoundary(boundary: string | null | undefined): string {
  if (!boundary || nonEmpty(boundary) === undefined || boundary.length > maxBoundaryLength)
    throw badRequest("The 'Content-Type' multipart/form-data needs a boundary of at most 70 characters.");
  return boundary;
}

/** A part of the form as its headers describe it. */
interface FieldPart {
  /** Its place in the form, for errors. */
  readonly number: number;
  /** The name of the form's field; empty without one. */
  readonly field: string;
  /** The name of the file that the field holds; undefined where the part names none. */
  readonly fileName: string | undefined;
  readonly type: string | undefined;
  readonly content: Uint8Array;
}

/** Reads the headers of a part. Throws 400 unless they say that the part is a form's (RFC 7578, section 4.2), 415 when it is compressed. */
function readPart(part: FormPart): FieldPart {
  const { number, headers } = part;
  const disposition = headers.get('content-disposition') ?? '';
  if (!/^form-data\b/i.test(disposition)) throw badRequest(`Part ${number} of the form has no 'Content-Disposition: form-data'.`);
  const { field = '', file: fileName } = partName(disposition);
  return { number, field, fileName, type: nonEmpty(headerText(headers.get('content-type') ?? '')), content: contentOf(part) };
}

const isField = ({ fileName, type, content }: FieldPart): boolean => fileName === undefined && isText(type, content);

/**
 * Whether the part comes from a file input for which the user chose no file; browsers send an empty part then (HTML, "Constructing the
 * entry list").
 */
const isUnchosen = ({ fileName = '', content }: FieldPart): boolean => fileName === '' && content.byteLength === 0;

function attachedFile({ number, field, fileName = '', type, content }: FieldPart): NewAttachment {
  const of = `The file in part ${number} of the form`;
  return file(content, { name: cleanName(fileName, of), type, stem: cleanName(field, of) ?? 'file' });
}

/** Whether content is text, by its type and by its bytes. Controls count as binary: JSON writes each of them with six characters. */
const isText = (type: string | undefined, content: Uint8Array): boolean =>
  /^text\/plain\b/i.test(type ?? 'text/plain') && isUtf8(content) && !controls.test(latin1(content));

const latin1 = ({ buffer, byteOffset, byteLength }: Uint8Array): string => Buffer.from(buffer, byteOffset, byteLength).toString('latin1');

/** The control characters of ASCII that no text contains: all except tabs and the ends of lines and pages. */
const controls = /[\x00-\x08\x0b\x0e-\x1f]/;

function fieldsFile(fields: ReadonlyMap<string, readonly string[]>): NewAttachment {
  const values = [...fields].map(([name, texts]) => [name, texts.length === 1 ? texts[0] : texts] as const);
  return file(Buffer.from(JSON.stringify(Object.fromEntries(values))), { name: fieldsName, stem: 'form' });
}
