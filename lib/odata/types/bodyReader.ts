// Reads properties from a request's JSON as Edm types. Accepts the spellings that Graph's own examples have, and names what it can't read.
import { badRequest, ServiceError, invalidRequest } from '../../runtime/errors.ts';
import { isBinary, isJsonObject, type Json, type JsonObject } from '../../runtime/json.ts';
import type { NamesOf, PropertyTable } from './edm.ts';
import type { EnumType } from './enums.ts';
import { decodeBinary, readNumber } from './literals.ts';

export { isJsonObject } from '../../runtime/json.ts';

/** Edm.Int32's largest value. */
export const maxInt32 = 2_147_483_647;
/** Just above Edm.Int64's largest value, which a JSON number can't hold exactly. */
const maxInt64 = 2 ** 63;
/** The most characters of a value that an error message repeats. */
const shownLength = 40;

/** An annotation of OData, such as `@odata.type` or `calendar@odata.bind`; tables of properties have none. */
type Annotation = `${string}@odata.${string}`;

/**
 * Reads the properties of one JSON object by name, in any case of letters. Returns undefined for a missing property and for null. With a
 * table of properties it reads only those of the table, each as the type that it has there.
 */
export interface BodyReader<T extends PropertyTable = PropertyTable> {
  has(name: string): boolean;
  /** Whether the property is null; in a change, null clears it. */
  isNull(name: string): boolean;
  /** Edm.String. Throws 400 when it is longer than `max` UTF-16 code units. */
  text(name: NamesOf<T, 'Edm.String' | 'Edm.Guid'> | Annotation, max: number): string | undefined;
  /** Edm.Boolean, also as the text `"True"`. */
  boolean(name: NamesOf<T, 'Edm.Boolean'>): boolean | undefined;
  /** Edm.Int32, also as the text `"15"`. Throws 400 that names the range for a number below `min` (by default 0). */
  int32(name: NamesOf<T, 'Edm.Int32'>, min?: number): number | undefined;
  /** Edm.Int64 of either sign, also as text, as far as JSON's numbers are exact. */
  int64(name: NamesOf<T, 'Edm.Int64'>): number | undefined;
  /** Edm.Double, also as text. */
  double(name: NamesOf<T, 'Edm.Double'>): number | undefined;
  /** Edm.Binary: base64 or base64url. */
  binary(name: NamesOf<T, 'Edm.Binary'>): Uint8Array | undefined;
  /** A member of an enumeration, in any case of letters. */
  oneOf<N extends string, M extends string>(name: NamesOf<T, `graph.${N}`>, type: EnumType<N, M>): M | undefined;
  /** A text that is one of these, in any case of letters. */
  oneOfTexts<const M extends string>(name: NamesOf<T, 'Edm.String'>, texts: readonly M[]): M | undefined;
  /** Another JSON object. */
  object(name: string): JsonObject | undefined;
  /** A collection of JSON objects. Throws 400 for more than `max`. */
  objects(name: string, max: number): JsonObject[] | undefined;
  /** A collection of Edm.String. */
  texts(name: NamesOf<T, 'Collection(Edm.String)'> | Annotation, max: number): string[] | undefined;
}

/** Makes a reader of a body. All methods of the reader throw 400 `RequestBodyRead` for a value of another type. */
export function readBody<T extends PropertyTable>(body: JsonObject): BodyReader<T> {
  const values = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
  const valueOf = (name: string): Json | undefined => values.get(name.toLowerCase()) ?? undefined;

  const text = (name: string, max: number): string | undefined => {
    const value = valueOf(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw notConvertible(value, 'Edm.String');
    return withinLength(name, value, max);
  };

  const number = (name: string, type: string): number | undefined => {
    const value = valueOf(name);
    if (value === undefined) return undefined;
    const read = typeof value === 'string' ? readNumber(value) : value;
    if (typeof read !== 'number' || !Number.isFinite(read)) throw notConvertible(value, type);
    return read;
  };

  const integer = (name: string, min: number, max: number, type: string): number | undefined => {
    const read = number(name, type);
    if (read === undefined) return undefined;
    if (!Number.isInteger(read) || Math.abs(read) > max) throw notConvertible(valueOf(name) ?? null, type);
    if (read < min) throw badRequest(`The property '${name}' must be from ${min} to ${max}.`);
    return read;
  };

  const oneOf = <M extends string>(name: string, type: string, members: readonly M[]): M | undefined => {
    const value = valueOf(name);
    if (value === undefined) return undefined;
    const member = typeof value === 'string' ? members.find((each) => each.toLowerCase() === value.toLowerCase()) : undefined;
    if (member === undefined) throw notConvertible(value, type);
    return member;
  };

  return {
    has: (name) => valueOf(name) !== undefined,
    isNull: (name) => values.get(name.toLowerCase()) === null,
    text,
    boolean(name) {
      const value = valueOf(name);
      if (value === undefined || typeof value === 'boolean') return value;
      if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
      throw notConvertible(value, 'Edm.Boolean');
    },
    int32: (name, min = 0) => integer(name, min, maxInt32, 'Edm.Int32'),
    int64: (name) => integer(name, -maxInt64, maxInt64, 'Edm.Int64'),
    double: (name) => number(name, 'Edm.Double'),
    binary(name) {
      const value = valueOf(name);
      if (value === undefined) return undefined;
      if (isBinary(value)) return value.bytes;
      const bytes = typeof value === 'string' ? decodeBinary(value) : undefined;
      if (bytes === undefined) throw notConvertible(value, 'Edm.Binary');
      return bytes;
    },
    oneOf: (name, { name: type, members }) => oneOf(name, `microsoft.graph.${type}`, members),
    oneOfTexts: (name, texts) => oneOf(name, 'Edm.String', texts),
    object(name) {
      const value = valueOf(name);
      if (value === undefined) return undefined;
      if (!isJsonObject(value)) throw notConvertible(value, 'Edm.ComplexType');
      return value;
    },
    objects(name, max) {
      const value = valueOf(name);
      if (value === undefined) return undefined;
      if (!Array.isArray(value)) throw notConvertible(value, 'Collection(Edm.ComplexType)');
      if (value.length > max) throw badRequest(`The property '${name}' may have at most ${max} entries.`);
      return value.map((each: Json) => {
        if (!isJsonObject(each)) throw notConvertible(each, 'Edm.ComplexType');
        return each;
      });
    },
    texts(name, max) {
      const value = valueOf(name);
      if (value === undefined) return undefined;
      if (!Array.isArray(value)) throw notConvertible(value, 'Collection(Edm.String)');
      return value.map((each: Json) => {
        if (typeof each !== 'string') throw notConvertible(each, 'Edm.String');
        return withinLength(name, each, max);
      });
    },
  };
}

/** The error 400 for a value of the wrong type. The message repeats at most 40 characters of the value, and names `property` if given. */
export function notConvertible(value: Json, type: string, property?: string): ServiceError {
  const literal = typeof value === 'string' ? value : JSON.stringify(value);
  const shown = literal.length > shownLength ? `${literal.slice(0, shownLength)}…` : literal;
  const where = property === undefined ? '' : ` It is the value of the property '${property}'.`;
  return new ServiceError(400, 'RequestBodyRead', `Cannot convert the literal '${shown}' to the expected type '${type}'.${where}`);
}

/** The error 400 for a required property that is missing. */
export const missingProperty = (name: string): ServiceError => invalidRequest(`The required property '${name}' is missing.`);

function withinLength(name: string, value: string, max: number): string {
  if (value.length > max) throw badRequest(`The property '${name}' may have at most ${max} characters.`);
  return value;
}
