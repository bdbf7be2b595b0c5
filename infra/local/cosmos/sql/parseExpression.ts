// Parses scalar expressions: operators by precedence, then their operands.
import { badRequest } from '../http/errors.ts';
import { functions } from './functions.ts';
import type { AggregateName, BinaryOperator, Expression, Property, Query } from './syntax.ts';
import { isName, isWord, syntaxError } from './tokens.ts';
import type { Token, TokenReader } from './tokens.ts';

/** The parser's state while it is in a query. */
export interface Parsing {
  readonly tokens: TokenReader;
  readonly parseQuery: (parsing: Parsing) => Query;
  /** Becomes `found` at an aggregate; an aggregate belongs to the SELECT clause that contains it. */
  aggregates: 'allowed' | 'found' | 'forbidden';
}

/** Operators by precedence, the lowest first; those of one line have the same precedence and associate from the left. */
const levels: readonly Readonly<Record<string, BinaryOperator>>[] = [
  { '??': '??' },
  { OR: 'OR' },
  { AND: 'AND' },
  { '=': '=', '!=': '!=', '<>': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' },
  { '|': '|' },
  { '^': '^' },
  { '&': '&' },
  { '||': '||' },
  { '+': '+', '-': '-' },
  { '*': '*', '/': '/', '%': '%' },
];
const comparison = 3;

const aggregates: ReadonlySet<string> = new Set<AggregateName>(['COUNT', 'SUM', 'AVG', 'MIN', 'MAX']);
const isAggregate = (name: string): name is AggregateName => aggregates.has(name);

export function parseExpression(parsing: Parsing): Expression {
  const test = parseLevel(parsing, 0);
  if (!parsing.tokens.takeSymbol('?')) return test;
  const then = parseExpression(parsing);
  parsing.tokens.expectSymbol(':');
  return { kind: 'conditional', test, then, otherwise: parseExpression(parsing) };
}

function parseLevel(parsing: Parsing, level: number): Expression {
  const operators = levels[level];
  if (!operators) return parseUnary(parsing);
  let left = level === comparison && parsing.tokens.takeWord('NOT') ? not(parseLevel(parsing, level)) : parseLevel(parsing, level + 1);
  for (;;) {
    const token = parsing.tokens.peek();
    const operator = token.kind === 'symbol' || token.kind === 'word' ? operators[token.text.toUpperCase()] : undefined;
    if (operator) {
      parsing.tokens.next();
      left = { kind: 'binary', operator, left, right: parseLevel(parsing, level + 1) };
    } else {
      const more = level === comparison ? parsePredicate(parsing, left) : undefined;
      if (!more) return left;
      left = more;
    }
  }
}

const not = (operand: Expression): Expression => ({ kind: 'unary', operator: 'NOT', operand });

/** `[NOT] IN (…)`, `[NOT] BETWEEN a AND b`, `[NOT] LIKE p [ESCAPE e]`; undefined when none of them follows. */
function parsePredicate(parsing: Parsing, value: Expression): Expression | undefined {
  const { tokens } = parsing;
  const negated = isWord(tokens.peek(), 'NOT');
  const word = tokens.peek(negated ? 1 : 0);
  if (!['IN', 'BETWEEN', 'LIKE'].some((name) => isWord(word, name))) return undefined;
  if (negated) tokens.next();
  const operand = (): Expression => parseLevel(parsing, comparison + 1);
  let predicate: Expression;
  if (tokens.takeWord('IN')) {
    tokens.expectSymbol('(');
    predicate = { kind: 'in', value, list: parseList(parsing, ')') };
  } else if (tokens.takeWord('BETWEEN')) {
    const low = operand();
    tokens.expectWord('AND');
    predicate = { kind: 'between', value, low, high: operand() };
  } else {
    tokens.expectWord('LIKE');
    const pattern = operand();
    predicate = { kind: 'like', value, pattern, escape: tokens.takeWord('ESCAPE') ? operand() : undefined };
  }
  return negated ? not(predicate) : predicate;
}

function parseUnary(parsing: Parsing): Expression {
  for (const operator of ['-', '+', '~'] as const)
    if (parsing.tokens.takeSymbol(operator)) return { kind: 'unary', operator, operand: parseUnary(parsing) };
  return parseMembers(parsing, parsePrimary(parsing));
}

/** `.name` and `[expression]`, as many as follow. */
export function parseMembers(parsing: Parsing, of: Expression): Expression {
  const { tokens } = parsing;
  for (let expression = of; ;) {
    if (tokens.takeSymbol('.')) expression = { kind: 'member', of: expression, name: { kind: 'literal', value: tokens.expectName() } };
    else if (tokens.takeSymbol('[')) {
      expression = { kind: 'member', of: expression, name: parseExpression(parsing) };
      tokens.expectSymbol(']');
    } else return expression;
  }
}

const constants: Readonly<Record<string, Expression>> = {
  TRUE: { kind: 'literal', value: true },
  FALSE: { kind: 'literal', value: false },
  NULL: { kind: 'literal', value: null },
  UNDEFINED: { kind: 'literal', value: undefined },
};

function parsePrimary(parsing: Parsing): Expression {
  const { tokens } = parsing;
  if (tokens.takeSymbol('(')) return parseParenthesized(parsing);
  if (tokens.takeSymbol('[')) return { kind: 'array', items: parseList(parsing, ']') };
  if (tokens.takeSymbol('{')) return { kind: 'object', properties: parseProperties(parsing) };
  const token = tokens.next();
  if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
  if (token.kind === 'string') return { kind: 'literal', value: token.text };
  if (token.kind === 'parameter') return { kind: 'parameter', name: token.text };
  if (token.kind !== 'word') throw syntaxError(token);
  return parseWord(parsing, token);
}

/** Parses `SELECT …)` or `expression)`, after the opening parenthesis. */
function parseParenthesized(parsing: Parsing): Expression {
  const subquery = isWord(parsing.tokens.peek(), 'SELECT');
  const inner: Expression = subquery ? { kind: 'subquery', as: 'value', query: parsing.parseQuery(parsing) } : parseExpression(parsing);
  parsing.tokens.expectSymbol(')');
  return inner;
}

/** Parses what begins with a word: `EXISTS (SELECT …)`, `ARRAY (SELECT …)`, a constant, a function call or a name. */
function parseWord(parsing: Parsing, token: Token): Expression {
  const { tokens } = parsing;
  for (const as of ['EXISTS', 'ARRAY'] as const)
    if (isWord(token, as)) {
      tokens.expectSymbol('(');
      const query = parsing.parseQuery(parsing);
      tokens.expectSymbol(')');
      return { kind: 'subquery', as, query };
    }
  const constant = constants[token.text.toUpperCase()];
  if (constant) return constant;
  if (!isName(token)) throw syntaxError(token);
  if (isWord(token, 'UDF') && tokens.takeSymbol('.')) throw badRequest("User-defined functions aren't supported by this emulator.");
  return tokens.takeSymbol('(') ? parseCall(parsing, token.text) : { kind: 'name', name: token.text };
}

function parseCall(parsing: Parsing, written: string): Expression {
  const name = written.toUpperCase();
  const list = parseList(parsing, ')');
  if (isAggregate(name)) {
    const [argument] = list;
    if (!argument || list.length !== 1) throw badRequest(`${name} takes one argument.`);
    if (parsing.aggregates === 'forbidden') throw badRequest(`${name} is allowed in a SELECT clause only.`);
    parsing.aggregates = 'found';
    return { kind: 'aggregate', name, argument };
  }
  const known = functions.get(name);
  if (!known) throw badRequest(`'${written}' is not a recognized built-in function name.`);
  if (list.length < known.least || list.length > known.most)
    throw badRequest(`The ${name} function is called with ${list.length} arguments.`);
  return { kind: 'call', name, arguments: list };
}

function parseList(parsing: Parsing, end: string): Expression[] {
  const items: Expression[] = [];
  if (parsing.tokens.takeSymbol(end)) return items;
  do items.push(parseExpression(parsing));
  while (parsing.tokens.takeSymbol(','));
  parsing.tokens.expectSymbol(end);
  return items;
}

function parseProperties(parsing: Parsing): Property[] {
  const { tokens } = parsing;
  const properties: Property[] = [];
  if (tokens.takeSymbol('}')) return properties;
  do {
    const name = tokens.peek().kind === 'string' ? tokens.next().text : tokens.expectName();
    tokens.expectSymbol(':');
    properties.push({ name, value: parseExpression(parsing) });
  } while (tokens.takeSymbol(','));
  tokens.expectSymbol('}');
  return properties;
}
