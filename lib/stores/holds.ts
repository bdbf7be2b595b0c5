// Decides, as the document store would, whether a document in memory meets a condition.
import type { Json, JsonObject } from '../runtime/json.ts';
import type { Condition, PropertyPath } from './documents.ts';

type Value = Json | undefined;

const isObject = (value: Value): value is JsonObject => typeof value === 'object' && value !== null && !isArray(value);
const isArray = (value: Value): value is readonly Json[] => Array.isArray(value);

/** Whether the document meets the condition: what the store's queries would say of it (`Condition`). */
export const holds = (condition: Condition, document: JsonObject): boolean => holdsOf(condition, document);

function holdsOf(condition: Condition, value: Value): boolean {
  switch (condition.is) {
    case 'and':
      return condition.conditions.every((each) => holdsOf(each, value));
    case 'or':
      return condition.conditions.some((each) => holdsOf(each, value));
    case 'not':
      return !holdsOf(condition.condition, value);
    case 'any': {
      const { where } = condition;
      const values = valueAt(value, condition.property);
      return isArray(values) && values.some((each) => holdsOf(where, each));
    }
    case 'startsWith':
    case 'contains':
    case 'sameText':
      return textMeets(condition.is, valueAt(value, condition.property), condition.value);
    default:
      return compares(condition.is, valueAt(value, condition.property), condition.value);
  }
}

/** The value at a path; `''` is the value itself. */
function valueAt(value: Value, path: PropertyPath): Value {
  let found: Value = value;
  for (const name of path === '' ? [] : path.split('.')) found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return found;
}

function textMeets(is: 'startsWith' | 'contains' | 'sameText', value: Value, wanted: string): boolean {
  if (typeof value !== 'string') return false;
  const [text, part] = [value.toLowerCase(), wanted.toLowerCase()];
  return is === 'sameText' ? text === part : is === 'contains' ? text.includes(part) : text.startsWith(part);
}

type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** Only scalars of one type compare. */
function compares(is: Comparison, a: Value, b: Json): boolean {
  if (a === null || b === null) return a === b && is !== 'ne' && is !== 'gt' && is !== 'lt';
  if (typeof a === 'object' || typeof a !== typeof b) return false;
  const order = a === b ? 0 : isLess(a, b) ? -1 : 1;
  return {
    eq: order === 0,
    ne: order !== 0,
    gt: order > 0,
    ge: order >= 0,
    lt: order < 0,
    le: order <= 0,
  }[is];
}

const isLess = (a: Json | undefined, b: Json): boolean => a !== undefined && a !== null && b !== null && a < b;
