// Decides, as the document store would, whether a document in memory meets a condition.
import type { Json, JsonObject } from '../runtime/json.ts';
import type { Condition, PropertyPath } from './documents.ts';

type Value = Json | undefined;
type Judge = (value: Value) => boolean;

const isObject = (value: Value): value is JsonObject => typeof value === 'object' && value !== null && !isArray(value);
const isArray = (value: Value): value is readonly Json[] => Array.isArray(value);

/**
 * Whether the document meets the condition: what the store's queries would say of it (`Condition`). What a condition says of one collection is
 * remembered as long as both are there, since the occurrences of a series share their collections: thousands of them cost what one costs.
 */
export const holds = (condition: Condition, document: JsonObject): boolean => judgeOf(condition)(document);

const judges = new WeakMap<Condition, Judge>();

function judgeOf(condition: Condition): Judge {
  const judge = judges.get(condition) ?? newJudge(condition);
  judges.set(condition, judge);
  return judge;
}

function newJudge(condition: Condition): Judge {
  switch (condition.is) {
    case 'and': {
      const all = condition.conditions.map(newJudge);
      return (value) => all.every((each) => each(value));
    }
    case 'or': {
      const some = condition.conditions.map(newJudge);
      return (value) => some.some((each) => each(value));
    }
    case 'not': {
      const inner = newJudge(condition.condition);
      return (value) => !inner(value);
    }
    case 'any':
      return anyOf(at(condition.property), newJudge(condition.where));
    case 'startsWith':
    case 'contains':
    case 'sameText':
      return textMeets(condition.is, at(condition.property), condition.value.toLowerCase());
    default: {
      const [find, { is, value: wanted }] = [at(condition.property), condition];
      return (value) => compares(is, find(value), wanted);
    }
  }
}

/** Whether one value of the collection meets it. */
function anyOf(find: (value: Value) => Value, meets: Judge): Judge {
  const known = new WeakMap<readonly Json[], boolean>();
  return (value) => {
    const values = find(value);
    if (!isArray(values)) return false;
    const judged = known.get(values) ?? values.some(meets);
    known.set(values, judged);
    return judged;
  };
}

/** Finds the value at a path; `''` is the value itself. */
function at(path: PropertyPath): (value: Value) => Value {
  const names = path === '' ? [] : path.split('.');
  return (value) => {
    let found = value;
    for (const name of names) found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
    return found;
  };
}

/** `part` is in lower case. */
function textMeets(is: 'startsWith' | 'contains' | 'sameText', find: (value: Value) => Value, part: string): Judge {
  const meets = (text: string): boolean =>
    is === 'sameText' ? text === part : is === 'contains' ? text.includes(part) : text.startsWith(part);
  return (value) => {
    const text = find(value);
    return typeof text === 'string' && meets(text.toLowerCase());
  };
}

type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** Only scalars of one type compare. */
function compares(is: Comparison, a: Value, b: Json): boolean {
  if (a === null || b === null) return a === b && is !== 'ne' && is !== 'gt' && is !== 'lt';
  if (typeof a === 'object' || typeof a !== typeof b) return false;
  switch (is) {
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'gt':
      return a !== b && !isLess(a, b);
    case 'ge':
      return !isLess(a, b);
    case 'lt':
      return isLess(a, b);
    case 'le':
      return a === b || isLess(a, b);
  }
}

const isLess = (a: Json | undefined, b: Json): boolean => a !== undefined && a !== null && b !== null && a < b;
