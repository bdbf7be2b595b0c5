// Turns a filter into a condition of the document store.
import { badRequest, ServiceError } from '../../runtime/errors.ts';
import type { Condition, PropertyPath } from '../../stores/documents.ts';
import type { ComparisonOperator, FilterExpression, FilterProperty, Literal } from './expression.ts';

/** Turns comparisons with a property into conditions. Every document has the stored value that it compares, and never as null. */
export interface Filterable {
  /** Whether `startswith` and `contains` may search the property, or `startswith` alone by a condition of its own. */
  readonly functions: boolean | ((beginning: string) => Condition);
  /**
   * The condition; undefined if the property can't be compared with a literal of this kind. Throws 400 for a literal of the right kind
   * that isn't a possible value.
   */
  compare(operator: ComparisonOperator, literal: Literal): Condition | undefined;
  /** The same for a collection of scalars: the condition that one of its values meets the comparison. */
  any?(operator: ComparisonOperator, literal: Literal): Condition | undefined;
  /** Of any other collection: the condition that one of its values meets the inner filter. Throws 400 for a filter that it can't be asked. */
  lambda?(where: FilterExpression): Condition;
  /** How the property compares behind a `cast` to this type, as the filter writes it; undefined for a type that it can't be cast to. */
  cast?(type: string): Filterable | undefined;
  /** The path of the text that `startswith` and `contains` search. */
  readonly property: PropertyPath;
}

/** The properties and types of a resource that a filter may name. */
export interface FilterVocabulary {
  /** Finds a property by any accepted spelling; undefined for one without filters. Throws 400 for an unknown one. */
  find(path: string): Filterable | undefined;
  /** The properties that have filters, for the message that refuses another one. */
  readonly names: readonly string[];
  /** The condition that an entity is of this type or of a derived one; undefined for a type that the resource doesn't have. */
  isof?(type: string): Condition | undefined;
}

/** The condition for a filter. Throws 400 for a property without filters, and for a value of the wrong type. */
export function toCondition(expression: FilterExpression, vocabulary: FilterVocabulary): Condition {
  switch (expression.is) {
    case 'and':
    case 'or':
      return { is: expression.is, conditions: expression.operands.map((operand) => toCondition(operand, vocabulary)) };
    case 'not':
      return { is: 'not', condition: toCondition(expression.operand, vocabulary) };
    case 'isof': {
      const condition = vocabulary.isof?.(expression.type);
      if (condition === undefined)
        throw badRequest(`'isof' at character ${expression.at} of '$filter' does not know the type '${expression.type}'.`);
      return condition;
    }
    case 'any':
      return someMeets(filterable(expression.property, vocabulary), expression);
    case 'compare': {
      const { property, operator, literal } = expression;
      const condition = compared(filterable(property, vocabulary), expression);
      if (condition === undefined) throw incomparable(property.path, property.at, operator, literal.kind);
      return condition;
    }
    default: {
      const { path, at } = expression.property;
      const found = filterable(expression.property, vocabulary);
      if (!found.functions)
        throw badRequest(`The property '${path}' at character ${at} of '$filter' is no text, which '${expression.is}' needs.`);
      if (typeof found.functions === 'function') {
        if (expression.is === 'startswith') return found.functions(expression.text);
        throw badRequest(`The property '${path}' at character ${at} of '$filter' is searched by 'startswith' alone.`);
      }
      return { is: expression.is === 'contains' ? 'contains' : 'startsWith', property: found.property, value: expression.text };
    }
  }
}

type Comparison = Extract<FilterExpression, { is: 'compare' }>;

function compared(by: Filterable, { property: { path, at }, operator, literal }: Comparison): Condition | undefined {
  try {
    return by.compare(operator, literal);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw badRequest(`The value that '${path}' at character ${at} of '$filter' is compared with cannot be read: ${error.message}`, error);
  }
}

type Lambda = Extract<FilterExpression, { is: 'any' }>;

function someMeets(by: Filterable, { property: { path, at }, where }: Lambda): Condition {
  if (by.lambda !== undefined) return by.lambda(where);
  if (by.any === undefined) throw badRequest(`The property '${path}' at character ${at} of '$filter' is no collection.`);
  if (where.is !== 'compare' || where.property.path !== '')
    throw badRequest(`The lambda of '${path}' at character ${at} of '$filter' must compare its variable with one value.`);
  const { operator, literal } = where;
  const condition = by.any(operator, literal);
  if (condition === undefined) throw incomparable(path, at, operator, literal.kind);
  return condition;
}

function filterable({ path, at, as }: FilterProperty, vocabulary: FilterVocabulary): Filterable {
  const found = vocabulary.find(path);
  if (found === undefined)
    throw badRequest(
      `Filtering by '${path === '' ? 'the variable alone' : path}' is not supported; these are: ${vocabulary.names.join(', ')}.`,
    );
  if (as === undefined) return found;
  const cast = found.cast?.(as);
  if (cast === undefined) throw badRequest(`The property '${path}' at character ${at} of '$filter' cannot be cast to '${as}'.`);
  return cast;
}

const incomparable = (path: string, at: number, operator: string, kind: string) =>
  badRequest(`The property '${path}' at character ${at} of '$filter' cannot be compared by '${operator}' with a ${kind} value.`);
