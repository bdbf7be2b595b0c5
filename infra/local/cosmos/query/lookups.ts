// Reads in a condition which entries of the indexes it names: every item that meets the condition has one of them.
import type { Value } from '../http/json.ts';
import { functions } from '../sql/functions.ts';
import type { Parameters } from '../sql/evaluate.ts';
import type { Expression, Query } from '../sql/syntax.ts';
import { constantOf, pathOf, readComparison, split } from './conditions.ts';
import type { Comparison } from './conditions.ts';
import type { Indexing } from './indexing.ts';
import { behind, encodeType, encodeValue } from './ordering.ts';

/** The keys of one index from `low` on and before `high`, or to the end. */
export interface Stretch {
  readonly index: number;
  readonly low: Buffer;
  readonly high: Buffer | undefined;
}

/** Entries that are in a stretch, those of the texts in it that pass a test, or those of several lookups. */
export type Lookup =
  | ({ readonly kind: 'stretch' } & Stretch)
  | ({ readonly kind: 'texts'; readonly passes: (text: string) => boolean } & Stretch)
  | { readonly kind: 'any' | 'all'; readonly of: readonly Lookup[] };

interface Names {
  readonly alias: string;
  /** The path of what the alias stands for; the elements of an array have `[]`. */
  readonly at: readonly string[];
  readonly parameters: Parameters;
  readonly indexing: Indexing;
}

/** The lookups of a query's conditions, each of which must hold. A condition that no index serves has none. */
export function lookupsOf({ sources, where }: Query, parameters: Parameters, indexing: Indexing): readonly Lookup[] {
  const [source] = sources;
  if (!source || source.iterate || source.from.kind !== 'name' || !where) return [];
  const names: Names = { alias: source.alias, at: [], parameters, indexing };
  return split(where, 'AND').flatMap((part) => lookupOf(part, names) ?? []);
}

function lookupOf(condition: Expression, names: Names): Lookup | undefined {
  switch (condition.kind) {
    case 'binary':
      if (condition.operator === 'OR') return anyOf(split(condition, 'OR').map((branch) => lookupOf(branch, names)));
      if (condition.operator === 'AND') return allOf(split(condition, 'AND').map((part) => lookupOf(part, names)));
      return compared(readComparison(condition, names.alias, names.parameters), names);
    case 'in':
      return anyOf(condition.list.map((item) => lookupOf({ kind: 'binary', operator: '=', left: condition.value, right: item }, names)));
    case 'call':
      return called(condition, names);
    case 'subquery':
      return condition.as === 'EXISTS' ? existing(condition, names) : undefined;
    default:
      return undefined;
  }
}

/** Undefined where one of them is: what it would find isn't known. */
function anyOf(branches: readonly (Lookup | undefined)[]): Lookup | undefined {
  const of = branches.filter((branch) => branch !== undefined);
  return of.length === branches.length ? { kind: 'any', of } : undefined;
}

function allOf(parts: readonly (Lookup | undefined)[]): Lookup | undefined {
  const of = parts.filter((part) => part !== undefined);
  return of.length === 0 ? undefined : { kind: 'all', of };
}

const numberAt = (path: readonly string[] | undefined, { at, indexing }: Names): number | undefined =>
  path && indexing.numberOf([...at, ...path]);

function compared(comparison: Comparison | undefined, names: Names): Lookup | undefined {
  const index = numberAt(comparison?.segments, names);
  if (comparison === undefined || index === undefined) return undefined;
  const { operator, value } = comparison;
  const key = encodeValue(value);
  // No key of a value is the last one of all, since its type comes first.
  const next = behind(key) ?? key;
  const type = typeStretch(index, value);
  const below: Lookup = { kind: 'stretch', ...type, high: operator === '<=' ? next : key };
  const above: Lookup = { kind: 'stretch', ...type, low: operator === '>=' ? key : next };
  switch (operator) {
    case '=':
      return { kind: 'stretch', index, low: key, high: next };
    // Values of other types aren't unequal.
    case '!=':
      return { kind: 'any', of: [below, above] };
    default:
      return operator.startsWith('<') ? below : above;
  }
}

/** All values of one type. */
function typeStretch(index: number, value: Value): Stretch {
  const low = encodeType(value, 'ascending');
  return { index, low, high: behind(low) };
}

/** Functions that look at a text alone: Cosmos DB scans the index for them, whose texts are fewer than its items. */
const ofTexts: ReadonlySet<string> = new Set(['STARTSWITH', 'ENDSWITH', 'CONTAINS', 'STRINGEQUALS']);

function called({ name, arguments: [first, ...others] }: Expression & { kind: 'call' }, names: Names): Lookup | undefined {
  const path = first && pathOf(first, names.alias);
  const constants = others.map((other) => constantOf(other, names.parameters));
  const [value] = constants;
  if (path === undefined || value === undefined || constants.includes(undefined)) return undefined;
  if (name === 'ARRAY_CONTAINS') {
    const comparison = { path: '', segments: [...path, '[]'], operator: '=' as const, value };
    return constants.length === 1 && (typeof value !== 'object' || value === null) ? compared(comparison, names) : undefined;
  }
  const index = numberAt(path, names);
  if (!ofTexts.has(name) || index === undefined) return undefined;
  return { kind: 'texts', ...typeStretch(index, ''), passes: (text) => functions.get(name)?.apply([text, ...constants]) === true };
}

/** `EXISTS(SELECT VALUE v FROM v IN c.list WHERE …)`: the condition on an element, by the entries of the elements. */
function existing({ query }: Expression & { kind: 'subquery' }, names: Names): Lookup | undefined {
  const [source, ...joined] = query.sources;
  if (source?.iterate !== true || joined.length > 0 || query.where === undefined || query.limit || query.offset || query.top)
    return undefined;
  const path = pathOf(source.from, names.alias);
  return path && lookupOf(query.where, { ...names, alias: source.alias, at: [...names.at, ...path, '[]'] });
}
