// JSON values in the emulator: unlike in JSON, a document's property may be undefined.

/** A JSON object. Its names are data: look them up with `member`, which never sees a prototype. */
export interface JsonObject {
  [name: string]: Json;
}
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** The result of an expression: JSON, or undefined. */
export type Value = Json | undefined;

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws SyntaxError when the text isn't JSON. */
export function parseJson(text: string): Json {
  // JSON.parse returns nothing but JSON, which its declared type doesn't say.
  return JSON.parse(text) as Json;
}

/** The member of an object, or the element of an array (the name is its index in digits); undefined if there is none. */
export function member(of: Value, name: string | number): Value {
  if (Array.isArray(of)) return of[Number(name)];
  return isObject(of) && Object.hasOwn(of, name) ? of[name] : undefined;
}

/** The value at a path of property names. */
export const valueAt = (document: Value, path: readonly string[]): Value => path.reduce<Value>(member, document);
