// Checks the value of an extended property against its type, and makes the forms by which filters find it.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { instantInQuery } from '../time/dateTimeText.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { guidIn, type PropertyType } from './propertyId.ts';

const wholeNumber = /^[+-]?\d{1,19}$/;
const decimalNumber = /^[+-]?(?:\d{1,309}(?:\.\d{0,100})?|\.\d{1,100})(?:e[+-]?\d{1,3})?$/i;

/** Whether the text is a value of the type, in the form of Graph's pages: numbers in decimal, times in ISO 8601, bytes in base64. */
export function isValueOf(type: PropertyType, text: string): boolean {
  switch (type) {
    case 'String':
      return true;
    case 'Boolean':
      return /^(?:true|false)$/i.test(text);
    case 'Short':
      return integerIn(text, 16) !== undefined;
    case 'Integer':
      return integerIn(text, 32) !== undefined;
    case 'Long':
      return integerIn(text, 64) !== undefined;
    case 'Float':
    case 'Double':
    case 'Currency':
      return numberIn(text) !== undefined;
    case 'SystemTime':
      return instantIn(text) !== undefined;
    case 'CLSID':
      return guidIn(text) !== undefined;
    case 'Binary':
      return isBase64(text);
  }
}

/** Base64 or base64url, padded or not. The search for the first other character can't backtrack. */
function isBase64(text: string): boolean {
  const end = text.search(/[^A-Za-z0-9+/_-]/);
  const digits = end === -1 ? text.length : end;
  const padding = text.slice(digits);
  return digits % 4 !== 1 && (padding === '' || padding === '='.repeat((4 - (digits % 4)) % 4));
}

/** A value as documents are searched by it. */
export const searchableValue = z.object({
  /** The first characters in lower case, which `contains` and `startswith` search. */
  text: z.string(),
  /** A hash of the whole value in lower case, which `eq` and `ne` compare. */
  whole: z.string(),
  /** The value as a number, if it is one. */
  number: z.number().optional(),
  /** As an integer of 64 bits, in a form that sorts as integers do: JSON's numbers have 53. */
  integer: z.string().optional(),
  /** As a point in time, in RFC 3339 and UTC to the millisecond. */
  instant: z.string().optional(),
  /** As a GUID in lower case, without braces. */
  guid: z.string().optional(),
});
export type SearchableValue = z.infer<typeof searchableValue>;

/**
 * Characters of a value that `contains` and `startswith` search: as many as Exchange's tables show of one. Longer values are found by `eq`
 * and `ne`, which compare all of it.
 */
export const searchedCharacters = 255;

/** The value of any type, since filters cast. */
export function searchable(value: string): SearchableValue {
  const number = numberIn(value);
  const integer = integerIn(value, 64);
  const instant = instantIn(value);
  const guid = guidIn(value);
  return {
    text: value.slice(0, searchedCharacters).toLowerCase(),
    whole: wholeHash(value),
    ...(number !== undefined && { number }),
    ...(integer !== undefined && { integer: sortableInteger(integer) }),
    ...(instant !== undefined && { instant: new Date(instant).toISOString() }),
    ...(guid !== undefined && { guid }),
  };
}

export const wholeHash = (value: string): string =>
  createHash('sha256').update(value.toLowerCase()).digest('base64url').slice(0, hashLength);

/** Characters of the hash: 132 bits. */
const hashLength = 22;

/** The integer that a text is, if it has so many bits at most. */
function integerIn(text: string, bits: 16 | 32 | 64): bigint | undefined {
  if (!wholeNumber.test(text)) return undefined;
  const integer = BigInt(text.replace(/^\+/, ''));
  return integer === BigInt.asIntN(bits, integer) ? integer : undefined;
}

/** Digits that sort as the integers do. */
export const sortableInteger = (integer: bigint): string => (integer + 2n ** 63n).toString().padStart(20, '0');

function numberIn(text: string): number | undefined {
  if (!decimalNumber.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

const beginsAsDate = /^\d{4}-\d\d-\d\d/;

function instantIn(text: string): number | undefined {
  if (text.length > 40 || !beginsAsDate.test(text)) return undefined;
  try {
    return instantInQuery(text);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
