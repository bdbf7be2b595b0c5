// Decides, as the document store would, whether an object in memory meets a condition.
import type { Condition, Scalar } from './documents.ts';

/** The properties that a condition is checked on; each property that it names must be there. */
export type Judged = Readonly<Record<string, Scalar>>;

export function holds(condition: Condition, judged: Judged): boolean {
  switch (condition.is) {
    case 'and':
      return condition.conditions.every((each) => holds(each, judged));
    case 'or':
      return condition.conditions.some((each) => holds(each, judged));
    case 'any':
      throw new Error('Nothing in memory is asked about an array.');
    case 'not':
      return !holds(condition.condition, judged);
    case 'startsWith':
      return text(judged, condition.property).startsWith(condition.value.toLowerCase());
    case 'contains':
      return text(judged, condition.property).includes(condition.value.toLowerCase());
    default:
      return compare(condition.is, valueOf(judged, condition.property), condition.value);
  }
}

const text = (judged: Judged, property: string): string => {
  const value = valueOf(judged, property);
  return typeof value === 'string' ? value.toLowerCase() : '';
};

function valueOf(judged: Judged, property: string): Scalar {
  const value = judged[property];
  if (value === undefined) throw new Error(`Nothing says what '${property}' is.`);
  return value;
}

/** Compares two values. Values of different types are never equal, and neither is less than the other. */
function compare(is: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le', a: Scalar, b: Scalar): boolean {
  if (is === 'eq' || is === 'ne') return (a === b) === (is === 'eq');
  if (typeof a !== typeof b || a === null || b === null || a === b) return a === b && typeof a === typeof b && (is === 'ge' || is === 'le');
  return is === 'lt' || is === 'le' ? a < b : a > b;
}
