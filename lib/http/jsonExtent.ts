// How deep a JSON text is and how much it has in it, told before it is parsed: nothing can interrupt a parser.
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
 * What the text has too much of, as the end of a sentence; nothing where a parser may have it. Of text that isn't JSON it says the one or
 * the other. Looks at each byte once, and at none behind the first excess.
 */
export function excessOf(bytes: Uint8Array): string | undefined {
  /** How many properties each object has that is open; what writes JSON recurses, and must not run out of stack. */
  const properties = new Uint32Array(maxJsonDepth + 2);
  let depth = 0;
  let values = 1;
  let allProperties = 0;
  for (let i = 0; i < bytes.length; i++) {
    switch (bytes[i]) {
      case quote:
        i = endOfString(bytes, i + 1);
        break;
      case openingBracket:
      case openingBrace:
        if (++depth > maxJsonDepth) return `it is nested deeper than ${maxJsonDepth} levels`;
        if (++values > maxJsonValues) return `it has more than ${maxJsonValues} values`;
        properties[depth] = 0;
        break;
      case closingBracket:
      case closingBrace:
        // Behind the end there is no JSON any more.
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

/** Whether the text has more values or properties than are read, and isn't nested too deep as far as that is seen. */
export const isMoreThanRead = (bytes: Uint8Array): boolean => excessOf(bytes)?.includes('more than') ?? false;

/** Bytes of a string without a quote after which native search takes over: it is faster, but costs more each time it begins. */
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
