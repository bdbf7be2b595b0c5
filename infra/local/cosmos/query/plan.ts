// Chooses the index that serves a query: its WHERE clause's equalities first, then its order, then a range.
import type { Index } from './indexing.ts';
import { readConditions } from './conditions.ts';
import type { Conditions, Step } from './conditions.ts';
import type { Lookup } from './lookups.ts';
import { behind, encodeType, encodeValue } from './ordering.ts';
import type { Direction } from './ordering.ts';
import type { Parameters } from '../sql/evaluate.ts';
import type { Query } from '../sql/syntax.ts';

/** A range of an index's keys, with `low` and without `high`. */
export interface Access {
  readonly index: Index;
  readonly low: Buffer;
  readonly high: Buffer | undefined;
  readonly backward: boolean;
  /** Whether the range is in the query's order; otherwise the rows have to be sorted. */
  readonly ordered: boolean;
  /** Whether the range has the entries of all items that meet the WHERE clause, and of no others. */
  readonly exact: boolean;
}

interface Candidate extends Access {
  readonly score: number;
}

/** Chooses the best index; undefined when no index narrows the query. */
export const planAccess = (query: Query, parameters: Parameters, indexes: readonly Index[]): Access | undefined =>
  accessesOf(query, parameters, indexes)[0];

/** All indexes that narrow the query, the best one first. */
export function accessesOf(query: Query, parameters: Parameters, indexes: readonly Index[]): readonly Access[] {
  const conditions = readConditions(query, parameters);
  if (!conditions) return [];
  const { equalities, ranges, keysets } = conditions;
  const first = new Set([...equalities.keys(), ...[...ranges, ...keysets.map(([step]) => step)].map((step) => step?.path)]);
  const candidates = indexes.flatMap((index) => (first.has(index.paths[0]?.name) ? (consider(index, conditions) ?? []) : []));
  return candidates.toSorted((a, b) => b.score - a.score);
}

/** The entries of an index's range, in no order. */
export const lookupOf = ({ index, low, high }: Access): Lookup => ({ kind: 'stretch', index: index.number, low, high });

/** Undefined where no condition restricts the first path: the index hasn't the items without a value there. */
function consider(index: Index, { equalities, ranges, keysets, order, whole }: Conditions): Candidate | undefined {
  const bound = index.paths.findIndex(({ name }) => !equalities.has(name));
  const count = bound === -1 ? index.paths.length : bound;
  const places = index.paths.map(({ name, direction }) => ({ path: name, direction }));
  const prefix = Buffer.concat(places.slice(0, count).map(({ path, direction }) => encodeValue(equalities.get(path), direction)));
  const rest = places.slice(count);

  const open = order.filter(({ path }) => !equalities.has(path));
  const alike = (reverse: boolean): boolean =>
    open.every(({ path, direction }, place) => rest[place]?.path === path && (rest[place].direction === direction) !== reverse);
  const ordered = alike(false) || alike(true);

  const { narrowed, ...stretch } = narrowedBy([...ranges.map((step) => [step]), ...keysets], prefix, rest);
  if (count === 0 && !narrowed) return undefined;

  const exact = whole && count === equalities.size && ranges.every(({ path }) => path === rest[0]?.path);
  // The query's order counts most, unless it takes the place of all that it asks for.
  const byOrder = !ordered || order.length === 0 ? 0 : count > 0 || equalities.size === 0 ? 10 : 0.25;
  return { index, ...stretch, backward: !alike(false) && alike(true), ordered, exact, score: count + (narrowed ? 0.5 : 0) + byOrder };
}

interface Stretch {
  readonly low: Buffer;
  /** Undefined: no upper bound. */
  readonly high: Buffer | undefined;
}

/** The stretch behind a prefix that all of the ranges and keysets leave, and whether they leave less than all. */
function narrowedBy(all: readonly (readonly Step[])[], prefix: Buffer, rest: readonly Place[]): Stretch & { readonly narrowed: boolean } {
  const end = behind(prefix);
  let stretch: Stretch = { low: prefix, high: end };
  for (const steps of all) stretch = narrow(stretch, boundsOf(prefix, rest, steps));
  return { ...stretch, narrowed: !stretch.low.equals(prefix) || stretch.high?.equals(end ?? Buffer.alloc(0)) === false };
}

interface Place {
  readonly path: string;
  readonly direction: Direction;
}

/** The bounds that a range or a keyset sets after the prefix of equalities; undefined when this index can't use it. */
function boundsOf(prefix: Buffer, rest: readonly Place[], steps: readonly Step[]): Stretch | undefined {
  const [first] = steps;
  const place = rest[0];
  if (!first || !place) return undefined;
  const goesForward = forward(place, first.operator);
  const usable = steps.every(({ path, operator }, at) => rest[at]?.path === path && forward(rest[at], operator) === goesForward);
  if (!usable) return undefined;
  const key = Buffer.concat([prefix, ...steps.map(({ value }, at) => encodeValue(value, rest[at]?.direction))]);
  const inclusive = steps.at(-1)?.operator.endsWith('=') === true;
  // Only values of one type are comparable: a range with one bound also ends where the type's values end.
  const type = Buffer.concat([prefix, encodeType(first.value, place.direction)]);
  if (goesForward) return { low: inclusive ? key : (behind(key) ?? key), high: behind(type) };
  return { low: type, high: inclusive ? behind(key) : key };
}

const forward = ({ direction }: Place, operator: Step['operator']): boolean => operator.startsWith('>') === (direction === 'ascending');

function narrow(stretch: Stretch, bounds: Stretch | undefined): Stretch {
  if (!bounds) return stretch;
  const low = Buffer.compare(bounds.low, stretch.low) > 0 ? bounds.low : stretch.low;
  if (!stretch.high || !bounds.high) return { low, high: stretch.high ?? bounds.high };
  return { low, high: Buffer.compare(bounds.high, stretch.high) < 0 ? bounds.high : stretch.high };
}
