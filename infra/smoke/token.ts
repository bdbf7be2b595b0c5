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
  /** Optional claims that a guest is known by and this user's token lacks, where it may be a guest's. */
  readonly missingClaims: readonly string[];
}

/** Reads a token. Throws SmokeFailure for what is none, is of the other kind, or has expired; it never shows the token. */
export function readToken(token: string, flag: string, kind: TokenFacts['kind'], now = Date.now()): TokenFacts {
  const claims = claimsOf(token, flag);
  const { oid, tid, aud, scp, roles, upn, acct, exp } = claims;
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
    missingClaims: isUser ? missingOf(upn, acct) : [],
  };
}

/** Throws SmokeFailure where the token may be a guest's and doesn't say enough to know the guest again. */
export function requireGuestClaims({ missingClaims }: TokenFacts): void {
  if (missingClaims.length === 0) return;
  throw new SmokeFailure(
    `--token may be a guest's and lacks ${missingClaims.join(' and ')}: an invited guest would not be known by it. The app registration must ask for the optional claims 'upn' (with include_externally_authenticated_upn) and 'acct', as infra/entra/application.json does, and the client for the scope 'profile'.`,
  );
}

/** A member is told by a name without `#EXT#`; of anybody else both claims are needed to know the guest again. */
function missingOf(upn: unknown, acct: unknown): string[] {
  if (typeof upn === 'string' && !/#EXT#@/i.test(upn) && String(acct) !== '1') return [];
  const hasGuestName = typeof upn === 'string' && /#EXT#@/i.test(upn);
  return [...(hasGuestName ? [] : ['upn']), ...(acct === undefined ? ['acct'] : [])];
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
