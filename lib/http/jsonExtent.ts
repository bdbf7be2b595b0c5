// Measures the depth and the number of values of a JSON text before it is parsed, since a running parser can't be interrupted.
import { maxJsonDepth, maxJsonProperties, maxJsonValues, maxObjectProperties } from '../runtime/limits.ts';

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openingBracket = 0x5b;
const backslash = 0x5c;
const closingBracket = 0x5d;
const openingBrace = 0x7b;
const closingBrace = 0x7d;

/**
 * What the text has too much of, as the end of a sentence; undefined if it may be parsed. For text that isn't JSON the result may be
 * either. Reads each byte once, and none after the first excess. `longText` is told where each long text of the outermost object or list lies,
 * a name or a value: behind the quote that begins it, and at the one that ends it.
 */
export function excessOf(bytes: Uint8Array, longText?: (start: number, end: number) => void): string | undefined {
  /** The number of properties of each open object. The depth is limited because writing JSON recurses and must not run out of stack. */
  const properties = new Uint32Array(maxJsonDepth + 2);
  let depth = 0;
  let values = 1;
  let allProperties = 0;
  for (let i = 0; i < bytes.length; i++) {
    switch (bytes[i]) {
      case quote:
        i = toldOf(i + 1, endOfString(bytes, i + 1), depth, longText);
        break;
      case openingBracket:
      case openingBrace:
        if (++depth > maxJsonDepth) return `it is nested deeper than ${maxJsonDepth} levels`;
        if (++values > maxJsonValues) return `it has more than ${maxJsonValues} values`;
        properties[depth] = 0;
        break;
      case closingBracket:
      case closingBrace:
        // After the end of the outermost value the text is no JSON any more.
        if (--depth < 0) return undefined;
        break;
      case comma:
        if (++values > maxJsonValues) return `it has more than ${maxJsonValues} values`;
        break;
      case colon: {
        const own = (properties[depth] ?? 0) + 1;
        properties[depth] = own;
        if (own > maxObjectProperties) return `an object in it has more than ${maxObjectProperties} properties`;
        if (++allProperties > maxJsonProperties) return `its objects have more than ${maxJsonProperties} properties together`;
        break;
      }
    }
  }
  return undefined;
}

/** Bytes from which a text is long. */
const long = 16 * 1024;

/** The end of a text, of which `longText` is told where it is long and not nested. */
function toldOf(start: number, end: number, depth: number, longText?: (start: number, end: number) => void): number {
  if (end - start >= long && depth === 1) longText?.(start, end);
  return end;
}

/** Whether an excess is one of values or properties, more than the service reads; false for what is nested too deep. */
export const isMoreThanRead = (excess: string | undefined): boolean => excess?.includes('more than') ?? false;

/** After so many bytes without a quote, a native search looks for the end of the string: it is faster, but each start costs more. */
const near = 32;

/** The index of the quote that ends the string. */
function endOfString(bytes: Uint8Array, start: number): number {
  let i = start;
  let far = i + near;
  while (i < bytes.length) {
    const byte = bytes[i];
    if (byte === quote) return i;
    i += byte === backslash ? 2 : 1;
    if (byte === backslash) far = i + near;
    if (i < far) continue;
    const found = bytes.indexOf(quote, i);
    if (found === -1) return bytes.length;
    let escapes = 0;
    while (found - escapes > i && bytes[found - 1 - escapes] === backslash) escapes++;
    if (escapes % 2 === 0) return found;
    i = found + 1;
    far = i + near;
  }
  return bytes.length;
}
