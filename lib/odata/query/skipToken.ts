// Makes and reads `$skiptoken`: a cursor that the service signs, so that nobody else can make or change one.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { badRequest } from '../../runtime/errors.ts';

/** Names the last entry of a page; the next page begins behind it. */
export interface Cursor {
  /** The entry's value of the property that orders the list; undefined in the order of ids. */
  readonly sort?: string | number;
  readonly id: string;
}

const macBytes = 32;
const maxTokenLength = 4096;

const idSchema = z.string().min(1);
const cursorSchema = z.union([z.tuple([idSchema]), z.tuple([idSchema, z.union([z.string(), z.number()])])]);

/**
 * Signs a cursor with HMAC-SHA256 under `key` (32 secret bytes, the same on every instance); base64url without padding. Clients can read
 * the token but not change it. `binding` names what the cursor is good for: the collection and the options.
 */
export function sealCursor(key: Uint8Array, binding: string, cursor: Cursor): string {
  const payload = Buffer.from(JSON.stringify(cursor.sort === undefined ? [cursor.id] : [cursor.id, cursor.sort]));
  return Buffer.concat([seal(key, binding, payload), payload]).toString('base64url');
}

/** The cursor in a token that `sealCursor` made with this key and binding. Throws 400 `BadRequest` for any other text. */
export function openCursor(key: Uint8Array, binding: string, token: string): Cursor {
  const bytes = Buffer.from(token.slice(0, maxTokenLength + 1), 'base64url');
  // Decoding ignores stray characters and leftover bits, so this accepts only the one spelling that the service gives out.
  if (token.length > maxTokenLength || bytes.length <= macBytes || bytes.toString('base64url') !== token) throw notOurs();
  const payload = bytes.subarray(macBytes);
  if (!timingSafeEqual(bytes.subarray(0, macBytes), seal(key, binding, payload))) throw notOurs();
  const [id, sort] = cursorSchema.parse(JSON.parse(payload.toString()));
  return sort === undefined ? { id } : { id, sort };
}

/** The cursor of a list that a text orders. Throws 400 for a cursor of another list. */
export function byText({ id, sort }: Cursor): { readonly id: string; readonly sort: string } {
  if (typeof sort !== 'string') throw notOurs();
  return { id, sort };
}

// A NUL separates binding and payload. JSON never contains a raw NUL, so no part of one can count as part of the other.
const seal = (key: Uint8Array, binding: string, payload: Uint8Array): Buffer =>
  createHmac('sha256', key).update(payload).update('\0').update(binding).digest();

const notOurs = () => badRequest("The value of '$skiptoken' is not one that this list gave.");
