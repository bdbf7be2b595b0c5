// Signs access tokens with the claims that Microsoft Entra ID writes.
import { SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { pairwise, personOf, stableGuid } from './directory/people.ts';
import type { IssuerKey } from './issuerKey.ts';
import { issuerOf, type TokenVersion } from './realm.ts';
import { demoApplication, demoTenant, localAudience } from '../provision/demo/tenant.ts';

/** The application that a token is made for. */
export interface TokenClient {
  readonly appId: string;
  readonly displayName: string;
  /** How it has proved who it is (`azpacr`, `appidacr`): not at all, by a secret, by a certificate. */
  readonly proof?: '0' | '1' | '2';
}

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
  /** The demo application by default. */
  readonly client?: TokenClient;
}

/** A token for a person, by userPrincipalName. `scope`: delegated permissions, separated by spaces. */
export interface UserTokenRequest extends TokenOptions {
  readonly user: string;
  readonly scope?: string;
}

/** A token for the application itself. `role`: application permissions, separated by spaces. */
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
  const { client = demoApplication } = request;
  const tid = tenant.toLowerCase();
  const seconds = Math.floor(now.getTime() / 1000);
  const expires = seconds + expiresIn;
  const claims = {
    iss: issuerOf(key.origin, tid, version),
    aud: audience,
    // An expired token has to be valid before its expiry: otherwise a verifier would refuse it for its `nbf`.
    iat: Math.min(seconds, expires - 1),
    exp: expires,
    tid,
    ver: version,
    ...clientClaims(client, version),
    ...('app' in request ? applicationClaims(request, tid, client.appId) : userClaims(request, tid, version)),
    ...(groups.length === 0 ? {} : { groups }),
  };
  return signClaims(key, { ...claims, nbf: claims.iat });
}

/** A JWT with these claims, signed by the issuer's key. */
export const signClaims = ({ kid, privateKey }: IssuerKey, claims: JWTPayload): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid }).sign(privateKey);

/** The claims by which programs find the application. */
const clientClaims = ({ appId, displayName, proof }: TokenClient, version: TokenVersion): Record<string, unknown> =>
  version === '2.0'
    ? { azp: appId, ...(proof !== undefined && { azpacr: proof }) }
    : { appid: appId, app_displayname: displayName, ...(proof !== undefined && { appidacr: proof }) };

function applicationClaims(request: ApplicationTokenRequest, tid: string, appId: string): Record<string, unknown> {
  const oid = tid === demoTenant && appId === demoApplication.appId ? demoApplication.objectId : stableGuid(tid, appId);
  return { idtyp: 'app', oid, sub: oid, roles: words(request.role ?? defaultPermission) };
}

function userClaims(request: UserTokenRequest, tid: string, version: TokenVersion): Record<string, unknown> {
  const { upn, oid, name, isGuest } = personOf(request.user, tid);
  return {
    oid,
    sub: pairwise((request.client ?? demoApplication).appId, oid),
    scp: words(request.scope ?? defaultPermission).join(' '),
    upn,
    acct: isGuest ? 1 : 0,
    name,
    ...(version === '2.0' ? { preferred_username: upn } : { unique_name: upn }),
  };
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
