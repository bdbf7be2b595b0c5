// Cuts a `$filter` into tokens (OData 4.01, ABNF), each with its position.
import { instantInQuery } from '../../calendar/time/dateTimeText.ts';
import { badRequest, ServiceError } from '../../runtime/errors.ts';
import { maxFilterTokens } from '../../runtime/limits.ts';
import type { Literal } from './expression.ts';

/** A token; `at` is its position, from 1. A `name` is a property's path, an operator or a function, as the filter writes it. */
export type Token =
  | { readonly kind: 'name'; readonly text: string; readonly at: number }
  | { readonly kind: 'literal'; readonly literal: Literal; readonly at: number }
  | { readonly kind: '(' | ')' | ',' | ':'; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

const space = /[ \t]+/y;
const text = /'((?:[^']|'')*)'/y;
/** A GUID stands without quotes; where a text is compared, such as an id, it is one. */
const guid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/iy;
/** A date, or a date and time. A space may stand for the `T`, and for the `+` of an offset, since a URL's plain `+` decodes to a space. */
const dateTime = /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,16})?)?(?:Z|[+ -]\d\d:?\d\d)?)?/iy;
const number = /[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy;
const name = /[a-z_][a-z0-9_.]*(?:\/[a-z_][a-z0-9_.]*)*/iy;
const afterLiteral = /[a-z0-9_.'-]/iy;

/** The tokens; the last is the end. Takes time in proportion to the text. Throws 400 for too many, and at the position of a non-token. */
export function tokenize(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  let place = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = place;
    const match = pattern.exec(filter) ?? undefined;
    if (match !== undefined) place = pattern.lastIndex;
    return match;
  };
  const literal = (value: Literal, at: number): void => {
    if (take(afterLiteral) !== undefined) throw unexpectedToken(at, 'a value and nothing glued to it');
    tokens.push({ kind: 'literal', literal: value, at });
  };

  while ((take(space), place < filter.length)) {
    const at = place + 1;
    if (tokens.length === maxFilterTokens)
      throw badRequest(`The value of '$filter' has more than ${maxFilterTokens} words, signs and values.`);
    const sign = filter.charAt(place);
    if (sign === '(' || sign === ')' || sign === ',' || sign === ':') {
      tokens.push({ kind: sign, at });
      place++;
      continue;
    }
    const quoted = take(text);
    if (quoted !== undefined) {
      literal({ kind: 'text', value: (quoted[1] ?? '').replaceAll("''", "'") }, at);
      continue;
    }
    const bare = take(guid);
    if (bare !== undefined) {
      literal({ kind: 'text', value: bare[0] }, at);
      continue;
    }
    const date = take(dateTime);
    if (date !== undefined) {
      literal({ kind: 'dateTime', value: instantAt(at, date[0]) }, at);
      continue;
    }
    const digits = take(number);
    if (digits !== undefined) {
      const value = Number(digits[0]);
      if (!Number.isFinite(value)) throw unexpectedToken(at, 'a number that is not that large');
      literal({ kind: 'number', value }, at);
      continue;
    }
    const word = take(name);
    if (word === undefined) throw unexpectedToken(at, "a property, a value or one of '(', ')' and ','");
    tokens.push(wordToken(word[0], at));
  }
  tokens.push({ kind: 'end', at: filter.length + 1 });
  return tokens;
}

function instantAt(at: number, text: string): number {
  try {
    return instantInQuery(text);
  } catch (error) {
    throw error instanceof ServiceError ? badRequest(`The value of '$filter' is wrong at character ${at}: ${error.message}`, error) : error;
  }
}

function wordToken(word: string, at: number): Token {
  switch (word.toLowerCase()) {
    case 'true':
    case 'false':
      return { kind: 'literal', literal: { kind: 'boolean', value: word.toLowerCase() === 'true' }, at };
    case 'null':
      return { kind: 'literal', literal: { kind: 'null' }, at };
    default:
      return { kind: 'name', text: word, at };
  }
}

/** The error 400 for a filter that at this position has something else than `expected`. */
export const unexpectedToken = (at: number, expected: string): ServiceError =>
  badRequest(`The value of '$filter' is not understood at character ${at}: expected ${expected}.`);
