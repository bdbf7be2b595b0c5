// Makes conditions for each kind of property that filters compare: texts, numbers, booleans, points in time.
import type { Condition, PropertyPath, Scalar } from '../../stores/documents.ts';
import { sortKey } from '../../runtime/text/textOrder.ts';
import type { Filterable } from './condition.ts';
import type { ComparisonOperator, Literal } from './expression.ts';

/** Compares the stored value with the literal's stored form, which `toValue` makes; `toValue` is undefined for a literal of another kind. */
const flat =
  (property: PropertyPath, toValue: (literal: Literal, operator: ComparisonOperator) => Scalar | undefined): Filterable['compare'] =>
  (operator, literal) => {
    const value = toValue(literal, operator);
    return value === undefined ? undefined : { is: operator, property, value };
  };

/**
 * A text; the store holds `''` for a missing one, which `eq null` and `ne null` ask for. `sortKeyPath`: the path of its sort key
 * (`lib/runtime/text/textOrder.ts`), by which `lt`, `le`, `gt` and `ge` compare in the order of lists; without it they are refused.
 */
export const textProperty = (property: PropertyPath, sortKeyPath?: PropertyPath): Filterable => ({
  property,
  functions: true,
  compare(operator, literal) {
    if (operator === 'eq' || operator === 'ne') {
      const value = literal.kind === 'null' ? '' : literal.kind === 'text' ? literal.value : undefined;
      return value === undefined ? undefined : { is: operator, property, value };
    }
    if (literal.kind !== 'text' || sortKeyPath === undefined) return undefined;
    return { is: operator, property: sortKeyPath, value: sortKey(literal.value) };
  },
});

/** A text that may be missing or null: `eq null` asks for that. */
export const optionalText = (property: PropertyPath): Filterable => comparedText(property, 'eq');

/** A mail address that may be missing: `eq` and `ne` compare it in any case of letters. */
export const mailProperty = (property: PropertyPath): Filterable => comparedText(property, 'sameText');

function comparedText(property: PropertyPath, is: 'eq' | 'sameText'): Filterable {
  const isText: Condition = { is: 'ge', property, value: '' };
  return {
    property,
    functions: true,
    compare(operator, literal) {
      if ((literal.kind !== 'text' && literal.kind !== 'null') || (operator !== 'eq' && operator !== 'ne')) return undefined;
      const isEqual: Condition = literal.kind === 'text' ? { is, property, value: literal.value } : { is: 'not', condition: isText };
      return operator === 'eq' ? isEqual : { is: 'not', condition: isEqual };
    },
  };
}

/** A member of an enumeration, by its name in any case of letters. Only `eq` and `ne` compare it. */
export const memberProperty = (property: PropertyPath, members: readonly string[]): Filterable => ({
  property,
  functions: false,
  compare: flat(property, (literal, operator) => {
    if (literal.kind !== 'text' || (operator !== 'eq' && operator !== 'ne')) return undefined;
    return members.find((member) => member.toLowerCase() === literal.value.toLowerCase());
  }),
});

export const numberProperty = (property: PropertyPath): Filterable => ({
  property,
  functions: false,
  compare: flat(property, (literal) => (literal.kind === 'number' ? literal.value : undefined)),
});

export const booleanProperty = (property: PropertyPath): Filterable => ({
  property,
  functions: false,
  compare: (operator, literal) => {
    const wanted = wantedBoolean(operator, literal);
    return wanted === undefined ? undefined : { is: 'eq', property, value: wanted };
  },
});

/** A number that answers show as a boolean: true if it is above zero. */
export const anyProperty = (property: PropertyPath): Filterable => ({
  property,
  functions: false,
  compare: (operator, literal) => {
    const wanted = wantedBoolean(operator, literal);
    return wanted === undefined ? undefined : { is: wanted ? 'gt' : 'le', property, value: 0 };
  },
});

const always: Condition = { is: 'ge', property: 'id', value: '' };
const never: Condition = { is: 'lt', property: 'id', value: '' };

/** A boolean that has the same value for every entry of the list. */
export const constantProperty = (value: boolean): Filterable => ({
  property: 'id',
  functions: false,
  compare: (operator, literal) => {
    const wanted = wantedBoolean(operator, literal);
    if (wanted === undefined) return undefined;
    return wanted === value ? always : never;
  },
});

/** A boolean that is true where one condition is met, and false where the other is: each entry of the list meets one of them. */
export const eitherProperty = (whenTrue: Condition, whenFalse: Condition): Filterable => ({
  property: 'id',
  functions: false,
  compare: (operator, literal) => {
    const wanted = wantedBoolean(operator, literal);
    if (wanted === undefined) return undefined;
    return wanted ? whenTrue : whenFalse;
  },
});

function wantedBoolean(operator: ComparisonOperator, literal: Literal): boolean | undefined {
  if (literal.kind !== 'boolean' || (operator !== 'eq' && operator !== 'ne')) return undefined;
  return (operator === 'eq') === literal.value;
}

/** A point in time that the store holds in RFC 3339, in UTC, to the millisecond, and that answers show so. */
export const instantProperty = (property: PropertyPath, toInstant: (literal: Literal) => number | undefined = dateTimeOf): Filterable => ({
  property,
  functions: false,
  compare: flat(property, (literal) => {
    const instant = toInstant(literal);
    return instant === undefined ? undefined : stored(instant);
  }),
});

const second = 1000;

/** The same, but answers cut it off to the second; filters compare the time that answers show. */
export const secondsProperty = (property: PropertyPath): Filterable => ({
  property,
  functions: false,
  compare: (operator, literal) => {
    const instant = dateTimeOf(literal);
    if (instant === undefined) return undefined;
    const from = stored(Math.ceil(instant / second) * second);
    const behind = stored((Math.floor(instant / second) + 1) * second);
    const within: Condition[] = [
      { is: 'ge', property, value: from },
      { is: 'lt', property, value: behind },
    ];
    switch (operator) {
      case 'eq':
        return { is: 'and', conditions: within };
      case 'ne':
        return { is: 'not', condition: { is: 'and', conditions: within } };
      case 'ge':
      case 'lt':
        return { is: operator, property, value: from };
      default:
        return { is: operator === 'gt' ? 'ge' : 'lt', property, value: behind };
    }
  },
});

export const dateTimeOf = (literal: Literal): number | undefined => (literal.kind === 'dateTime' ? literal.value : undefined);

const stored = (instant: number): string => new Date(instant).toISOString();
