// Cuts a `multipart/*` body into its parts (RFC 2046, section 5.1.1). Their headers stay bytes, for not every sender writes them in UTF-8.
import { badRequest } from '../../errors.ts';
import { maxFormParts, maxPartHeaderBytes } from '../../limits.ts';

export interface FormPart {
  /** From 1. */
  readonly number: number;
  /** By their names in lower case, each value with a character for each byte; what was folded over several lines is in one. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body's own bytes, not a copy. */
  readonly content: Buffer;
}

/** A delimiter: where the content before it ends, where its own line does, and whether it is the last. */
interface Delimiter {
  readonly start: number;
  readonly end: number;
  readonly isLast: boolean;
}

const lineBreak = '\r\n';
const lineFeed = 0x0a;

/** The parts in their order. Throws 400 for a body that is broken or cut short, and for too many parts or too long headers of one. */
export function partsOf(body: Buffer, boundary: string): readonly FormPart[] {
  const parts: FormPart[] = [];
  let delimiter = nextDelimiter(body, boundary, 0);
  while (delimiter?.isLast === false) {
    const next = nextDelimiter(body, boundary, delimiter.end - lineBreak.length);
    if (next === undefined) throw broken();
    if (parts.length === maxFormParts) throw badRequest(`A form has at most ${maxFormParts} parts.`);
    parts.push(partIn(body.subarray(delimiter.end, Math.max(delimiter.end, next.start)), parts.length + 1));
    delimiter = next;
  }
  if (delimiter === undefined) throw broken();
  return parts;
}

const broken = () => badRequest('The body is not the multipart/form-data that it should be: it is broken or cut short.');

/** The first delimiter that begins a line at or behind this place, with its white space (`transport-padding`) and its line break. */
function nextDelimiter(body: Buffer, boundary: string, from: number): Delimiter | undefined {
  const text = `--${boundary}`;
  for (let start = body.indexOf(text, from, 'latin1'); start !== -1; start = body.indexOf(text, start + 1, 'latin1')) {
    const beginsLine = start === 0 || (start >= from + lineBreak.length && isAt(body, lineBreak, start - lineBreak.length));
    if (!beginsLine) continue;
    let end = start + text.length;
    const isLast = isAt(body, '--', end);
    if (isLast) end += '--'.length;
    while (body[end] === 0x20 || body[end] === 0x09) end++;
    // Not every sender ends the last line as it ought to.
    if (isAt(body, lineBreak, end) || (isLast && (end === body.length || body[end] === lineFeed)))
      return { start: start === 0 ? 0 : start - lineBreak.length, end: end + lineBreak.length, isLast };
  }
  return undefined;
}

const isAt = (body: Buffer, text: string, at: number): boolean => body.toString('latin1', at, at + text.length) === text;

function partIn(bytes: Buffer, number: number): FormPart {
  // A part without headers begins with the line break that ends them.
  const headersEnd = isAt(bytes, lineBreak, 0) ? 0 : bytes.indexOf(`${lineBreak}${lineBreak}`);
  if (headersEnd === -1) throw broken();
  if (headersEnd > maxPartHeaderBytes) throw badRequest(`The headers of a part of a form have at most ${maxPartHeaderBytes} bytes.`);
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
