// Cosmos DB's rules for an item's id and its time to live.
import { badRequest } from '../http/errors.ts';
import type { Json, JsonObject } from '../http/json.ts';

/** Returns the id. Throws 400 for one that is empty, over 1023 bytes, or has a character that a path can't hold. */
export function checkId(id: Json | undefined): string {
  if (typeof id !== 'string' || id === '')
    throw badRequest("The input content is invalid because the required properties - 'id; ' - are missing.");
  if (/[/\\#?]/.test(id)) throw badRequest(`The input name '${id}' is invalid: it may not contain '/', '\\', '#' or '?'.`);
  if (Buffer.byteLength(id) > 1023) throw badRequest('The input name is invalid: it is longer than 1023 bytes.');
  return id;
}

/** Throws 400 unless `ttl` is absent, -1 or a positive 32-bit number of seconds. */
export function checkTtl({ ttl }: JsonObject): void {
  if (ttl === undefined || ttl === null || ttl === -1) return;
  if (typeof ttl !== 'number' || !Number.isInteger(ttl) || ttl < 1 || ttl > 2_147_483_647)
    throw badRequest(`The input ttl '${JSON.stringify(ttl)}' is invalid: it is a positive integer or -1.`);
}

/** When an item expires, in seconds since 1970; null for never. An item's own `ttl` counts only if its container has a default TTL. */
export function expiryOf({ ttl, _ts }: JsonObject, defaultTtl: number | undefined): number | null {
  if (defaultTtl === undefined || typeof _ts !== 'number') return null;
  const seconds = typeof ttl === 'number' ? ttl : defaultTtl;
  return seconds === -1 ? null : _ts + seconds;
}
