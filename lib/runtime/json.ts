// JSON as TypeScript knows it: what requests bring, answers show and stores keep.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A property that is undefined isn't written. */
export type JsonObject = { readonly [property: string]: Json | undefined };

export const isJsonObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
