// Object ids of people and groups: GUIDs, as Microsoft Entra ID gives them, equal in any case of letters.
import type { Randomness } from '../../runtime/clock.ts';
import { isGuid } from '../../runtime/ids.ts';

/** The one spelling under which an id is stored: GUIDs are the same in any case, every other id is case-sensitive. */
export const canonicalId = (id: string): string => (isGuid(id) ? id.toLowerCase() : id);

/** A random GUID (RFC 9562, version 4). */
export function newObjectId(randomness: Randomness): string {
  const bytes = randomness(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
