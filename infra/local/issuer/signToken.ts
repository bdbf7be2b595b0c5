// Access tokens with the claims that Microsoft Entra ID writes, signed by the local issuer.
import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { guestNameIn } from '../../../lib/directory/addresses/addresses.ts';
import { issuerOf } from './issuer.ts';
import type { TokenVersion } from './issuer.ts';
import type { IssuerKey } from './issuerKey.ts';
import { demoApplication, demoTenant, demoUsers, localAudience } from '../provision/demo/tenant.ts';

interface TokenOptions {
  /** A GUID; the demo tenant without it. */
  readonly tenant?: string;
  /** `aud`; the app's own id URI without it. */
  readonly audience?: string;
  /** Seconds, 3,600 without it; a negative number makes a token that has expired. */
  readonly expiresIn?: number;
  /** Which of Entra ID's two token formats; 2.0 without it. */
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
export async function makeToken(key: IssuerKey, request: TokenRequest, now = new Date()): Promise<string> {
  const { tenant = demoTenant, audience = localAudience, expiresIn = defaultLifetime, version = '2.0', groups = [] } = request;
  const tid = tenant.toLowerCase();
  const seconds = Math.floor(now.getTime() / 1000);
  const expires = seconds + expiresIn;
  // A token that has expired must have been valid once, or a verifier would stumble over its beginning first.
  const issued = Math.min(seconds, expires - 1);
  const { appId, displayName } = demoApplication;
  // By a v1 token's name of the application, programs tell whose token it is.
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
  const { oid, name } = person(request.user, tid);
  return {
    oid,
    // Pairwise as in Entra ID: it is another one than the object id, and the client can't tell who it is.
    sub: createHash('sha256').update(`${demoApplication.appId} ${oid}`).digest('base64url'),
    scp: words(request.scope ?? defaultPermission).join(' '),
    upn: request.user,
    acct: guestNameIn(request.user) === undefined ? 0 : 1,
    name,
    ...(version === '2.0' ? { preferred_username: request.user } : { unique_name: request.user }),
  };
}

/** Who a userPrincipalName is: one of the demo tenant, or somebody whose object id is made of tenant and name. */
function person(upn: string, tid: string): { oid: string; name: string } {
  const wanted = upn.toLowerCase();
  const known = tid === demoTenant ? Object.values(demoUsers).find((user) => user.upn.toLowerCase() === wanted) : undefined;
  return known === undefined ? { oid: stableGuid(tid, wanted), name: upn } : { oid: known.id, name: known.displayName };
}

/** A GUID that is the same for the same words (RFC 9562, version 8: of a hash). */
function stableGuid(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
