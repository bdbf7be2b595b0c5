// Holds JSON against Graph's types: what is of the right type is spelled as Graph spells it, what isn't is refused.
import type { Json, JsonObject } from '../stores/documents.ts';
import { isJsonObject, notConvertible } from './bodyReader.ts';
import { decodeBinary } from './literals.ts';

type Primitive = 'Edm.String' | 'Edm.Boolean' | 'Edm.Int32' | 'Edm.Double' | 'Edm.Binary' | 'Edm.Date' | 'Edm.DateTimeOffset';

/** A property's type: primitive, an enumeration's name and members, the properties of an object, or a collection. */
export type Shape =
  | { readonly is: 'primitive'; readonly type: Primitive }
  | { readonly is: 'member'; readonly type: string; readonly members: readonly string[] }
  | { readonly is: 'object'; readonly properties: Properties }
  | { readonly is: 'collection'; readonly of: Shape };

/** Known properties in Graph's spelling. */
export type Properties = Readonly<Record<string, Shape>>;

/**
 * The object with its known properties in Graph's spelling and as Graph writes their values (`"True"` → `true`), null left as it is, and
 * the others as they came. Throws 400 `RequestBodyRead` for a known property of another type.
 */
export function shaped(json: JsonObject, properties: Properties): JsonObject {
  const known = new Map(Object.entries(properties).map(([name, shape]) => [name.toLowerCase(), { name, shape }]));
  return Object.fromEntries(
    Object.entries(json).map(([given, value]) => {
      const property = known.get(given.toLowerCase());
      if (property === undefined) return [given, value];
      return [property.name, value === undefined || value === null ? value : valueOf(value, property.shape)];
    }),
  );
}

function valueOf(value: Json, shape: Shape): Json {
  switch (shape.is) {
    case 'primitive':
      return primitive(value, shape.type);
    case 'member': {
      const member = typeof value === 'string' ? shape.members.find((each) => each.toLowerCase() === value.toLowerCase()) : undefined;
      if (member === undefined) throw notConvertible(value, shape.type);
      return member;
    }
    case 'object':
      if (!isJsonObject(value)) throw notConvertible(value, 'Edm.ComplexType');
      return shaped(value, shape.properties);
    case 'collection':
      if (!Array.isArray(value))
        throw notConvertible(value, `Collection(${shape.of.is === 'primitive' ? shape.of.type : 'Edm.ComplexType'})`);
      return value.map((each: Json) => valueOf(each, shape.of));
  }
}

function primitive(value: Json, type: Primitive): Json {
  if (type === 'Edm.Boolean' && typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if (!isOf[type](value)) throw notConvertible(value, type);
  return value;
}

const text =
  (shape: RegExp) =>
  (value: Json): boolean =>
    typeof value === 'string' && shape.test(value) && !Number.isNaN(Date.parse(value));

/** Signs are allowed, unlike in what counts something. */
const isOf: Readonly<Record<Primitive, (value: Json) => boolean>> = {
  'Edm.String': (value) => typeof value === 'string',
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Int32': (value) => typeof value === 'number' && (value | 0) === value,
  'Edm.Double': (value) => typeof value === 'number',
  'Edm.Binary': (value) => typeof value === 'string' && decodeBinary(value) !== undefined,
  'Edm.Date': text(/^\d{4}-\d\d-\d\d$/),
  'Edm.DateTimeOffset': text(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)$/i),
};
