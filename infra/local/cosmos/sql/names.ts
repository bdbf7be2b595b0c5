// Checks the names in a query before any row is read: each must have a source.
import { badRequest } from '../http/errors.ts';
import type { Parameters } from './evaluate.ts';
import type { Expression, Query } from './syntax.ts';

/** The name that the FROM clause gives the container. */
export function rootName({ sources }: Query): string {
  let expression = sources[0]?.from;
  while (expression?.kind === 'member') expression = expression.of;
  return expression?.kind === 'name' ? expression.name : '';
}

/** Throws 400 for a name that no source defines, and for a parameter without a value in the request. */
export function checkNames(query: Query, parameters: Parameters): void {
  checkQuery(query, new Set([rootName(query)]), new Set(parameters.keys()));
}

type Names = ReadonlySet<string>;

function checkQuery(query: Query, outer: Names, parameters: Names): void {
  let names = outer;
  for (const [place, { alias, from }] of query.sources.entries()) {
    check(from, names, parameters);
    // An alias takes the place of the container's own name.
    const rest = place === 0 ? [...names].filter((name) => name !== rootName(query)) : names;
    names = new Set([...rest, alias]);
  }
  if (query.sources.length === 0) names = new Set([...names].filter((name) => name !== ''));
  const { select, where, groupBy, orderBy, top, offset, limit } = query;
  const selected = select.kind === 'all' ? [] : select.kind === 'value' ? [select.value] : select.items.map(({ value }) => value);
  const ordered = orderBy.map(({ value }) => value);
  for (const expression of [...selected, where, ...groupBy, ...ordered, top, offset, limit])
    if (expression) check(expression, names, parameters);
}

function check(expression: Expression, names: Names, parameters: Names): void {
  if (expression.kind === 'subquery') checkQuery(expression.query, names, parameters);
  else if (expression.kind === 'name' || expression.kind === 'parameter') {
    const known = expression.kind === 'name' ? names : parameters;
    if (!known.has(expression.name)) throw badRequest(`Identifier '${expression.name}' could not be resolved.`);
  } else for (const part of partsOf(expression)) check(part, names, parameters);
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'member':
      return [expression.of, expression.name];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.test, expression.then, expression.otherwise];
    case 'between':
      return [expression.value, expression.low, expression.high];
    case 'in':
      return [expression.value, ...expression.list];
    case 'like':
      return [expression.value, expression.pattern, ...(expression.escape ? [expression.escape] : [])];
    case 'call':
      return expression.arguments;
    case 'aggregate':
      return [expression.argument];
    case 'array':
      return expression.items;
    case 'object':
      return expression.properties.map(({ value }) => value);
    case 'literal':
    case 'name':
    case 'parameter':
    case 'subquery':
      return [];
  }
}
