// Cuts a `multipart/*` body into its parts (RFC 2046, section 5.1.1). Their headers stay bytes, for not every sender writes them in UTF-8.
import { badRequest } from '../../runtime/errors.ts';
import { maxFormHeaderBytes, maxFormParts, maxNearDelimiters, maxPartHeaderBytes } from '../../runtime/limits/webhooks.ts';

export interface FormPart {
  /** Counts from 1. */
  readonly number: number;
  /**
   * Headers by their names in lower case. A value has one character for each byte; a value that was folded over several lines is in one
   * line.
   */
  readonly headers: ReadonlyMap<string, string>;
  /** The body's own bytes, not a copy. */
  readonly content: Buffer;
}

/** A delimiter: where the content before it ends, where its own line ends, and whether it is the last one. */
interface Delimiter {
  readonly start: number;
  readonly end: number;
  readonly isLast: boolean;
}

const lineBreak = '\r\n';
const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const hyphen = 0x2d;

/**
 * The parts in their order. Throws 400 for a body that is broken or cut short, for too many parts, and for too long headers of one or of
 * all together.
 */
export function partsOf(body: Buffer, boundary: string): readonly FormPart[] {
  const parts: FormPart[] = [];
  const delimiters = delimitersIn(body, boundary);
  let headerBytes = 0;
  let delimiter = delimiters.next().value;
  while (delimiter?.isLast === false) {
    const next = delimiters.next().value;
    if (next === undefined) throw broken();
    if (parts.length === maxFormParts) throw badRequest(`A form has at most ${maxFormParts} parts.`);
    const bytes = body.subarray(delimiter.end, Math.max(delimiter.end, next.start));
    const headersEnd = endOfHeaders(bytes);
    headerBytes += headersEnd;
    if (headerBytes > maxFormHeaderBytes)
      throw badRequest(`The headers of all parts of a form have at most ${maxFormHeaderBytes} bytes together.`);
    parts.push(partIn(bytes, headersEnd, parts.length + 1));
    delimiter = next;
  }
  if (delimiter === undefined) throw broken();
  return parts;
}

const broken = () => badRequest('The body is not the multipart/form-data that it should be: it is broken or cut short.');

/**
 * The delimiters, each at the beginning of a line, with its white space (`transport-padding`) and its line break; two in a row may share
 * one. Throws 400 where lines only begin as a delimiter does again and again.
 */
function* delimitersIn(body: Buffer, boundary: string): Generator<Delimiter, undefined> {
  const text = Buffer.from(`${lineBreak}--${boundary}`, 'latin1');
  const first = delimiterAt(body, 0, text.length - lineBreak.length);
  const begins = body.subarray(0, text.length - lineBreak.length).equals(text.subarray(lineBreak.length));
  if (begins && first !== undefined) yield { start: 0, ...first };
  let near = 0;
  for (let start = body.indexOf(text); start !== -1;) {
    const found = delimiterAt(body, start, text.length);
    if (found !== undefined) yield { start, ...found };
    else if (++near > maxNearDelimiters)
      throw badRequest("The 'Content-Type' multipart/form-data needs a boundary that its parts don't have.");
    start = body.indexOf(text, found === undefined ? start + lineBreak.length : found.end - lineBreak.length);
  }
  return undefined;
}

/** The delimiter at this position, whose first bytes have been found to match; undefined if the rest of the line isn't a delimiter's. */
function delimiterAt(body: Buffer, start: number, length: number): Omit<Delimiter, 'start'> | undefined {
  let end = start + length;
  const isLast = body[end] === hyphen && body[end + 1] === hyphen;
  if (isLast) end += 2;
  while (body[end] === 0x20 || body[end] === 0x09) end++;
  // Not every sender ends the last line correctly.
  if (isLineBreak(body, end) || (isLast && (end === body.length || body[end] === lineFeed))) return { end: end + lineBreak.length, isLast };
  return undefined;
}

const isLineBreak = (body: Buffer, at: number): boolean => body[at] === carriageReturn && body[at + 1] === lineFeed;

/** Where the headers of a part end. Throws 400 for headers that have no end or are too long. */
function endOfHeaders(bytes: Buffer): number {
  // A part without headers begins with the line break that ends them.
  const end = isLineBreak(bytes, 0) ? 0 : bytes.subarray(0, maxPartHeaderBytes + 2 * lineBreak.length).indexOf(`${lineBreak}${lineBreak}`);
  if (end !== -1) return end;
  if (bytes.length <= maxPartHeaderBytes) throw broken();
  throw badRequest(`The headers of a part of a form have at most ${maxPartHeaderBytes} bytes.`);
}

function partIn(bytes: Buffer, headersEnd: number, number: number): FormPart {
  const content = bytes.subarray(headersEnd + (headersEnd === 0 ? 1 : 2) * lineBreak.length);
  return { number, headers: headersIn(bytes.toString('latin1', 0, headersEnd)), content };
}

function headersIn(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.replaceAll(/\r\n(?=[ \t])/g, '').split(lineBreak)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const before = headers.get(name);
    const value = line.slice(colon + 1).trim();
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}
