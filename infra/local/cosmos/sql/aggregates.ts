// COUNT, SUM, AVG, MIN and MAX over the values of a group.
import type { Value } from '../http/json.ts';
import { compareValues, typeRank } from '../query/ordering.ts';
import type { AggregateName } from './syntax.ts';

/** Undefined values don't count. A SUM or AVG over anything but numbers, and a MIN or MAX over anything but scalars, is undefined. */
export function aggregate(name: AggregateName, values: readonly Value[]): Value {
  const defined = values.filter((value) => value !== undefined);
  switch (name) {
    case 'COUNT':
      return defined.length;
    case 'SUM':
      return sum(defined);
    case 'AVG': {
      const total = sum(defined);
      return total === undefined || defined.length === 0 ? undefined : total / defined.length;
    }
    case 'MIN':
    case 'MAX': {
      if (defined.some((value) => typeRank(value) > 4)) return undefined;
      const sorted = defined.toSorted(compareValues);
      return name === 'MIN' ? sorted[0] : sorted.at(-1);
    }
  }
}

function sum(values: readonly Value[]): number | undefined {
  let total = 0;
  for (const value of values) {
    if (typeof value !== 'number') return undefined;
    total += value;
  }
  return total;
}
