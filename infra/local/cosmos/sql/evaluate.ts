// Evaluates expressions, and runs whole queries, subqueries included, over rows in memory.
import { badRequest } from '../http/errors.ts';
import { member } from '../http/json.ts';
import type { Json, JsonObject, Value } from '../http/json.ts';
import { compareValues } from '../query/ordering.ts';
import { aggregate } from './aggregates.ts';
import { functions } from './functions.ts';
import { and, atLeast, atMost, binary, equal, like, unary } from './operators.ts';
import type { Expression, Property, Query, Source } from './syntax.ts';

export type Parameters = ReadonlyMap<string, Json>;

/** The values of names. `group` holds the rows that an aggregate is computed over. */
export interface Scope {
  readonly parameters: Parameters;
  readonly names: ReadonlyMap<string, Value>;
  readonly group?: readonly Scope[];
}

/** Evaluates an expression. Throws 400 for a name or a parameter without a value. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'parameter':
      return lookUp(scope.parameters, expression.name);
    case 'name':
      return lookUp(scope.names, expression.name);
    case 'member': {
      const name = evaluate(expression.name, scope);
      return typeof name === 'string' || typeof name === 'number' ? member(evaluate(expression.of, scope), name) : undefined;
    }
    case 'binary':
      return evaluateBinary(expression, scope);
    default:
      return evaluateParts(expression, scope);
  }
}

/** Evaluates the kinds of expressions that are less common. */
function evaluateParts(
  expression: Exclude<Expression, { kind: 'literal' | 'parameter' | 'name' | 'member' | 'binary' }>,
  scope: Scope,
): Value {
  const valueOf = (part: Expression): Value => evaluate(part, scope);
  switch (expression.kind) {
    case 'unary':
      return unary[expression.operator](valueOf(expression.operand));
    case 'conditional':
      return valueOf(valueOf(expression.test) === true ? expression.then : expression.otherwise);
    case 'between': {
      const value = valueOf(expression.value);
      return and(atLeast(value, valueOf(expression.low)), atMost(value, valueOf(expression.high)));
    }
    case 'in': {
      const value = valueOf(expression.value);
      if (value === undefined) return undefined;
      return expression.list.some((item) => equal(value, valueOf(item)) === true);
    }
    case 'like':
      return like(valueOf(expression.value), valueOf(expression.pattern), expression.escape && valueOf(expression.escape));
    case 'call':
      return functions.get(expression.name)?.apply(expression.arguments.map(valueOf));
    case 'aggregate':
      return aggregate(
        expression.name,
        (scope.group ?? []).map((row) => evaluate(expression.argument, row)),
      );
    case 'array':
      return expression.items.map(valueOf).filter((item) => item !== undefined);
    case 'object':
      return toObject(expression.properties, scope);
    case 'subquery': {
      const rows = runQuery(expression.query, scope);
      if (expression.as === 'EXISTS') return rows.length > 0;
      return expression.as === 'ARRAY' ? rows : rows[0];
    }
  }
}

/** Evaluates the right side only if the left one doesn't decide. */
function evaluateBinary({ operator, left, right }: Expression & { kind: 'binary' }, scope: Scope): Value {
  const first = evaluate(left, scope);
  if ((operator === 'AND' && first === false) || (operator === 'OR' && first === true)) return first;
  return binary[operator](first, evaluate(right, scope));
}

function lookUp(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined && !values.has(name)) throw badRequest(`Identifier '${name}' could not be resolved.`);
  return value;
}

function toObject(properties: readonly Property[], scope: Scope): JsonObject {
  const own: [string, Json][] = [];
  for (const { name, value } of properties) {
    const found = evaluate(value, scope);
    if (found !== undefined) own.push([name, found]);
  }
  return Object.fromEntries(own);
}

/** The scopes that a source makes of one scope: none if its path doesn't exist. */
function bind({ alias, from, iterate }: Source, scope: Scope): readonly Scope[] {
  // FROM c: the scope already has the row.
  if (!iterate && from.kind === 'name' && from.name === alias && scope.names.get(alias) !== undefined) return [scope];
  const value = evaluate(from, scope);
  const values = iterate ? (Array.isArray(value) ? value : []) : [value];
  return values.filter((item) => item !== undefined).map((item) => ({ ...scope, names: new Map(scope.names).set(alias, item) }));
}

/** The scopes that the sources make and the WHERE clause accepts. */
export function matches(query: Query, scope: Scope): readonly Scope[] {
  const scopes = query.sources.reduce<readonly Scope[]>((outer, source) => outer.flatMap((each) => bind(source, each)), [scope]);
  const { where } = query;
  return where ? scopes.filter((each) => evaluate(where, each) === true) : scopes;
}

/** The result of the SELECT clause for a row; undefined gives no result. */
export function project({ select, sources }: Query, scope: Scope): Value {
  if (select.kind === 'all') return scope.names.get(sources[0]?.alias ?? '');
  if (select.kind === 'value') return evaluate(select.value, scope);
  return toObject(select.items, scope);
}

/** Rows → groups → results, without duplicates for DISTINCT. */
function summarize(query: Query, rows: readonly Scope[], outer: Scope): Json[] {
  const grouped = query.groupBy.length > 0 || query.aggregates ? group(query, rows, outer) : rows;
  const results = grouped.map((scope) => project(query, scope)).filter((result) => result !== undefined);
  return query.distinct ? [...new Map(results.map((result) => [JSON.stringify(result), result])).values()] : results;
}

function group({ groupBy }: Query, rows: readonly Scope[], outer: Scope): readonly Scope[] {
  if (groupBy.length === 0) return [{ ...(rows[0] ?? outer), group: rows }];
  const groups = Map.groupBy(rows, (row) => JSON.stringify(groupBy.map((key) => [evaluate(key, row)])));
  return [...groups.values()].map((members) => ({ ...(members[0] ?? outer), group: members }));
}

/** The number of rows in TOP, OFFSET or LIMIT. Throws 400 unless it is a whole number. */
export function countOf(expression: Expression, parameters: Parameters): number {
  const count = evaluate(expression, { parameters, names: new Map() });
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0)
    throw badRequest('TOP, OFFSET and LIMIT take a non-negative integer.');
  return count;
}

/** All results of a query whose names have values in the scope. */
export const runQuery = (query: Query, scope: Scope): Json[] => finish(query, matches(query, scope), scope);

/** Rows → ordered results, cut by OFFSET, LIMIT and TOP. */
export function finish(query: Query, rows: readonly Scope[], outer: Scope): Json[] {
  const sorted = query.orderBy.length > 0 ? sort(query, rows) : rows;
  const results = summarize(query, sorted, outer);
  const start = query.offset ? countOf(query.offset, outer.parameters) : 0;
  const limit = query.limit ?? query.top;
  return results.slice(start, limit ? start + countOf(limit, outer.parameters) : undefined);
}

const sort = ({ orderBy }: Query, rows: readonly Scope[]): readonly Scope[] =>
  rows.toSorted((a, b) => {
    for (const { value, direction } of orderBy) {
      const comparison = compareValues(evaluate(value, a), evaluate(value, b));
      if (comparison !== 0) return direction === 'ascending' ? comparison : -comparison;
    }
    return 0;
  });
