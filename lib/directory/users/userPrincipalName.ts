// What is a userPrincipalName: text that names a user in a path.
import { isGuid, isNameAtDomain } from '../../runtime/ids.ts';

/** Characters: 64 before the `@` and 48 behind it (Microsoft Entra ID). */
const maxLength = 113;

/** `oid@tid` is none, since a path means the user of that id by it. */
export const isUserPrincipalName = (text: string): boolean =>
  text.length <= maxLength && isNameAtDomain(text) && !text.split('@').every(isGuid);
