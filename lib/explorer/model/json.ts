// Reads answers: JSON of which nothing is known yet, property by property. What isn't there is empty, so that a page shows the rest.
export type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as an object; one without properties if it is none. */
export const readObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

export const objectOf = (from: JsonObject, name: string): JsonObject => readObject(from[name]);

export function textOf(from: JsonObject, name: string): string {
  const value = from[name];
  return typeof value === 'string' ? value : '';
}

export function numberOf(from: JsonObject, name: string): number | undefined {
  const value = from[name];
  return typeof value === 'number' ? value : undefined;
}

export const flagOf = (from: JsonObject, name: string): boolean => from[name] === true;

/** A list's objects; none if it is no list. */
export function listOf(from: JsonObject, name: string): readonly JsonObject[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textsOf(from: JsonObject, name: string): readonly string[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
