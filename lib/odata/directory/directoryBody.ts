// Reads what the bodies of users and groups have in common.
import { isDeepStrictEqual } from 'node:util';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { isGuid } from '../../runtime/ids.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { BodyReader } from '../types/bodyReader.ts';

/** Characters of a text property (Graph, "user resource type": displayName, 256). */
export const maxDirectoryText = 256;

/** Which of the properties `names` the body has, in any case of letters; null counts. */
export function sentIn<P extends string>(json: JsonObject, names: readonly P[]): readonly P[] {
  const sent = new Set(Object.keys(json).map((name) => name.toLowerCase()));
  return names.filter((name) => sent.has(name.toLowerCase()));
}

/** The properties of a body whose values differ from those that the entity shows. */
export function changedIn(json: JsonObject, entity: JsonObject): JsonObject {
  const shown = new Map(Object.entries(entity).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(json).filter(
      ([name, value]) => !shown.has(name.toLowerCase()) || !isDeepStrictEqual(value, shown.get(name.toLowerCase())),
    ),
  );
}

/** The value of a required property. Throws 400 `Request_BadRequest` if the body doesn't have it. */
export function required<T>(value: T | undefined, property: string, resource: string): T {
  if (value === undefined) throw badDirectoryRequest(`A value is required for property '${property}' of resource '${resource}'.`);
  return value;
}

/**
 * Reads the object id of a new user or group. Graph has no such option; ours has, so that ids are those of the tenant's own directory,
 * which tokens name. Throws 400 `Request_BadRequest` for an id that is no GUID.
 */
export function readObjectId(body: BodyReader): string | undefined {
  const id = body.text('id', maxDirectoryText);
  if (id !== undefined && !isGuid(id)) throw badDirectoryRequest(`Invalid object identifier '${id}'.`);
  return id === undefined ? undefined : canonicalId(id);
}
