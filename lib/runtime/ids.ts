// Ids: those that the service makes (opaque, unguessable, in the order of their making), and the forms of those that others give.
import { hash } from 'node:crypto';
import type { Clock, Randomness } from './clock.ts';

/** Makes ids; see `createIds`. */
export interface Ids {
  /** 28 characters of base64url's alphabet; sorts (by code unit) after every id that this process made before. */
  next(): string;
  /** 22 characters (128 random bits) that only stores see. */
  secret(): string;
}

// The characters of base64url (RFC 4648, section 5) in the order of their code units, so that text sorts as the bytes do.
const alphabet = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

/** 1 byte that makes every id begin with a letter, 7 of microseconds, 13 (104 bits) of randomness. */
const idBytes = 21;
const leadingByte = 0x41;
const timeBytes = 7;

export function createIds(clock: Clock, randomness: Randomness): Ids {
  let last = 0;
  return {
    next() {
      last = Math.max(clock() * 1000, last + 1);
      const bytes = Buffer.alloc(idBytes);
      bytes[0] = leadingByte;
      let rest = last;
      for (let i = timeBytes; i >= 1; i--) {
        bytes[i] = rest % 256;
        rest = Math.floor(rest / 256);
      }
      randomness(idBytes - timeBytes - 1).copy(bytes, timeBytes + 1);
      return sortableText(bytes);
    },
    secret: () => randomness(16).toString('base64url'),
  };
}

function sortableText(bytes: Buffer): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = bytes.readUIntBE(i, 3);
    for (const shift of [18, 12, 6, 0]) text += alphabet.charAt((word >> shift) & 63);
  }
  return text;
}

/** A document id made of a caller's text: its kind and a SHA-256, so that no caller's text ever is one. */
export const hashedId = (kind: string, ...parts: readonly string[]): string =>
  `${kind}:${hash('sha256', JSON.stringify(parts), 'base64url')}`;

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether text is a GUID (RFC 9562, section 4), in any case of letters. */
export const isGuid = (text: string): boolean => guid.test(text);

/** Letters and digits of any script around RFC 5322's `atext` without the slash, so that `o'brien+x_y.com#EXT#` is one. */
const nameAtDomain = /^[\p{L}\p{M}\p{N}.!#$%&'*+=?^_`{|}~-]+@[\p{L}\p{M}\p{N}.-]+$/u;

/** Whether text has the form of a userPrincipalName; it may be of any length, and `oid@tid` has it, too. */
export const isNameAtDomain = (text: string): boolean => nameAtDomain.test(text);
