// Reads what a body says of an event's custom data, as POST, PUT and PATCH take it (contract, section 15).
import { isGiven, replaceGiven, setProperties, type GivenCustom } from '../../calendar/custom/changes.ts';
import { noCustomData, type CustomChange, type CustomData } from '../../calendar/custom/customData.ts';
import { badRequest } from '../../runtime/errors.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readBody } from '../types/bodyReader.ts';
import { readExtendedProperties } from './extendedPropertyBody.ts';
import { readExtensions } from './extensionBody.ts';

/** What a body says of extensions and extended properties. Throws 400 as their readers do. */
export const readCustom = (json: JsonObject): GivenCustom => ({ extensions: readExtensions(json), ...readExtendedProperties(json) });

/** The custom data of a new entity. */
export const newCustomData = (given: GivenCustom): CustomData => replaceGiven(given)(noCustomData);

/** What a PUT makes of an event that is there: the collections that the body has, each whole; undefined where it has none. */
export const replacingCustom = (given: GivenCustom): CustomChange | undefined => (isGiven(given) ? replaceGiven(given) : undefined);

/** What a PATCH makes of an entity: sets the extended properties that the body names; undefined where it names none. */
export function changingCustom(json: JsonObject): CustomChange | undefined {
  const { singles = [], multis = [] } = readExtendedProperties(json);
  const given = [...singles, ...multis];
  return given.length === 0 ? undefined : setProperties(given);
}

/** Throws 400 for a PATCH of an event that brings extensions: each is written through its own path. */
export function refuseExtensions(json: JsonObject): void {
  if (readBody(json).has('extensions'))
    throw badRequest("The property 'extensions' is taken by POST and PUT of an event; change an extension by PATCH …/extensions/{name}.");
}
