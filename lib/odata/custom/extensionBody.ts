// Reads open extensions from a request's JSON (contract, section 15).
import type { GivenExtension } from '../../calendar/custom/changes.ts';
import { extensionKey } from '../../calendar/custom/customData.ts';
import { invalidRequest, ServiceError } from '../../runtime/errors.ts';
import { maxTextLength } from '../../runtime/limits.ts';
import { maxCustomItems, maxExtensionNameLength } from '../../runtime/limits/custom.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { extensionNameIn } from '../../paths/identifiers.ts';
import { missingProperty, readBody } from '../types/bodyReader.ts';
import { isExtensionType, type openTypeExtension } from './customSchema.ts';

/** Reads a new extension. Throws 400 for a missing or impossible name, and for another type than Graph's openTypeExtension. */
export function readExtension(json: JsonObject): GivenExtension {
  const given = givenName(json);
  if (given === undefined || given === '') throw missingProperty('extensionName');
  const name = extensionNameIn(given);
  if (name === undefined)
    throw invalidRequest(
      `The property 'extensionName' must have 1 to ${maxExtensionNameLength} characters of A-Z, a-z, 0-9, '.', '_' and '-', and be no word of the API's paths, such as 'events'.`,
    );
  return { name, data: readData(json) };
}

/** Reads what an extension is to have from now on. Throws 400 for a body that names another extension. */
export function readExtensionChange(json: JsonObject, name: string): GivenExtension {
  const given = givenName(json);
  if (given !== undefined && extensionKey(extensionNameIn(given) ?? '') !== extensionKey(name))
    throw invalidRequest("The property 'extensionName' cannot be changed; create another extension.");
  return { name, data: readData(json) };
}

/** The extensions of a new event; undefined where the body has none. Throws 400 as `readExtension`, and for a name that comes twice. */
export function readExtensions(json: JsonObject): readonly GivenExtension[] | undefined {
  const given = readBody(json).objects('extensions', maxCustomItems)?.map(readExtension);
  const keys = given?.map(({ name }) => extensionKey(name)) ?? [];
  const twice = given?.find(({ name }, at) => keys.indexOf(extensionKey(name)) < at);
  if (twice !== undefined) throw invalidRequest(`The extension '${twice.name}' is given twice.`);
  return given;
}

const givenName = (json: JsonObject): string | undefined => readBody<typeof openTypeExtension>(json).text('extensionName', maxTextLength);

/** The extension's own properties, as they came. Throws 400 for a number that can't be kept so. Annotations are left out, but for those that say a property's type. */
function readData(json: JsonObject): JsonObject {
  const named = readBody(json).text('@odata.type', maxTextLength);
  if (named !== undefined && !isExtensionType(named))
    throw new ServiceError(
      400,
      'RequestBodyRead',
      `The type '${named.slice(0, shownLength)}' is no open extension; '@odata.type' is 'microsoft.graph.openTypeExtension'.`,
    );
  const data = Object.entries(json).filter(([name]) => isData(name));
  for (const [name, value = null] of data) requireKept(name, value);
  return Object.fromEntries(data);
}

/** From here on JSON's numbers are written with an exponent, so that nobody takes all of their digits for exact. */
const beyondDigits = 1e21;

/** Throws 400 `RequestBodyRead` for a number that would come back as another one: one beyond a double, an integer beyond 53 bits. */
function requireKept(name: string, value: Json): void {
  if (typeof value === 'object') Object.values(value ?? []).forEach((each: Json = null) => requireKept(name, each));
  if (typeof value !== 'number' || (Number.isFinite(value) && !isRounded(value))) return;
  throw new ServiceError(
    400,
    'RequestBodyRead',
    `The property '${name.slice(0, shownLength)}' has a number that cannot be kept exactly: send an integer beyond 53 bits, or a number beyond 1.8e308, as text.`,
  );
}

/** Whether digits of an integer may have been lost when it was read. */
const isRounded = (value: number): boolean => Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < beyondDigits;

/** Characters of a type's name that an error repeats. */
const shownLength = 100;

const isData = (name: string): boolean =>
  name.includes('@') ? /^[^@]+@odata\.type$/i.test(name) : !['id', 'extensionname'].includes(name.toLowerCase());
