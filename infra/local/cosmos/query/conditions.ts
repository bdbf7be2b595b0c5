// Finds in a query the conditions that an index can serve: equalities, ranges and keysets that every result must satisfy.
import { badRequest } from '../http/errors.ts';
import { pathName } from './indexing.ts';
import type { Value } from '../http/json.ts';
import { typeRank } from './ordering.ts';
import type { Direction } from './ordering.ts';
import type { Parameters } from '../sql/evaluate.ts';
import type { Expression, Query } from '../sql/syntax.ts';

/** `path > value`, with the path's name. */
export interface Step {
  readonly path: string;
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly value: Value;
}

export interface Conditions {
  readonly equalities: ReadonlyMap<string, Value>;
  readonly ranges: readonly Step[];
  /** `a > x OR (a = x AND b > y)`: the steps a > x, b > y. */
  readonly keysets: readonly (readonly Step[])[];
  readonly order: readonly { readonly path: string; readonly direction: Direction }[];
  /** Whether the equalities and ranges are all that the query asks for. */
  readonly whole: boolean;
}

/** A comparison of a property with a scalar. */
export interface Comparison {
  readonly path: string;
  readonly segments: readonly string[];
  readonly operator: Step['operator'] | '=' | '!=';
  readonly value: Value;
}

/** Returns undefined for a query whose source isn't the container's items themselves. */
export function readConditions(query: Query, parameters: Parameters): Conditions | undefined {
  const [source] = query.sources;
  if (!source || source.iterate || source.from.kind !== 'name') return undefined;
  const { alias } = source;
  const compared = (expression: Expression): Comparison | undefined => readComparison(expression, alias, parameters);
  const equalities = new Map<string, Value>();
  const ranges: Step[] = [];
  const keysets: Step[][] = [];
  let whole = true;
  for (const conjunct of query.where ? split(query.where, 'AND') : []) {
    if (conjunct.kind === 'between') {
      const low = compared({ kind: 'binary', operator: '>=', left: conjunct.value, right: conjunct.low });
      const high = compared({ kind: 'binary', operator: '<=', left: conjunct.value, right: conjunct.high });
      const bounds = [low, high].filter(isStep);
      ranges.push(...bounds);
      whole &&= bounds.length === 2;
      continue;
    }
    const comparison = compared(conjunct);
    if (comparison?.operator === '=') {
      whole &&= !equalities.has(comparison.path);
      equalities.set(comparison.path, comparison.value);
    } else if (isStep(comparison)) ranges.push(comparison);
    else {
      whole = false;
      const steps = readKeyset(split(conjunct, 'OR'), compared);
      if (steps && steps.length > 1) keysets.push(steps);
    }
  }
  const paths = orderPaths(query).map((segments) => pathName(segments));
  const order = query.orderBy.map(({ direction }, index) => ({ path: paths[index] ?? '', direction }));
  return { equalities, ranges, keysets, order, whole };
}

/** The ids to which the query restricts its results; undefined if it doesn't. */
export function idsIn(query: Query, parameters: Parameters): readonly string[] | undefined {
  const [source] = query.sources;
  if (!source || source.iterate || source.from.kind !== 'name' || !query.where) return undefined;
  for (const conjunct of split(query.where, 'AND')) {
    const named = conjunct.kind === 'in' ? conjunct.list.map((item) => equals(conjunct.value, item)) : split(conjunct, 'OR');
    const compared = named.map((each) => readComparison(each, source.alias, parameters));
    if (compared.every((each) => each?.path === idPath && each.operator === '='))
      return [...new Set(compared.flatMap((each) => (typeof each?.value === 'string' ? [each.value] : [])))];
  }
  return undefined;
}

const idPath = pathName(['id']);
const equals = (left: Expression, right: Expression): Expression => ({ kind: 'binary', operator: '=', left, right });

/** The paths of ORDER BY. Throws 400 for an expression that isn't a property's path. */
export function orderPaths({ sources, orderBy }: Query): string[][] {
  const alias = sources[0]?.alias;
  return orderBy.map(({ value }) => {
    const path = alias === undefined ? undefined : pathOf(value, alias);
    if (!path || path.length === 0)
      throw badRequest('Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.');
    return path;
  });
}

const isStep = (comparison: Comparison | undefined): comparison is Comparison & Step =>
  comparison !== undefined && comparison.operator !== '=' && comparison.operator !== '!=';

/** The parts of an AND or an OR, however they are nested. */
export function split(expression: Expression, operator: 'AND' | 'OR'): readonly Expression[] {
  if (expression.kind !== 'binary' || expression.operator !== operator) return [expression];
  return [...split(expression.left, operator), ...split(expression.right, operator)];
}

/**
 * The steps of `a > x OR (a = x AND b > y)`. A third column may be nested in the second branch, or be a branch of its own that repeats the
 * equalities. Undefined for any other expression.
 */
function readKeyset(branches: readonly Expression[], compared: (expression: Expression) => Comparison | undefined): Step[] | undefined {
  const [first, ...others] = branches;
  const step = first && compared(first);
  if (!isStep(step)) return undefined;
  if (others.length === 0) return [step];
  if (step.operator.endsWith('=')) return undefined;
  const inner: Expression[] = [];
  for (const branch of others) {
    const parts = split(branch, 'AND');
    const rest = parts.filter((part) => !isEquality(compared(part), step));
    const [one, ...more] = rest;
    if (!one || rest.length !== parts.length - 1) return undefined;
    inner.push(...(more.length === 0 ? split(one, 'OR') : [more.reduce(both, one)]));
  }
  const more = readKeyset(inner, compared);
  return more && [step, ...more];
}

const isEquality = (comparison: Comparison | undefined, step: Step): boolean =>
  comparison?.operator === '=' && comparison.path === step.path && comparison.value === step.value;

const both = (left: Expression, right: Expression): Expression => ({ kind: 'binary', operator: 'AND', left, right });

const mirrored = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
const isComparing = (operator: string): operator is keyof typeof mirrored => Object.hasOwn(mirrored, operator);

/** A comparison of a property with a known scalar, in either order. */
export function readComparison(expression: Expression, alias: string, parameters: Parameters): Comparison | undefined {
  if (expression.kind !== 'binary' || !isComparing(expression.operator)) return undefined;
  const { left, right, operator } = expression;
  const turned = left.kind === 'literal' || left.kind === 'parameter';
  const segments = pathOf(turned ? right : left, alias);
  const value = constantOf(turned ? left : right, parameters);
  if (!segments || value === undefined || typeRank(value) > 4) return undefined;
  return { path: pathName(segments), segments, operator: turned ? mirrored[operator] : operator, value };
}

/** The value of a literal or a parameter. */
export const constantOf = (expression: Expression | undefined, parameters: Parameters): Value =>
  expression?.kind === 'literal' ? expression.value : expression?.kind === 'parameter' ? parameters.get(expression.name) : undefined;

/** The path of a property below the alias; undefined for any other expression. */
export function pathOf(expression: Expression, alias: string): string[] | undefined {
  if (expression.kind === 'name') return expression.name === alias ? [] : undefined;
  if (expression.kind !== 'member' || expression.name.kind !== 'literal' || typeof expression.name.value !== 'string') return undefined;
  const outer = pathOf(expression.of, alias);
  return outer && [...outer, expression.name.value];
}
