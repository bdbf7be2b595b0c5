// Reads a `$filter` (OData 4.01, URL conventions, section 5.1.1): comparisons, in, startswith, contains, isof, cast, any, and/or/not, parentheses.
import { badRequest } from '../../runtime/errors.ts';
import type { ComparisonOperator, FilterExpression, FilterProperty, Literal } from './expression.ts';
import { unexpectedToken, tokenize, type Token } from './tokens.ts';

const operators: readonly ComparisonOperator[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
const reserved: ReadonlySet<string> = new Set([...operators, 'and', 'or', 'not']);
/** The most comparisons and calls in one filter, and the deepest nesting: far more than a person writes, far less than hurts the store. */
const maxTerms = 50;
const maxDepth = 20;

/** Functions of OData that this service doesn't have; the error can then say so. */
const refused = ['endswith', 'indexof', 'length', 'substring', 'tolower', 'toupper', 'trim', 'concat', 'year', 'month', 'day', 'date'];

/** Parses the filter. Throws 400 that names the position of the mistake. */
export function parseFilter(filter: string): FilterExpression {
  const tokens = tokenize(filter);
  let place = 0;
  let terms = 0;
  /** The variable of the lambda that is being read. */
  let variable: string | undefined;
  const end: Token = { kind: 'end', at: filter.length + 1 };
  const peek = (ahead = 0): Token => tokens[place + ahead] ?? end;
  const isWord = (word: string): boolean => {
    const token = peek();
    return token.kind === 'name' && token.text.toLowerCase() === word;
  };
  const take = (kind: '(' | ')' | ',' | ':'): void => {
    if (peek().kind !== kind) throw unexpectedToken(peek().at, `'${kind}'`);
    place++;
  };

  const joined = (is: 'and' | 'or', operand: (depth: number) => FilterExpression, depth: number): FilterExpression => {
    const first = operand(depth);
    const operands = [first];
    while (isWord(is)) {
      place++;
      operands.push(operand(depth));
    }
    return operands.length === 1 ? first : { is, operands };
  };
  const either = (depth: number): FilterExpression => joined('or', both, depth);
  const both = (depth: number): FilterExpression => joined('and', negated, depth);

  function negated(depth: number): FilterExpression {
    if (depth > maxDepth) throw badRequest(`The value of '$filter' is nested deeper than ${maxDepth} levels.`);
    if (isWord('not') && peek(1).kind !== 'end') {
      place++;
      return { is: 'not', operand: negated(depth + 1) };
    }
    if (peek().kind === '(') {
      place++;
      const inner = either(depth + 1);
      take(')');
      return inner;
    }
    count();
    return term();
  }

  function count(): void {
    if (++terms > maxTerms) throw badRequest(`The value of '$filter' has more than ${maxTerms} conditions.`);
  }

  function term(): FilterExpression {
    const token = peek();
    if (token.kind !== 'name') throw unexpectedToken(token.at, 'a property or a function');
    const called = peek(1).kind === '(';
    if (!called) return comparison(property());
    const name = token.text.toLowerCase();
    if (name === 'startswith' || name === 'contains' || name === 'isof') {
      place += 2;
      const call = name === 'isof' ? isof(token.at) : textFunction(name);
      take(')');
      return comparedCall(call);
    }
    if (name === 'cast') {
      place += 2;
      return comparison(cast());
    }
    const collection = /^(.+)\/any$/i.exec(token.text)?.[1];
    if (collection !== undefined) {
      place += 2;
      return comparedCall(any({ path: collection, at: token.at }));
    }
    const known = refused.includes(name) ? 'is not supported' : 'is unknown';
    throw badRequest(`The function '${token.text}' ${known} in '$filter'; these are: startswith, contains, isof, cast, any.`);
  }

  function word(): FilterProperty {
    const token = peek();
    if (token.kind !== 'name' || reserved.has(token.text.toLowerCase())) throw unexpectedToken(token.at, 'a property');
    place++;
    return { path: token.text, at: token.at };
  }

  /** A property of the entity; inside a lambda, of the variable. */
  function property(): FilterProperty {
    const { path, at } = word();
    if (variable === undefined) return { path, at };
    if (path !== variable && !path.startsWith(`${variable}/`)) throw unexpectedToken(at, `the variable '${variable}'`);
    return { path: path.slice(variable.length + 1), at };
  }

  /** `cast(property, type)` (section 5.1.1.10.1). */
  function cast(): FilterProperty {
    const of = property();
    take(',');
    const type = word();
    take(')');
    return { ...of, as: type.path };
  }

  /** A value, which may stand in parentheses: Graph's pages write `eq (…)`. */
  function literal(): Literal {
    if (peek().kind === '(' && peek(1).kind === 'literal' && peek(2).kind === ')') {
      place++;
      const inner = literal();
      place++;
      return inner;
    }
    const token = peek();
    if (token.kind !== 'literal') throw unexpectedToken(token.at, 'a value');
    place++;
    return token.literal;
  }

  function text(): string {
    const { at } = peek();
    const given = literal();
    if (given.kind !== 'text') throw unexpectedToken(at, 'a text in single quotes');
    return given.value;
  }

  function operator(): ComparisonOperator | undefined {
    const found = operators.find(isWord);
    if (found !== undefined) place++;
    return found;
  }

  /** Reads a comparison; a property alone is a boolean that must be true. */
  function comparison(of: FilterProperty): FilterExpression {
    const isAlone = peek().kind === 'end' || peek().kind === ')' || isWord('and') || isWord('or');
    if (isAlone) return { is: 'compare', operator: 'eq', property: of, literal: { kind: 'boolean', value: true } };
    if (isWord('in')) return among(of);
    const compared = operator();
    if (compared === undefined) throw unexpectedToken(peek().at, `one of ${operators.join(', ')}, in`);
    return { is: 'compare', operator: compared, property: of, literal: literal() };
  }

  /** `property in ('a','b')` (section 5.1.1.1.12): each value counts as a condition. */
  function among(of: FilterProperty): FilterExpression {
    place++;
    take('(');
    const operands = [equal(of)];
    while (peek().kind === ',') {
      place++;
      count();
      operands.push(equal(of));
    }
    take(')');
    const [only] = operands;
    return only !== undefined && operands.length === 1 ? only : { is: 'or', operands };
  }

  const equal = (of: FilterProperty): FilterExpression => ({ is: 'compare', operator: 'eq', property: of, literal: literal() });

  function textFunction(is: 'startswith' | 'contains'): FilterExpression {
    const of = property();
    take(',');
    return { is, property: of, text: text() };
  }

  /** `collection/any(x:x/name eq 'value' and …)` (section 5.1.1.13.1): the filter inside speaks of the variable alone. */
  function any(of: FilterProperty): FilterExpression {
    if (variable !== undefined) throw badRequest(`The value of '$filter' has a lambda inside a lambda at character ${of.at}.`);
    const named = word();
    if (named.path.includes('/')) throw unexpectedToken(named.at, 'a variable');
    take(':');
    variable = named.path;
    const where = either(0);
    variable = undefined;
    take(')');
    return { is: 'any', property: of, where };
  }

  function isof(at: number): FilterExpression {
    const token = peek();
    if (token.kind === 'name') {
      place++;
      return { is: 'isof', type: token.text, at };
    }
    return { is: 'isof', type: text(), at };
  }

  /** Reads a comparison of a call with a boolean, such as `startswith(name,'a') eq true`; some clients write calls so. */
  function comparedCall(call: FilterExpression): FilterExpression {
    const { at } = peek();
    const compared = operator();
    if (compared === undefined) return call;
    const against = literal();
    if ((compared !== 'eq' && compared !== 'ne') || against.kind !== 'boolean') throw unexpectedToken(at, "'eq true' or 'eq false'");
    return (compared === 'eq') === against.value ? call : { is: 'not', operand: call };
  }

  const expression = either(0);
  if (peek().kind !== 'end') throw unexpectedToken(peek().at, "'and', 'or' or the end");
  return expression;
}
