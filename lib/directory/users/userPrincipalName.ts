// What is a userPrincipalName: text that names a user in a path.
import { isObjectId } from './objectId.ts';

/** Letters and digits of any script around RFC 5322's `atext` without the slash, so that `o'brien+x_y.com#EXT#` is one. */
const pattern = /^[\p{L}\p{M}\p{N}.!#$%&'*+=?^_`{|}~-]+@[\p{L}\p{M}\p{N}.-]+$/u;

/** Characters: 64 before the `@` and 48 behind it (Microsoft Entra ID). */
const maxLength = 113;

/** `oid@tid` is none, since a path means the user of that id by it. */
export const isUserPrincipalName = (text: string): boolean =>
  text.length <= maxLength && pattern.test(text) && !text.split('@').every((half) => isObjectId(half));
