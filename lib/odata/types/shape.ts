// Brings JSON into Graph's spelling: names, members of enumerations and values that a schema knows. Refuses values of the wrong type.
import type { Json, JsonObject } from '../../runtime/json.ts';
import { isJsonObject, notConvertible } from './bodyReader.ts';
import type { Schema, Schemas } from '../metadata/schemas.ts';
import { decodeBinary, readNumber } from './literals.ts';

/** The schemas and enumerations that the names of types stand for. */
export interface Vocabulary {
  readonly schemas: Schemas;
  /** The members of enumerations by their names. */
  readonly enumerations: Readonly<Record<string, readonly string[]>>;
}

/**
 * The object with its known properties in Graph's spelling, and their values as Graph writes them (`"True"` → `true`, `"15"` → `15`; null
 * stays). Unknown properties stay as they are. Throws 400 `RequestBodyRead` for a known property with a value of the wrong type.
 */
export function spellAsGraph(json: JsonObject, schema: Schema, vocabulary: Vocabulary): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([given, value]) => {
      const member = schema.members.get(given.toLowerCase());
      if (member?.is !== 'value') return [given, value];
      // `readItem` reads the attachments.
      if (value === undefined || value === null || member.type.name === 'attachment') return [member.name, value];
      const { name, isCollection } = member.type;
      const one = (each: Json): Json => valueOf(each, name, vocabulary);
      if (!isCollection) return [member.name, one(value)];
      if (!Array.isArray(value)) throw notConvertible(value, `Collection(${qualified(name)})`);
      return [member.name, value.map(one)];
    }),
  );
}

const qualified = (name: string): string => (name.startsWith('Edm.') ? name : `microsoft.graph.${name}`);

function valueOf(value: Json, type: string, vocabulary: Vocabulary): Json {
  const members = vocabulary.enumerations[type];
  if (members !== undefined) {
    const member = typeof value === 'string' ? members.find((each) => each.toLowerCase() === value.toLowerCase()) : undefined;
    if (member === undefined) throw notConvertible(value, qualified(type));
    return member;
  }
  const schema = vocabulary.schemas(type);
  if (schema !== undefined) {
    if (!isJsonObject(value)) throw notConvertible(value, qualified(type));
    return spellAsGraph(value, schema, vocabulary);
  }
  const written = asWritten(value, type);
  if (isOf[type]?.(written) === false) throw notConvertible(value, type);
  return written;
}

/** Turns a text into the boolean or the number that it stands for. */
function asWritten(value: Json, type: string): Json {
  if (typeof value !== 'string') return value;
  if (type === 'Edm.Boolean' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return type === 'Edm.Int32' || type === 'Edm.Double' ? (readNumber(value) ?? value) : value;
}

const text =
  (shape: RegExp) =>
  (value: Json): boolean =>
    typeof value === 'string' && shape.test(value) && !Number.isNaN(Date.parse(value));

/** For each primitive type whether a value is of the type; numbers may be negative. */
const isOf: Readonly<Record<string, (value: Json) => boolean>> = {
  'Edm.String': (value) => typeof value === 'string',
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Int32': (value) => typeof value === 'number' && (value | 0) === value,
  'Edm.Double': (value) => typeof value === 'number',
  'Edm.Binary': (value) => typeof value === 'string' && decodeBinary(value) !== undefined,
  'Edm.Date': text(/^\d{4}-\d\d-\d\d$/),
  'Edm.DateTimeOffset': text(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)$/i),
};
