// The types of OData's entity data model, as the tables of properties write them. Answers, readers of bodies and `$metadata` use them.

/** The primitive types that the service uses (OData CSDL 4.01, section 3.3). */
type PrimitiveType =
  | 'Edm.Binary'
  | 'Edm.Boolean'
  | 'Edm.Date'
  | 'Edm.DateTimeOffset'
  | 'Edm.Double'
  | 'Edm.Duration'
  | 'Edm.Guid'
  | 'Edm.Int32'
  | 'Edm.Int64'
  | 'Edm.String'
  | 'Edm.TimeOfDay'
  | 'Edm.Untyped';

/** A primitive type, or one of the model's types. `graph.` is short for `microsoft.graph.`, as in Graph's documentation. */
type SingleType = PrimitiveType | `graph.${string}`;

export type EdmType = SingleType | `Collection(${SingleType})`;

/** A property's type. Without `not null` the value may be null; in a collection the entries may be null. */
export type PropertyType = EdmType | `${EdmType} not null`;

/** Properties by name, in the order in which answers give them. */
export type PropertyTable = Readonly<Record<string, PropertyType>>;

/** The type of a navigation property. Entities that are `contained` exist only there (OData CSDL 4.01, section 8.4). */
export type NavigationType = `${'graph.' | 'Collection(graph.'}${string}` | `${string} contained`;

export type NavigationTable = Readonly<Record<string, NavigationType>>;

/** The names of the properties that have this type; any name if the table isn't known to the compiler. */
export type NamesOf<T, E extends EdmType> = string extends keyof T
  ? string
  : { [K in keyof T & string]: T[K] extends E | `${E} not null` ? K : never }[keyof T & string];

/** A table for values of this shape: it has each of their properties, with a type that fits the property's values. */
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
