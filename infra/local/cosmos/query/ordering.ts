// The order of values in Cosmos DB, as a comparison and as bytes that sort the same way.
import type { Value } from '../http/json.ts';

/** Types in their order: undefined, null, boolean, number, string, array, object. */
export function typeRank(value: Value): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  switch (typeof value) {
    case 'boolean':
      return 2;
    case 'number':
      return 3;
    case 'string':
      return 4;
    default:
      return Array.isArray(value) ? 5 : 6;
  }
}

/** Negative, zero or positive: any two values have an order, across types too. */
export function compareValues(a: Value, b: Value): number {
  const ranks = typeRank(a) - typeRank(b);
  if (ranks !== 0 || a === undefined) return ranks;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'object' && typeof b === 'object') return compareText(JSON.stringify(a), JSON.stringify(b));
  return Number(a) - Number(b);
}

/** Compares strings by code point, which is the order of their UTF-8 bytes and not that of JavaScript's `<`. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = utf8Weight(a.charCodeAt(index)) - utf8Weight(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates (code points from U+10000) below U+E000–U+FFFF; UTF-8 puts them above. */
function utf8Weight(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

export type Direction = 'ascending' | 'descending';

/**
 * Encodes a value as bytes that sort in the order of values. The bytes of one value are never a prefix of another's, so that the key of
 * several values is their concatenation. The descending form is the complement.
 */
export function encodeValue(value: Value, direction: Direction = 'ascending'): Buffer {
  const bytes = Buffer.concat([Buffer.of(typeRank(value)), payload(value)]);
  return direction === 'ascending' ? bytes : complement(bytes);
}

/** The first byte of all values of one type. */
export function encodeType(value: Value, direction: Direction): Buffer {
  const bytes = Buffer.of(typeRank(value));
  return direction === 'ascending' ? bytes : complement(bytes);
}

/** The first key after all keys that begin with these bytes; undefined when there is none. */
export function behind(prefix: Buffer): Buffer | undefined {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end--;
  if (end === 0) return undefined;
  const next = Buffer.from(prefix.subarray(0, end));
  next.writeUInt8(next.readUInt8(end - 1) + 1, end - 1);
  return next;
}

function payload(value: Value): Buffer {
  if (value === undefined || value === null) return Buffer.alloc(0);
  if (typeof value === 'boolean') return Buffer.of(value ? 1 : 0);
  if (typeof value === 'number') return encodeNumber(value);
  return encodeText(typeof value === 'string' ? value : JSON.stringify(value));
}

/** IEEE 754, big-endian: positive numbers get the sign bit, negative ones are complemented. */
function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  if (value < 0) return complement(bytes);
  bytes.writeUInt8(bytes.readUInt8(0) | 0x80, 0);
  return bytes;
}

/** UTF-8 that ends with 00 00; a 00 inside becomes 00 FF, so that a string still sorts before its extensions. */
function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const end = Buffer.of(0, 0);
  if (!bytes.includes(0)) return Buffer.concat([bytes, end]);
  return Buffer.concat([Buffer.from([...bytes].flatMap((byte) => (byte === 0 ? [0, 0xff] : [byte]))), end]);
}

/** The text in the ascending encoding of one. */
export function decodeText(key: Buffer): string {
  const bytes = key.subarray(1, -2);
  if (!bytes.includes(0)) return bytes.toString('utf8');
  return Buffer.from(bytes.filter((_, at) => at === 0 || bytes[at - 1] !== 0 || bytes[at] !== 0xff)).toString('utf8');
}

const complement = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => 0xff - byte));
