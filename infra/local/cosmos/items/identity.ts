// What Cosmos DB adds to every resource: its resource id, self link, ETag and time.
import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../http/json.ts';

/** 2 MB, the limit of an item and of a request, in bytes of JSON. */
export const largest = 2 * 1024 * 1024;

/** A resource id: base64 (with `-` for `/`) of its parent's bytes and its own number. */
export function resourceId(parent: string | undefined, number: number, width: 4 | 8): string {
  const own = Buffer.alloc(width);
  own.writeUIntBE(number, width === 8 ? 2 : 0, width === 8 ? 6 : 4);
  const outer = parent === undefined ? Buffer.alloc(0) : Buffer.from(parent.replaceAll('-', '/'), 'base64');
  return Buffer.concat([outer, own]).toString('base64').replaceAll('/', '-');
}

/** A new ETag, with its quotes. */
export const newEtag = (): string => `"${randomUUID()}"`;

/** Adds the system properties to a resource, in the place of any that the caller sent. */
export const withSystemProperties = (
  body: JsonObject,
  system: { readonly rid: string; readonly self: string; readonly now: number; readonly more?: Readonly<Record<string, Json>> },
): JsonObject => ({ ...body, _rid: system.rid, _self: system.self, _etag: newEtag(), ...system.more, _ts: system.now });
