// Values of OData's primitive types, as text in answers and requests.

/** Edm.DateTimeOffset in UTC to the second, the rest cut off: `2016-03-12T06:04:38Z`. Throws `RangeError` for an invalid date. */
export const toUtcSeconds = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** The padding that a text of so many digits, modulo 4, may end with. */
const paddings = [undefined, undefined, '==', '='];

/**
 * The bytes of an Edm.Binary literal: base64 or base64url (RFC 4648, sections 4 and 5), padded or not, leftover bits ignored; nothing
 * when the text is neither, whitespace included. Takes time in proportion to the text.
 */
export function decodeBinary(text: string): Uint8Array | undefined {
  // A search for the first other character can't backtrack, as a match of the whole would over millions of them.
  const end = text.search(/[^A-Za-z0-9+/_-]/);
  const digits = end === -1 ? text.length : end;
  const padding = text.slice(digits);
  if (digits % 4 === 1 || (padding !== '' && padding !== paddings[digits % 4])) return undefined;
  return Buffer.from(text, 'base64');
}
