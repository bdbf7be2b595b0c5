// Holds answers to the schemas of the API's document, more strictly than a client would: a property that isn't described is a fault.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Described } from '../../../infra/openapi/json.ts';
import type { Json } from '../../../lib/runtime/json.ts';

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same schema, of which each object has the properties and annotations that are described, and no other. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const inside = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value ?? null)]));
  if (schema.type !== 'object' || !isObject(schema.properties) || 'additionalProperties' in schema) return inside;
  return { ...inside, additionalProperties: false };
}

/** Judges values by the document: what is wrong with one, or nothing. */
export function judgeBy(document: Described) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(closed(document) as object, 'openapi.json');
  const compiled = new Map<string, ValidateFunction>();
  return (pointer: readonly string[], value: unknown): readonly string[] => {
    const path = pointer.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const validate = compiled.get(path) ?? ajv.compile({ $ref: `openapi.json#/${path}` });
    compiled.set(path, validate);
    return validate(value) ? [] : (validate.errors ?? []).map(told);
  };
}

const told = ({ instancePath, message = '', params }: ErrorObject): string => `${instancePath} ${message} ${JSON.stringify(params)}`;
