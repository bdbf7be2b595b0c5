// The types of OData's entity data model, as the tables of properties write them: what answers hold, what bodies are read as, what $metadata says.

/** Primitive types that the service has (OData CSDL 4.01, section 3.3). */
type PrimitiveType =
  | 'Edm.Binary'
  | 'Edm.Boolean'
  | 'Edm.Date'
  | 'Edm.DateTimeOffset'
  | 'Edm.Double'
  | 'Edm.Guid'
  | 'Edm.Int32'
  | 'Edm.Int64'
  | 'Edm.String'
  | 'Edm.Untyped';

/** A type of this service's own stands behind `graph.`, as Graph's documents write it: short for `microsoft.graph.`. */
type SingleType = PrimitiveType | `graph.${string}`;

export type EdmType = SingleType | `Collection(${SingleType})`;

/** A property's type; what isn't `not null` may be null. Of a collection it is the entries that may. */
export type PropertyType = EdmType | `${EdmType} not null`;

/** Properties by name, in the order in which answers give them. */
export type PropertyTable = Readonly<Record<string, PropertyType>>;

/** What a navigation property leads to; what is `contained` exists only there (OData CSDL 4.01, section 8.4). */
export type NavigationType = `${'graph.' | 'Collection(graph.'}${string}` | `${string} contained`;

export type NavigationTable = Readonly<Record<string, NavigationType>>;

/** The names of those properties that have this type; of a table that isn't known, any. */
export type NamesOf<T, E extends EdmType> = string extends keyof T
  ? string
  : { [K in keyof T & string]: T[K] extends E | `${E} not null` ? K : never }[keyof T & string];

/** A table for values of this shape: it has each of their properties, and none but a type that such a value can be written as. */
export type TableOf<X> = { readonly [K in keyof X]-?: PropertyTypeOf<NonNullable<X[K]>> };

type PropertyTypeOf<V> = V extends readonly (infer E)[] ? OrNotNull<`Collection(${SingleTypeOf<E>})`> : OrNotNull<SingleTypeOf<V>>;

type OrNotNull<E extends string> = E | `${E} not null`;

type SingleTypeOf<V> = V extends string
  ? Extract<PrimitiveType, 'Edm.String' | 'Edm.Date' | 'Edm.DateTimeOffset' | 'Edm.Guid' | 'Edm.Binary'> | `graph.${string}`
  : V extends boolean
    ? 'Edm.Boolean'
    : V extends number
      ? 'Edm.Int32' | 'Edm.Int64' | 'Edm.Double'
      : `graph.${string}`;

/** The names in a table, in its order. */
export function namesOf<T extends object>(table: T): readonly Extract<keyof T, string>[] {
  const names: Extract<keyof T, string>[] = [];
  for (const name in table) names.push(name);
  return names;
}
