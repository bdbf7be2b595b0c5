// What an access token says of itself, read without verifying it: for the paths of its owner, and to explain a refusal.
import { decodeJwt, type JWTPayload } from 'jose';
import { SmokeFailure } from './failure.ts';

export interface TokenFacts {
  readonly kind: 'user' | 'application';
  /** The object id of the user, or of the application's own identity. */
  readonly objectId: string;
  readonly upn: string | undefined;
  readonly tenant: string;
  readonly audience: string;
  /** Delegated permissions, or the application's roles. */
  readonly permissions: readonly string[];
}

/** Reads a token. Throws SmokeFailure for what is none, is of the other kind, or has expired; it never shows the token. */
export function readToken(token: string, flag: string, kind: TokenFacts['kind'], now = Date.now()): TokenFacts {
  const claims = claimsOf(token, flag);
  const { oid, tid, aud, scp, roles, upn, exp } = claims;
  if (exp !== undefined && exp * 1000 < now)
    throw new SmokeFailure(`${flag} has expired ${Math.ceil((now / 1000 - exp) / 60)} minutes ago: get a new one.`);
  const isUser = typeof scp === 'string';
  if (isUser !== (kind === 'user'))
    throw new SmokeFailure(
      kind === 'user' ? `${flag} is an application's token: it has no scopes (scp).` : `${flag} is a user's token: it has scopes (scp).`,
    );
  if (typeof oid !== 'string' || typeof tid !== 'string') throw new SmokeFailure(`${flag} names nobody: it has no oid or no tid.`);
  const permissions = isUser ? scp.split(' ') : Array.isArray(roles) ? roles.map(String) : [];
  return {
    kind,
    objectId: oid,
    upn: typeof upn === 'string' ? upn : undefined,
    tenant: tid,
    audience: Array.isArray(aud) ? aud.join(', ') : (aud ?? 'nobody'),
    permissions,
  };
}

function claimsOf(token: string, flag: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw new SmokeFailure(`${flag} is no access token of Entra ID (a JWT: three parts with dots between). Was all of it pasted?`);
  }
}

/** Why a token may have been refused with 401 or 403, and what would help. */
export function whyRefused(status: 401 | 403, { kind, tenant, audience, permissions }: TokenFacts): string {
  if (status === 401)
    return `The token is for the audience '${audience}' and of the tenant ${tenant}: the app's settings AUDIENCES and TENANT_IDS must name them.`;
  const needed = kind === 'user' ? 'the scope Calendars.ReadWrite' : 'the role Calendars.ReadWrite';
  return `It needs ${needed}; the token has ${permissions.length === 0 ? 'none' : permissions.join(' ')}.`;
}
