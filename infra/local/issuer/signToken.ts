// Signs access tokens with the claims that Microsoft Entra ID writes.
import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { guestNameIn } from '../../../lib/directory/addresses/addresses.ts';
import { issuerOf } from './issuer.ts';
import type { TokenVersion } from './issuer.ts';
import type { IssuerKey } from './issuerKey.ts';
import { demoApplication, demoTenant, demoUsers, localAudience } from '../provision/demo/tenant.ts';

interface TokenOptions {
  /** A GUID; the demo tenant by default. */
  readonly tenant?: string;
  /** `aud`; the app's own id URI by default. */
  readonly audience?: string;
  /** Seconds, 3,600 by default; a negative number makes an expired token. */
  readonly expiresIn?: number;
  /** The version of Entra ID's token format; 2.0 by default. */
  readonly version?: TokenVersion;
  /** Object ids for the `groups` claim, which is left out when there are none. */
  readonly groups?: readonly string[];
}

/** A token for a person, by userPrincipalName. `scope`: delegated permissions, separated by spaces. */
export interface UserTokenRequest extends TokenOptions {
  readonly user: string;
  readonly scope?: string;
}

/** A token for the demo application itself. `role`: application permissions, separated by spaces. */
export interface ApplicationTokenRequest extends TokenOptions {
  readonly app: true;
  readonly role?: string;
}

export type TokenRequest = UserTokenRequest | ApplicationTokenRequest;

const defaultPermission = 'Calendars.ReadWrite';
const defaultLifetime = 3600;

/** A signed JWT (RS256) for this request. The same user of the same tenant has the same `oid` in every token. */
export async function signToken(key: IssuerKey, request: TokenRequest, now = new Date()): Promise<string> {
  const { tenant = demoTenant, audience = localAudience, expiresIn = defaultLifetime, version = '2.0', groups = [] } = request;
  const tid = tenant.toLowerCase();
  const seconds = Math.floor(now.getTime() / 1000);
  const expires = seconds + expiresIn;
  // An expired token has to be valid before its expiry: otherwise a verifier would refuse it for its `nbf`.
  const issued = Math.min(seconds, expires - 1);
  const { appId, displayName } = demoApplication;
  // The claim by which programs find the application in a v1 token.
  const client = version === '2.0' ? { azp: appId } : { appid: appId, app_displayname: displayName };
  const claims = {
    tid,
    ver: version,
    ...client,
    ...('app' in request ? applicationClaims(request, tid) : userClaims(request, tid, version)),
    ...(groups.length === 0 ? {} : { groups }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
    .setIssuer(issuerOf(tid, version))
    .setAudience(audience)
    .setIssuedAt(issued)
    .setNotBefore(issued)
    .setExpirationTime(expires)
    .sign(key.privateKey);
}

function applicationClaims(request: ApplicationTokenRequest, tid: string): Record<string, unknown> {
  const oid = tid === demoTenant ? demoApplication.objectId : stableGuid(tid, demoApplication.appId);
  return { idtyp: 'app', oid, sub: oid, roles: words(request.role ?? defaultPermission) };
}

function userClaims(request: UserTokenRequest, tid: string, version: TokenVersion): Record<string, unknown> {
  const { oid, name } = userOf(request.user, tid);
  return {
    oid,
    // As in Entra ID, `sub` is different for each application and doesn't show the object id.
    sub: createHash('sha256').update(`${demoApplication.appId} ${oid}`).digest('base64url'),
    scp: words(request.scope ?? defaultPermission).join(' '),
    upn: request.user,
    acct: guestNameIn(request.user) === undefined ? 0 : 1,
    name,
    ...(version === '2.0' ? { preferred_username: request.user } : { unique_name: request.user }),
  };
}

/** The user with this userPrincipalName: one of the demo tenant, or a new one whose object id is derived from tenant and name. */
function userOf(upn: string, tid: string): { oid: string; name: string } {
  const wanted = upn.toLowerCase();
  const known = tid === demoTenant ? Object.values(demoUsers).find((user) => user.upn.toLowerCase() === wanted) : undefined;
  return known === undefined ? { oid: stableGuid(tid, wanted), name: upn } : { oid: known.id, name: known.displayName };
}

/** A GUID that is derived from these words (RFC 9562, version 8). */
function stableGuid(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
