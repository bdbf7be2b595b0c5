// Who can sign in: the demo tenant's people, and anybody else by a userPrincipalName.
import { createHash } from 'node:crypto';
import { guestNameIn } from '../../../../lib/directory/addresses/addresses.ts';
import { demoTenant, demoUsers } from '../../provision/demo/tenant.ts';

/** A user of one tenant. */
export interface Person {
  readonly upn: string;
  /** The object id. */
  readonly oid: string;
  readonly name: string;
  readonly isGuest: boolean;
}

/** The user with this userPrincipalName: one of the demo tenant, or a new one whose object id is derived from tenant and name. */
export function personOf(upn: string, tid: string): Person {
  const wanted = upn.toLowerCase();
  const known = tid === demoTenant ? Object.values(demoUsers).find((user) => user.upn.toLowerCase() === wanted) : undefined;
  const isGuest = guestNameIn(upn) !== undefined;
  return known === undefined
    ? { upn, oid: stableGuid(tid, wanted), name: upn, isGuest }
    : { upn, oid: known.id, name: known.displayName, isGuest };
}

/** A GUID that is derived from these words (RFC 9562, version 8). */
export function stableGuid(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/** `sub`: as in Entra ID, it is different for each application and doesn't show the object id. */
export const pairwise = (appId: string, oid: string): string => createHash('sha256').update(`${appId} ${oid}`).digest('base64url');
