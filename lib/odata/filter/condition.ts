// Turns a filter into a condition of the document store, by the properties that a resource lets be filtered.
import { badRequest, ServiceError } from '../../runtime/errors.ts';
import type { Condition, PropertyPath } from '../../stores/documents.ts';
import type { ComparisonOperator, FilterExpression, Literal } from './expression.ts';

/** How a property's values are compared. What it compares is in every document and never null there. */
export interface Filterable {
  readonly functions: boolean;
  /**
   * The condition, or undefined when the literal is of a kind that this property isn't compared with. Throws 400 for one of the right kind
   * that can't be read.
   */
  compare(operator: ComparisonOperator, literal: Literal): Condition | undefined;
  /** The same for one of its values, where it is a collection. */
  any?(operator: ComparisonOperator, literal: Literal): Condition | undefined;
  /** Where its text lies, for `startswith` and `contains`. */
  readonly property: PropertyPath;
}

/** What of a resource a filter may name. */
export interface FilterVocabulary {
  /** The property by any spelling. Throws 400 for an unknown one; undefined for one that lists can't be filtered by. */
  find(path: string): Filterable | undefined;
  /** Names for the message that refuses another one. */
  readonly names: readonly string[];
  /** Entities of this type or of one derived from it; undefined for a type that the resource doesn't have. */
  isof?(type: string): Condition | undefined;
}

/** The condition that the filter means. Throws 400 for a property that can't be filtered by and a value of the wrong type. */
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
    case 'any': {
      const { property, operator, literal } = expression;
      const found = filterable(property.path, vocabulary);
      if (found.any === undefined)
        throw badRequest(`The property '${property.path}' at character ${property.at} of '$filter' is no collection.`);
      const condition = found.any(operator, literal);
      if (condition === undefined) throw incomparable(property.path, property.at, operator, literal.kind);
      return condition;
    }
    case 'compare': {
      const { property, operator, literal } = expression;
      const condition = compared(filterable(property.path, vocabulary), expression);
      if (condition === undefined) throw incomparable(property.path, property.at, operator, literal.kind);
      return condition;
    }
    default: {
      const { path, at } = expression.property;
      const found = filterable(path, vocabulary);
      if (!found.functions)
        throw badRequest(`The property '${path}' at character ${at} of '$filter' is no text, which '${expression.is}' needs.`);
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

function filterable(path: string, vocabulary: FilterVocabulary): Filterable {
  const found = vocabulary.find(path);
  if (found === undefined) throw badRequest(`Filtering by '${path}' is not supported; these are: ${vocabulary.names.join(', ')}.`);
  return found;
}

const incomparable = (path: string, at: number, operator: string, kind: string) =>
  badRequest(`The property '${path}' at character ${at} of '$filter' cannot be compared by '${operator}' with a ${kind} value.`);
