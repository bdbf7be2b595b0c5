// The syntax tree of a Cosmos DB query.
import type { Direction } from '../query/ordering.ts';
import type { Value } from '../http/json.ts';

export type UnaryOperator = 'NOT' | '-' | '+' | '~';
export type BinaryOperator =
  'OR' | 'AND' | '??' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '||' | '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^';
export type AggregateName = 'COUNT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';

export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: Expression }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'conditional'; readonly test: Expression; readonly then: Expression; readonly otherwise: Expression }
  | { readonly kind: 'between'; readonly value: Expression; readonly low: Expression; readonly high: Expression }
  | { readonly kind: 'in'; readonly value: Expression; readonly list: readonly Expression[] }
  | { readonly kind: 'like'; readonly value: Expression; readonly pattern: Expression; readonly escape: Expression | undefined }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  | { readonly kind: 'aggregate'; readonly name: AggregateName; readonly argument: Expression }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly properties: readonly Property[] }
  | { readonly kind: 'subquery'; readonly as: 'EXISTS' | 'ARRAY' | 'value'; readonly query: Query };

export interface Property {
  readonly name: string;
  readonly value: Expression;
}

/** `FROM c`, `FROM c.a AS x` (one row) or `FROM t IN c.tags` (a row for each element). */
export interface Source {
  readonly alias: string;
  readonly from: Expression;
  readonly iterate: boolean;
}

export interface OrderItem {
  readonly value: Expression;
  readonly direction: Direction;
}

export interface Query {
  readonly distinct: boolean;
  readonly top: Expression | undefined;
  /** `SELECT *`, `SELECT VALUE x`, or a list of properties. */
  readonly select:
    | { readonly kind: 'all' }
    | { readonly kind: 'value'; readonly value: Expression }
    | { readonly kind: 'list'; readonly items: readonly Property[] };
  /** The first source is the FROM clause, the others are its JOINs; `SELECT 1` has none. */
  readonly sources: readonly Source[];
  readonly where: Expression | undefined;
  readonly groupBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly offset: Expression | undefined;
  readonly limit: Expression | undefined;
  readonly aggregates: boolean;
}
