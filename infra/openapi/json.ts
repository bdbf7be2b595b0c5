// The shapes of OpenAPI 3.1's objects, as far as the document has them.
import type { Json } from '../../lib/runtime/json.ts';

/** A JSON Schema (draft 2020-12), or any other object of the document. */
export type Described = Readonly<Record<string, Json>>;

export const reference = (to: `${'schemas' | 'parameters' | 'responses' | 'headers'}/${string}`): Described => ({
  $ref: `#/components/${to}`,
});

/** The object without what is undefined. */
export const withoutNothing = (given: Readonly<Record<string, Json | undefined>>): Described =>
  Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
