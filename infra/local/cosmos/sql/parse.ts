// Parses the SELECT statement of Cosmos DB's query language into a syntax tree.
import { badRequest } from '../http/errors.ts';
import { parseExpression, parseMembers } from './parseExpression.ts';
import type { Parsing } from './parseExpression.ts';
import type { Expression, OrderItem, Property, Query, Source } from './syntax.ts';
import { isName, isWord, readTokens, syntaxError, tokenize } from './tokens.ts';

/** Throws 400 for a text that isn't a query, and for clauses that Cosmos DB doesn't allow together. */
export function parseSql(text: string): Query {
  const parsing: Parsing = { tokens: readTokens(tokenize(text)), parseQuery, aggregates: 'forbidden' };
  const query = parseQuery(parsing);
  const rest = parsing.tokens.peek();
  if (rest.kind !== 'end') throw syntaxError(rest);
  return query;
}

function parseQuery(outer: Parsing): Query {
  const parsing: Parsing = { ...outer, aggregates: 'allowed' };
  const { tokens } = parsing;
  tokens.expectWord('SELECT');
  const distinct = tokens.takeWord('DISTINCT');
  const top = tokens.takeWord('TOP') ? parseCount(parsing) : undefined;
  const select = parseSelection(parsing);
  const aggregates = parsing.aggregates === 'found';
  parsing.aggregates = 'forbidden';
  const sources = tokens.takeWord('FROM') ? parseSources(parsing) : [];
  const where = tokens.takeWord('WHERE') ? parseExpression(parsing) : undefined;
  const groupBy = tokens.takeWord('GROUP') ? parseBy(parsing, parseExpression) : [];
  const orderBy = tokens.takeWord('ORDER') ? parseBy(parsing, parseOrderItem) : [];
  const offset = tokens.takeWord('OFFSET') ? parseCount(parsing) : undefined;
  let limit: Expression | undefined;
  if (offset) {
    tokens.expectWord('LIMIT');
    limit = parseCount(parsing);
  }
  if (top && offset) throw badRequest("'TOP' can't be used together with 'OFFSET LIMIT'.");
  if (groupBy.length > 0 && orderBy.length > 0) throw badRequest("'ORDER BY' is not supported together with 'GROUP BY'.");
  if (select.kind === 'all' && sources.length !== 1) throw badRequest("'SELECT *' is only valid with a single input set.");
  return { distinct, top, select, sources, where, groupBy, orderBy, offset, limit, aggregates };
}

function parseCount(parsing: Parsing): Expression {
  const token = parsing.tokens.next();
  if (token.kind === 'parameter') return { kind: 'parameter', name: token.text };
  if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
  throw syntaxError(token);
}

function parseSelection(parsing: Parsing): Query['select'] {
  const { tokens } = parsing;
  if (tokens.takeSymbol('*')) return { kind: 'all' };
  if (tokens.takeWord('VALUE')) return { kind: 'value', value: parseExpression(parsing) };
  const items: Property[] = [];
  do {
    const value = parseExpression(parsing);
    items.push({ value, name: parseAlias(parsing) ?? impliedName(value) ?? `$${items.length + 1}` });
  } while (tokens.takeSymbol(','));
  return { kind: 'list', items };
}

const parseAlias = ({ tokens }: Parsing): string | undefined =>
  tokens.takeWord('AS') || isName(tokens.peek()) ? tokens.expectName() : undefined;

/** The alias of a path is its last name: `c.nested.deep` → `deep`. */
function impliedName(value: Expression): string | undefined {
  if (value.kind === 'name') return value.name;
  if (value.kind !== 'member' || value.name.kind !== 'literal') return undefined;
  return typeof value.name.value === 'string' ? value.name.value : undefined;
}

function parseSources(parsing: Parsing): Source[] {
  const sources = [parseSource(parsing)];
  while (parsing.tokens.takeWord('JOIN')) sources.push(parseSource(parsing));
  return sources;
}

function parseSource(parsing: Parsing): Source {
  const { tokens } = parsing;
  const name = tokens.expectName();
  if (tokens.takeWord('IN')) {
    const subquery = tokens.peek().text === '(' && isWord(tokens.peek(1), 'SELECT');
    const from: Expression = subquery ? parseSubquery(parsing) : parseMembers(parsing, { kind: 'name', name: tokens.expectName() });
    return { alias: name, from, iterate: true };
  }
  const from = parseMembers(parsing, { kind: 'name', name });
  return { alias: parseAlias(parsing) ?? impliedName(from) ?? name, from, iterate: false };
}

function parseSubquery(parsing: Parsing): Expression {
  parsing.tokens.expectSymbol('(');
  const query = parseQuery(parsing);
  parsing.tokens.expectSymbol(')');
  return { kind: 'subquery', as: 'ARRAY', query };
}

function parseBy<T>(parsing: Parsing, parseItem: (parsing: Parsing) => T): T[] {
  parsing.tokens.expectWord('BY');
  const items: T[] = [];
  do items.push(parseItem(parsing));
  while (parsing.tokens.takeSymbol(','));
  return items;
}

function parseOrderItem(parsing: Parsing): OrderItem {
  const value = parseExpression(parsing);
  if (parsing.tokens.takeWord('DESC')) return { value, direction: 'descending' };
  parsing.tokens.takeWord('ASC');
  return { value, direction: 'ascending' };
}
