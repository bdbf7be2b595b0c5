// Reads and writes values of OData's primitive types as text.
import { withoutWhiteSpace } from '../../runtime/text/whiteSpace.ts';

/** Edm.DateTimeOffset in UTC, cut off to the second: `2016-03-12T06:04:38Z`. Throws `RangeError` for an invalid date. */
export const toUtcSeconds = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** The padding that a base64 text may end with, by the number of its digits modulo 4. */
const paddings = [undefined, undefined, '==', '='];

/** White space as encoders of MIME break lines with it (RFC 2045, section 6.8). */
const whiteSpace = /[\t-\r ]/;

/**
 * The bytes of an Edm.Binary literal: base64 or base64url (RFC 4648, sections 4 and 5), padded or not, with white space anywhere. Ignores
 * leftover bits. Undefined for any other text. Takes time in proportion to the text.
 */
export function decodeBinary(literal: string): Uint8Array | undefined {
  const text = whiteSpace.test(literal) ? withoutWhiteSpace(Buffer.from(literal)).toString('latin1') : literal;
  // A search for the first other character can't backtrack, as a match of the whole would over millions of them.
  const end = text.search(/[^A-Za-z0-9+/_-]/);
  const digits = end === -1 ? text.length : end;
  const padding = text.slice(digits);
  if (digits % 4 === 1 || (padding !== '' && padding !== paddings[digits % 4])) return undefined;
  return Buffer.from(text, 'base64');
}

/** The number in a text of digits, since Graph's own examples send some so (contract, section 9); undefined for any other text. */
export const readNumber = (text: string): number | undefined =>
  /^[+-]?\d{1,400}(?:\.\d{1,400})?(?:e[+-]?\d{1,3})?$/i.test(text.trim()) ? Number(text) : undefined;
