// The built-in functions: an argument of the wrong type makes the result undefined.
import { isObject, parseJson } from '../http/json.ts';
import type { Json, Value } from '../http/json.ts';
import { typeRank } from '../query/ordering.ts';
import { equal, sameJson } from './operators.ts';

export interface BuiltIn {
  readonly least: number;
  readonly most: number;
  readonly apply: (values: readonly Value[]) => Value;
}

type Implementation = (...values: readonly Value[]) => Value;
const takes = (least: number, most: number, implementation: Implementation): BuiltIn => ({
  least,
  most,
  apply: (values) => implementation(...values),
});

const ofText = (compute: (text: string) => Value): BuiltIn => takes(1, 1, (text) => (typeof text === 'string' ? compute(text) : undefined));

const ofNumber = (compute: (value: number) => number): BuiltIn =>
  takes(1, 1, (value) => {
    const result = typeof value === 'number' ? compute(value) : Number.NaN;
    return Number.isFinite(result) ? result : undefined;
  });

/** Two strings, and whether to ignore case. */
const compareText = (holds: (text: string, part: string) => boolean): BuiltIn =>
  takes(2, 3, (text, part, ignoreCase = false) => {
    if (typeof text !== 'string' || typeof part !== 'string' || typeof ignoreCase !== 'boolean') return undefined;
    return ignoreCase ? holds(text.toLowerCase(), part.toLowerCase()) : holds(text, part);
  });

const ofTextAndNumber = (compute: (text: string, count: number) => Value): BuiltIn =>
  takes(2, 2, (text, count) => (typeof text === 'string' && typeof count === 'number' ? compute(text, count) : undefined));

const isA = (holds: (value: Value) => boolean): BuiltIn => takes(1, 1, (value) => holds(value));

/** Whether an object contains all members of another, with equal values. */
const isPartOf = (part: Json, whole: Json): boolean =>
  isObject(part) && isObject(whole) && Object.entries(part).every(([name, value]) => equal(whole[name], value) === true);

function arrayContains(array: Value, value: Value, partial: Value = false): Value {
  if (!Array.isArray(array) || value === undefined) return undefined;
  return array.some((item) => sameJson(item, value) || (partial === true && isPartOf(value, item)));
}

function arraySlice(array: Value, start: Value, length: Value): Value {
  if (!Array.isArray(array) || typeof start !== 'number') return undefined;
  const from = start < 0 ? Math.max(0, array.length + start) : start;
  return array.slice(from, typeof length === 'number' ? from + Math.max(0, length) : undefined);
}

function substring(text: Value, start: Value, length: Value): Value {
  if (typeof text !== 'string' || typeof start !== 'number' || typeof length !== 'number') return undefined;
  const from = Math.max(0, start);
  return text.slice(from, from + Math.max(0, length));
}

function regexMatch(text: Value, pattern: Value, flags: Value = ''): Value {
  if (typeof text !== 'string' || typeof pattern !== 'string' || typeof flags !== 'string') return undefined;
  try {
    return new RegExp(pattern, flags).test(text);
  } catch {
    return undefined;
  }
}

/** The JSON value that a text holds, if it has this type. */
const parsed = (wanted: (value: Json) => boolean): BuiltIn =>
  ofText((text) => {
    try {
      const value = parseJson(text);
      return wanted(value) ? value : undefined;
    } catch {
      return undefined;
    }
  });

const any = Number.POSITIVE_INFINITY;

/** The functions by their names in capitals. */
export const functions: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  ['IS_DEFINED', isA((value) => value !== undefined)],
  ['IS_NULL', isA((value) => value === null)],
  ['IS_BOOL', isA((value) => typeof value === 'boolean')],
  ['IS_NUMBER', isA((value) => typeof value === 'number')],
  ['IS_INTEGER', isA((value) => Number.isInteger(value))],
  ['IS_STRING', isA((value) => typeof value === 'string')],
  ['IS_ARRAY', isA((value) => Array.isArray(value))],
  ['IS_OBJECT', isA(isObject)],
  ['IS_PRIMITIVE', isA((value) => value !== undefined && typeRank(value) <= 4)],
  ['STARTSWITH', compareText((text, part) => text.startsWith(part))],
  ['ENDSWITH', compareText((text, part) => text.endsWith(part))],
  ['CONTAINS', compareText((text, part) => text.includes(part))],
  ['STRINGEQUALS', compareText((text, part) => text === part)],
  ['LOWER', ofText((text) => text.toLowerCase())],
  ['UPPER', ofText((text) => text.toUpperCase())],
  ['TRIM', ofText((text) => text.trim())],
  ['LTRIM', ofText((text) => text.trimStart())],
  ['RTRIM', ofText((text) => text.trimEnd())],
  ['LENGTH', ofText((text) => text.length)],
  ['REVERSE', ofText((text) => Array.from(text).reverse().join(''))],
  ['LEFT', ofTextAndNumber((text, count) => text.slice(0, Math.max(0, count)))],
  ['RIGHT', ofTextAndNumber((text, count) => text.slice(Math.max(0, text.length - Math.max(0, count))))],
  ['SUBSTRING', takes(3, 3, substring)],
  ['CONCAT', takes(2, any, (...values) => (values.every((value) => typeof value === 'string') ? values.join('') : undefined))],
  [
    'REPLACE',
    takes(3, 3, (...values) => {
      const [text, from, to] = values;
      return typeof text === 'string' && typeof from === 'string' && typeof to === 'string' ? text.replaceAll(from, () => to) : undefined;
    }),
  ],
  ['INDEX_OF', takes(2, 2, (text, part) => (typeof text === 'string' && typeof part === 'string' ? text.indexOf(part) : undefined))],
  ['TOSTRING', takes(1, 1, (value) => (typeof value === 'string' || value === undefined ? value : JSON.stringify(value)))],
  ['STRINGTONUMBER', parsed((value) => typeof value === 'number')],
  ['STRINGTOBOOLEAN', parsed((value) => typeof value === 'boolean')],
  ['REGEXMATCH', takes(2, 3, regexMatch)],
  ['ARRAY_CONTAINS', takes(2, 3, arrayContains)],
  ['ARRAY_LENGTH', takes(1, 1, (array) => (Array.isArray(array) ? array.length : undefined))],
  ['ARRAY_SLICE', takes(2, 3, arraySlice)],
  ['ARRAY_CONCAT', takes(2, any, (...arrays) => (arrays.every((array) => Array.isArray(array)) ? arrays.flat(1) : undefined))],
  ['IIF', takes(3, 3, (test, then, otherwise) => (test === true ? then : otherwise))],
  ['ABS', ofNumber(Math.abs)],
  ['FLOOR', ofNumber(Math.floor)],
  ['CEILING', ofNumber(Math.ceil)],
  ['ROUND', ofNumber(Math.round)],
  ['TRUNC', ofNumber(Math.trunc)],
  ['SIGN', ofNumber(Math.sign)],
  ['SQRT', ofNumber(Math.sqrt)],
  ['GETCURRENTDATETIME', takes(0, 0, () => new Date().toISOString().replace('Z', '0000Z'))],
  ['GETCURRENTTIMESTAMP', takes(0, 0, () => Date.now())],
]);
