// Turns a condition into Cosmos DB SQL: values become parameters, or literals where Cosmos takes no parameters.
import type { SqlParameter } from '@azure/cosmos';
import type { Json, JsonObject } from '../../runtime/json.ts';
import type { Condition, PropertyPath, Query, Scalar } from '../documents.ts';

const comparison = { eq: '=', ne: '!=', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

/** Writes a value into SQL text. */
type WriteValue = (value: Scalar) => string;

/**
 * `c["order"]["name"]`: without brackets, a name like `order` would be a keyword. Only the service's own property names are given here.
 * `of`: what the path begins at; `''` is that itself.
 */
function property(path: PropertyPath, of = 'c'): string {
  if (path === '' && of !== 'c') return of;
  if (!/^(_ts|[a-zA-Z]\w*(\.[a-zA-Z]\w*)*)$/.test(path)) throw new Error(`Not a property path: ${JSON.stringify(path)}`);
  return `${of}${path
    .split('.')
    .map((name) => `["${name}"]`)
    .join('')}`;
}

const textFunctions = { startsWith: 'STARTSWITH', contains: 'CONTAINS', sameText: 'STRINGEQUALS' } as const;

function condition(wanted: Condition, write: WriteValue, of = 'c'): string {
  switch (wanted.is) {
    case 'and':
    case 'or':
      return `(${wanted.conditions.map((inner) => condition(inner, write, of)).join(wanted.is === 'and' ? ' AND ' : ' OR ')})`;
    case 'not':
      // What can't be compared is undefined, and so would be its opposite.
      return `(NOT (${condition(wanted.condition, write, of)} ?? false))`;
    case 'any':
      return someValue(wanted, write, of);
    case 'startsWith':
    case 'contains':
    case 'sameText':
      return `${textFunctions[wanted.is]}(${property(wanted.property, of)}, ${write(wanted.value)}, true)`;
    default:
      return `${property(wanted.property, of)} ${comparison[wanted.is]} ${write(wanted.value)}`;
  }
}

/** A value that is equal is looked for by the index of the array's values; anything else value by value. */
function someValue({ property: path, where }: Extract<Condition, { is: 'any' }>, write: WriteValue, of: string): string {
  const array = property(path, of);
  if (where.is === 'eq' && where.property === '') return `ARRAY_CONTAINS(${array}, ${write(where.value)})`;
  const value = of === 'c' ? 'v' : `${of}v`;
  return `EXISTS(SELECT VALUE ${value} FROM ${value} IN ${array} WHERE ${condition(where, write, value)})`;
}

interface SqlQuery {
  query: string;
  parameters: SqlParameter[];
}

/** A condition's SQL with parameters, and their values. */
function parameterised(wanted: Condition): { readonly where: string; readonly parameters: SqlParameter[] } {
  const parameters: SqlParameter[] = [];
  const where = condition(wanted, (value) => {
    const name = `@p${parameters.length}`;
    parameters.push({ name, value });
    return name;
  });
  return { where, parameters };
}

/** A parameterised query that counts the documents that meet the condition. */
export function toCountSql(wanted: Condition): SqlQuery {
  const { where, parameters } = parameterised(wanted);
  return { query: `SELECT VALUE COUNT(1) FROM c WHERE ${where}`, parameters };
}

/** A parameterised query: no value of a caller is part of its text. */
export function toSql(query: Query): SqlQuery {
  const { where, parameters } = parameterised(query.where);
  const order = query.orderBy.map(({ property: path, descending }) => `${property(path)} ${descending ? 'DESC' : 'ASC'}`);
  return {
    query: [
      `SELECT ${selected(query.only)} FROM c WHERE ${where}`,
      order.length > 0 ? `ORDER BY ${order.join(', ')}` : '',
      `OFFSET ${query.skip ?? 0} LIMIT ${query.limit}`,
    ]
      .filter((part) => part !== '')
      .join(' '),
    parameters,
  };
}

/** A property that a query selects: the name that it has in a row, and the names that lead to it in the document. */
interface Column {
  readonly name: string;
  readonly path: readonly string[];
}

/** Those of each list that was selected by: queries repeat a few constant lists, and thousands of rows are put together by one. */
const columns = new WeakMap<readonly PropertyPath[], readonly Column[]>();

/** Each property under a name of its own: nested ones with the same last name would collide. */
function columnsOf(only: readonly PropertyPath[]): readonly Column[] {
  const known = columns.get(only);
  if (known !== undefined) return known;
  const made = only.map((path, place) => ({ name: `p${place}`, path: path.split('.') }));
  columns.set(only, made);
  return made;
}

const selected = (only: readonly PropertyPath[] | undefined): string =>
  only === undefined ? '*' : ['c["id"]', 'c["_etag"]', ...only.map((path, place) => `${property(path)} AS p${place}`)].join(', ');

/** The row that such a query gives, with its properties nested as in the document. */
export function nested(only: readonly PropertyPath[], row: JsonObject): JsonObject {
  const body: Record<string, Json | undefined> = { id: row.id };
  for (const { name, path } of columnsOf(only)) {
    const value = row[name];
    if (value !== undefined) put(body, path, value);
  }
  return body;
}

/** Puts a value where the path leads, from its name at `depth` on. */
function put(into: Record<string, Json | undefined>, path: readonly string[], value: Json, depth = 0): void {
  const name = path[depth] ?? '';
  if (depth === path.length - 1) {
    into[name] = value;
    return;
  }
  const inner: Record<string, Json | undefined> = {};
  const there = into[name];
  if (typeof there === 'object' && there !== null && !Array.isArray(there)) Object.assign(inner, there);
  put(inner, path, value, depth + 1);
  into[name] = inner;
}

/** The condition of a patch, for which Cosmos DB knows no parameters: values are JSON literals, which its SQL reads as they are. */
export const toPatchCondition = (wanted: Condition): string => `FROM c WHERE ${condition(wanted, (value) => JSON.stringify(value))}`;
