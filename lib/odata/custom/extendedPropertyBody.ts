// Reads extended properties of events and calendars from a request's JSON (contract, section 15).
import type { GivenCustom, GivenProperty } from '../../calendar/custom/changes.ts';
import { idKey } from '../../calendar/custom/customData.ts';
import { parsePropertyId, type PropertyId } from '../../calendar/custom/propertyId.ts';
import { isValueOf } from '../../calendar/custom/propertyValue.ts';
import { invalidRequest } from '../../runtime/errors.ts';
import { maxRequestBytes, maxTextLength } from '../../runtime/limits.ts';
import { maxCustomItems } from '../../runtime/limits/custom.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { missingProperty, notConvertible, readBody, type BodyReader } from '../types/bodyReader.ts';
import type { CustomCollection } from './customSchema.ts';

/**
 * What a body says of an entity's extended properties. Throws 400 `ErrorInvalidRequest` for a text that is no id, for an id that
 * comes twice or belongs to the other collection, `RequestBodyRead` for a value that isn't of its type.
 */
export const readExtendedProperties = (json: JsonObject): Pick<GivenCustom, 'singles' | 'multis'> => ({
  singles: readCollection(json, 'singleValueExtendedProperties', false),
  multis: readCollection(json, 'multiValueExtendedProperties', true),
});

function readCollection(json: JsonObject, collection: CustomCollection, isArray: boolean): readonly GivenProperty[] | undefined {
  const given = readBody(json)
    .objects(collection, maxCustomItems)
    ?.map((each) => readProperty(each, collection, isArray));
  const seen = new Set<string>();
  for (const { id } of given ?? []) {
    if (seen.has(idKey(id))) throw invalidRequest(`The extended property '${shown(id)}' is given twice.`);
    seen.add(idKey(id));
  }
  return given;
}

function readProperty(json: JsonObject, collection: CustomCollection, isArray: boolean): GivenProperty {
  const body = readBody(json);
  const id = body.text('id', maxTextLength);
  if (id === undefined) throw missingProperty(`${collection}/id`);
  const parsed = readPropertyId(id);
  if (parsed.isArray !== isArray)
    throw invalidRequest(
      `The id '${shown(id)}' cannot be in '${collection}': a type with 'Array' is for multiValueExtendedProperties, the others are for singleValueExtendedProperties.`,
    );
  if (body.isNull('value')) return { id, value: null };
  if (!body.has('value')) throw missingProperty(`${collection}/value`);
  return { id, value: isArray ? readValues(body, parsed) : readValue(body, parsed) };
}

/** The id. Throws 400 that says how ids are written. */
export function readPropertyId(id: string): PropertyId {
  const parsed = parsePropertyId(id);
  if (parsed === undefined)
    throw invalidRequest(
      `The id '${shown(id)}' of an extended property is not valid: write '{type} {guid} Name {name}', '{type} {guid} Id {number}' or '{type} {tag}', such as 'String {66f5a359-4659-4830-9070-00040ec6ac6e} Name Color'.`,
    );
  return parsed;
}

function readValue(body: BodyReader, { type }: PropertyId): string {
  const value = body.text('value', maxRequestBytes) ?? '';
  if (!isValueOf(type, value)) throw notConvertible(value, type, 'value');
  return value;
}

function readValues(body: BodyReader, { type }: PropertyId): string[] {
  const values = body.texts('value', maxRequestBytes) ?? [];
  const wrong = values.find((value) => !isValueOf(type, value));
  if (wrong !== undefined) throw notConvertible(wrong, type, 'value');
  return values;
}

/** Characters of an id that an error repeats. */
const shownLength = 200;

const shown = (id: string): string => id.slice(0, shownLength);
