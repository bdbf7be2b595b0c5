// The syntax tree of a `$filter`: comparisons, calls, and the operators that join them.

/** A value in a filter; a date and time is in milliseconds since 1970 UTC. */
export type Literal =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'dateTime'; readonly value: number }
  | { readonly kind: 'null' };

export type ComparisonOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type TextFunction = 'startswith' | 'contains';

/**
 * A property as the filter writes it, and the position (from 1) where it stands. Inside a lambda, the path below the variable: `''` for the
 * variable alone. `as`: the type behind a `cast(…)`, as the filter writes it.
 */
export interface FilterProperty {
  readonly path: string;
  readonly at: number;
  readonly as?: string;
}

export type FilterExpression =
  | { readonly is: 'compare'; readonly operator: ComparisonOperator; readonly property: FilterProperty; readonly literal: Literal }
  /** True if one of the values of a collection meets the inner filter, whose paths begin at the value. */
  | { readonly is: 'any'; readonly property: FilterProperty; readonly where: FilterExpression }
  | { readonly is: TextFunction; readonly property: FilterProperty; readonly text: string }
  | { readonly is: 'isof'; readonly type: string; readonly at: number }
  | { readonly is: 'and' | 'or'; readonly operands: readonly FilterExpression[] }
  | { readonly is: 'not'; readonly operand: FilterExpression };
