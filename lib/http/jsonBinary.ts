// Parses JSON of which one property is a long base64 text: it is decoded from where it lies, and never becomes a text of JSON.
import { Base64, isJsonObject } from '../runtime/json.ts';

/** Where a text lies: behind the quote that begins it, and where the one is that ends it. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** How JSON is parsed whose text comes in pieces, and how a text is decoded: undefined for one that can't be. */
interface Reading {
  readonly parse: (...pieces: readonly Buffer[]) => unknown;
  readonly decode: (text: string) => Uint8Array | undefined;
}

/**
 * What the JSON says. The outermost object's property of this name, in any case of letters, is `Base64` if it is one of the long texts, which
 * `excessOf` has found, and `decode` takes it; else it is a text. Throws what `parse` throws, which is given the bytes in one piece, or in the
 * two around the text.
 */
export function parseWithBinary(bytes: Buffer, property: string, texts: readonly Place[], { parse, decode }: Reading): unknown {
  const place = texts.findLast(({ start }) => nameBefore(bytes, start)?.toLowerCase() === property.toLowerCase());
  const name = place && nameBefore(bytes, place.start);
  if (place === undefined || name === undefined || mayBeGivenAgain(bytes.subarray(place.end), name)) return parse(bytes);
  const text = bytes.toString('latin1', place.start, place.end);
  // JSON has no control characters in its texts (RFC 8259, section 7), though base64 may have ends of lines.
  const decoded = /[\t-\r]/.test(text) ? undefined : decode(text);
  if (decoded === undefined) return parse(bytes);
  const json = parse(bytes.subarray(0, place.start), bytes.subarray(place.end));
  return isJsonObject(json) ? { ...json, [name]: new Base64(decoded) } : json;
}

/** Bytes before a value in which its name is looked for, white space included. */
const nearby = 64;

/** The name of the property whose text begins here; undefined for a name itself, for one with an escape, and for one that isn't near. */
function nameBefore(bytes: Buffer, start: number): string | undefined {
  const before = bytes.toString('latin1', Math.max(0, start - nearby), start);
  return /[{,\s]"([^"\\]+)"\s*:\s*"$/.exec(before)?.[1];
}

/** Whether the name may stand behind its value once more, as it is or with an escape in it: then the later value counts. */
const mayBeGivenAgain = (behind: Buffer, name: string): boolean => behind.includes(`"${name}"`) || behind.includes('\\');
