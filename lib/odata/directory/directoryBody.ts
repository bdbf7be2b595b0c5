// What the bodies of users and groups have in common: which properties a caller sends, and which it clears.
import { isDeepStrictEqual } from 'node:util';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { isGuid } from '../../runtime/ids.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { BodyReader } from '../types/bodyReader.ts';

/** Characters of a text property (Graph, "user resource type": displayName, 256). */
export const maxDirectoryText = 256;

/** The properties among these that the body has, null included, by their own spelling. */
export function sentIn<P extends string>(json: JsonObject, names: readonly P[]): readonly P[] {
  const sent = new Set(Object.keys(json).map((name) => name.toLowerCase()));
  return names.filter((name) => sent.has(name.toLowerCase()));
}

/** The properties of a body that differ from the entity; a property with the value that the entity shows is no change. */
export function changedIn(json: JsonObject, entity: JsonObject): JsonObject {
  const shown = new Map(Object.entries(entity).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(json).filter(
      ([name, value]) => !shown.has(name.toLowerCase()) || !isDeepStrictEqual(value, shown.get(name.toLowerCase())),
    ),
  );
}

/** What a required property is. Throws 400 `Request_BadRequest` when it isn't given. */
export function required<T>(value: T | undefined, property: string, resource: string): T {
  if (value === undefined) throw badDirectoryRequest(`A value is required for property '${property}' of resource '${resource}'.`);
  return value;
}

/**
 * The object id that a caller gives (ours: ids are those of the tenant's own directory, which tokens name). Throws 400
 * `Request_BadRequest` for one that is no GUID.
 */
export function readObjectId(body: BodyReader): string | undefined {
  const id = body.text('id', maxDirectoryText);
  if (id !== undefined && !isGuid(id)) throw badDirectoryRequest(`Invalid object identifier '${id}'.`);
  return id === undefined ? undefined : canonicalId(id);
}
