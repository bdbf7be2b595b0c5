// What a `$filter` says, once it has been read: comparisons, calls, and what joins them.

/** A value that a filter compares with; a date and time in milliseconds since the epoch. */
export type Literal =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'dateTime'; readonly value: number }
  | { readonly kind: 'null' };

export type ComparisonOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type TextFunction = 'startswith' | 'contains';

/** A property as the filter named it, and the character (from 1) at which it did. */
export interface FilterProperty {
  readonly path: string;
  readonly at: number;
}

export type FilterExpression =
  | { readonly is: 'compare'; readonly operator: ComparisonOperator; readonly property: FilterProperty; readonly literal: Literal }
  /** One of the values of a collection, held against a literal. */
  | { readonly is: 'any'; readonly operator: ComparisonOperator; readonly property: FilterProperty; readonly literal: Literal }
  | { readonly is: TextFunction; readonly property: FilterProperty; readonly text: string }
  | { readonly is: 'isof'; readonly type: string; readonly at: number }
  | { readonly is: 'and' | 'or'; readonly operands: readonly FilterExpression[] }
  | { readonly is: 'not'; readonly operand: FilterExpression };
