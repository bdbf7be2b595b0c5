// Whether a text is a userPrincipalName, which names a user in a path.
import { isGuid, isNameAtDomain } from '../../runtime/ids.ts';

/** Characters: 64 before the `@` and 48 behind it (Microsoft Entra ID). */
const maxLength = 113;

/** `oid@tid` is not a userPrincipalName: in a path it means the user with that object id. */
export const isUserPrincipalName = (text: string): boolean =>
  text.length <= maxLength && isNameAtDomain(text) && !text.split('@').every(isGuid);
