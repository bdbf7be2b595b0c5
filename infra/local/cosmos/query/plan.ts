// Chooses the index that serves a query: its WHERE clause's equalities first, then its order, then a range.
import type { Index } from './indexing.ts';
import { readConditions } from './conditions.ts';
import type { Conditions, Step } from './conditions.ts';
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
}

interface Candidate extends Access {
  readonly score: number;
}

/** Chooses the best index; undefined when no index narrows the query. */
export function planAccess(query: Query, parameters: Parameters, indexes: readonly Index[]): Access | undefined {
  const conditions = readConditions(query, parameters);
  if (!conditions) return undefined;
  // An index doesn't hold documents without its first path: without a condition on that path, it would miss them.
  const { equalities, ranges, keysets } = conditions;
  const limited = new Set([...equalities.keys(), ...[...ranges, ...keysets.flatMap((steps) => steps.slice(0, 1))].map(({ path }) => path)]);
  const usable = indexes.filter(({ paths: [first] }) => first && limited.has(first.name));
  const candidates = usable.map((index) => consider(index, conditions)).filter((candidate) => candidate.score > 0);
  return candidates.toSorted((a, b) => b.score - a.score)[0];
}

function consider(index: Index, { equalities, ranges, keysets, order }: Conditions): Candidate {
  const bound = index.paths.findIndex(({ name }) => !equalities.has(name));
  const count = bound === -1 ? index.paths.length : bound;
  const places = index.paths.map(({ name, direction }) => ({ path: name, direction }));
  const prefix = Buffer.concat(places.slice(0, count).map(({ path, direction }) => encodeValue(equalities.get(path), direction)));
  const rest = places.slice(count);

  const open = order.filter(({ path }) => !equalities.has(path));
  const alike = (reverse: boolean): boolean =>
    open.every(({ path, direction }, place) => rest[place]?.path === path && (rest[place].direction === direction) !== reverse);
  const ordered = alike(false) || alike(true);

  let stretch: Stretch = { low: prefix, high: behind(prefix) };
  for (const steps of [...ranges.map((step) => [step]), ...keysets]) stretch = narrow(stretch, boundsOf(prefix, rest, steps));
  const narrowed = !stretch.low.equals(prefix) || stretch.high?.equals(behind(prefix) ?? Buffer.alloc(0)) === false;

  // A condition on the first path alone isn't enough: it must narrow what is read.
  if (count === 0 && !narrowed) return { index, ...stretch, backward: false, ordered: false, score: 0 };
  const score = count + (narrowed ? 0.5 : 0) + (ordered && order.length > 0 ? (count > 0 || equalities.size === 0 ? 10 : 0.25) : 0);
  return { index, ...stretch, backward: !alike(false) && alike(true), ordered, score };
}

interface Stretch {
  readonly low: Buffer;
  /** Undefined: no upper bound. */
  readonly high: Buffer | undefined;
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
