// Reads and writes values of OData's primitive types as text.
import { withoutWhiteSpace } from '../../runtime/text/whiteSpace.ts';

/** Edm.DateTimeOffset in UTC, cut off to the second: `2016-03-12T06:04:38Z`. Throws `RangeError` for an invalid date. */
export const toUtcSeconds = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** The padding that a base64 text may end with, by the number of its digits modulo 4. */
const paddings = [undefined, undefined, '==', '='];

/** White space as encoders of MIME break lines with it (RFC 2045, section 6.8). */
const whiteSpace = /[\t-\r ]/;

/** What no base64 text has and Node's decoder may take for a digit: it looks at the lower byte of a UTF-16 code unit alone. */
const aboveLatin1 = /[\u0100-\uffff]/;

/**
 * The bytes of an Edm.Binary literal: base64 or base64url (RFC 4648, sections 4 and 5), padded or not, with white space anywhere. Ignores
 * leftover bits. Undefined for any other text. Takes time in proportion to the text, which is read by native code alone.
 */
export function decodeBinary(literal: string): Uint8Array | undefined {
  if (aboveLatin1.test(literal)) return undefined;
  const text = whiteSpace.test(literal) ? withoutWhiteSpace(Buffer.from(literal)).toString('latin1') : literal;
  const padding = text.endsWith('==') ? '==' : text.endsWith('=') ? '=' : '';
  const digits = text.length - padding.length;
  if (digits % 4 === 1 || (padding !== '' && padding !== paddings[digits % 4])) return undefined;
  const bytes = Buffer.from(text, 'base64');
  // The decoder leaves out what is no digit, and ends at a padding: one character less is a byte less, wherever it stood.
  return bytes.length === Math.floor((digits * 3) / 4) ? bytes : undefined;
}

/** The number in a text of digits, since Graph's own examples send some so (contract, section 9); undefined for any other text. */
export const readNumber = (text: string): number | undefined =>
  /^[+-]?\d{1,400}(?:\.\d{1,400})?(?:e[+-]?\d{1,3})?$/i.test(text.trim()) ? Number(text) : undefined;
