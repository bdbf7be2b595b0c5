// Guests: their addresses in other domains, their userPrincipalNames in the tenant, and their invitations.
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import type { Answer, Api } from '../api/api.ts';

export interface Guest {
  readonly address: string;
  /** The part before `#EXT#@` of the guest's userPrincipalName. */
  readonly guestName: string;
  /** The userPrincipalName in the guest's tokens, in the tenant's initial domain. */
  readonly upn: string;
}

/** A new user of another tenant. */
export function newGuest(name = 'sam'): Guest {
  const address = `${name}-${randomUUID()}@fabrikam.example`;
  const guestName = address.replace('@', '_');
  return { address, guestName, upn: `${guestName}#EXT#@contoso.onmicrosoft.example` };
}

/** A token of the guest, and its `oid`. */
export async function guestToken(
  api: Api,
  { upn }: Pick<Guest, 'upn'>,
  scope?: string,
): Promise<{ readonly token: string; readonly oid: string }> {
  const token = await api.token({ user: upn, ...(scope !== undefined && { scope }) });
  return { token, oid: String(decodeJwt(token).oid) };
}

/** The id of the user in an invitation. */
export function invitedId({ json, text }: Answer): string {
  const { invitedUser } = json;
  return typeof invitedUser === 'object' && invitedUser !== null && 'id' in invitedUser ? String(invitedUser.id) : expect.fail(text);
}
