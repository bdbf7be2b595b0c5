// Operators on values: an operator that doesn't apply gives undefined, which is neither true nor false.
import { isObject } from '../http/json.ts';
import type { Json, Value } from '../http/json.ts';
import { compareValues, typeRank } from '../query/ordering.ts';
import type { BinaryOperator, UnaryOperator } from './syntax.ts';

/** Deep equality; the order of an object's members doesn't matter. */
export function sameJson(a: Json, b: Json): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => item === b[index] || sameMember(item, b[index]));
  if (isObject(a) && isObject(b)) {
    const names = Object.keys(a);
    return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && sameMember(a[name], b[name]));
  }
  return a === b;
}

const sameMember = (a: Value, b: Value): boolean => a !== undefined && b !== undefined && sameJson(a, b);

/** Values of different types aren't unequal: the result is undefined. */
export const equal = (a: Value, b: Value): Value =>
  a === undefined || b === undefined || typeRank(a) !== typeRank(b) ? undefined : sameJson(a, b);

/** Only scalars of one type are comparable. */
function ordered(a: Value, b: Value, holds: (comparison: number) => boolean): Value {
  const rank = typeRank(a);
  return a === undefined || rank !== typeRank(b) || rank > 4 ? undefined : holds(compareValues(a, b));
}

export const atLeast = (a: Value, b: Value): Value => ordered(a, b, (comparison) => comparison >= 0);
export const atMost = (a: Value, b: Value): Value => ordered(a, b, (comparison) => comparison <= 0);

export function and(a: Value, b: Value): Value {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : undefined;
}

function or(a: Value, b: Value): Value {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : undefined;
}

const negate = (value: Value): Value => (typeof value === 'boolean' ? !value : undefined);

/** Arithmetic on numbers; a result that JSON can't hold (a division by zero) is undefined. */
function arithmetic(a: Value, b: Value, compute: (a: number, b: number) => number): Value {
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  const result = compute(a, b);
  return Number.isFinite(result) ? result : undefined;
}

export const unary: Readonly<Record<UnaryOperator, (value: Value) => Value>> = {
  NOT: negate,
  '-': (value) => arithmetic(0, value, (a, b) => a - b),
  '+': (value) => arithmetic(0, value, (a, b) => a + b),
  '~': (value) => arithmetic(value, 0, (a) => ~a),
};

export const binary: Readonly<Record<BinaryOperator, (a: Value, b: Value) => Value>> = {
  OR: or,
  AND: and,
  '??': (a, b) => (a === undefined ? b : a),
  '=': equal,
  '!=': (a, b) => negate(equal(a, b)),
  '<': (a, b) => ordered(a, b, (comparison) => comparison < 0),
  '<=': atMost,
  '>': (a, b) => ordered(a, b, (comparison) => comparison > 0),
  '>=': atLeast,
  '||': (a, b) => (typeof a === 'string' && typeof b === 'string' ? a + b : undefined),
  '+': (a, b) => arithmetic(a, b, (x, y) => x + y),
  '-': (a, b) => arithmetic(a, b, (x, y) => x - y),
  '*': (a, b) => arithmetic(a, b, (x, y) => x * y),
  '/': (a, b) => arithmetic(a, b, (x, y) => x / y),
  '%': (a, b) => arithmetic(a, b, (x, y) => x % y),
  '&': (a, b) => arithmetic(a, b, (x, y) => x & y),
  '|': (a, b) => arithmetic(a, b, (x, y) => x | y),
  '^': (a, b) => arithmetic(a, b, (x, y) => x ^ y),
};

/** LIKE: `%` any text, `_` one character, `[abc]` and `[^abc]` one of (not of) these; an escape character before any of them. */
export function like(value: Value, pattern: Value, escape: Value): Value {
  if (typeof value !== 'string' || typeof pattern !== 'string') return undefined;
  let source = '';
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    const close = character === '[' ? pattern.indexOf(']', index + 2) : -1;
    if (character === escape && index + 1 < pattern.length) source += literal(pattern.charAt(++index));
    else if (character === '%') source += '.*';
    else if (character === '_') source += '.';
    else if (close > 0) {
      source += `[${pattern.slice(index + 1, close).replace(/[\\[]/g, '\\$&')}]`;
      index = close;
    } else source += literal(character);
  }
  return new RegExp(`^${source}$`, 's').test(value);
}

const literal = (character: string): string => character.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&');
