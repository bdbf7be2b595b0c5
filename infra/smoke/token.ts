// Reads an access token without verifying it: for the paths of its user, and to explain a refusal.
import { decodeJwt, type JWTPayload } from 'jose';
import { SmokeFailure } from './failure.ts';

export interface TokenFacts {
  readonly kind: 'user' | 'application';
  /** The object id of the user, or of the application's own identity. */
  readonly objectId: string;
  readonly upn: string | undefined;
  readonly tenant: string;
  readonly audience: string;
  /** The delegated permissions, or the application's roles. */
  readonly permissions: readonly string[];
  /** Optional claims that identify a guest and that this token lacks, if its user may be a guest. */
  readonly missingClaims: readonly string[];
}

/**
 * Reads a token. Throws SmokeFailure for a text that isn't a token, a token of the other kind, and an expired one; the message never shows
 * the token.
 */
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

/** Throws SmokeFailure if the user may be a guest and the token lacks the claims that identify guests. */
export function requireGuestClaims({ missingClaims }: TokenFacts): void {
  if (missingClaims.length === 0) return;
  throw new SmokeFailure(
    `--token may be a guest's and lacks ${missingClaims.join(' and ')}: an invited guest would not be known by it. The app registration must ask for the optional claims 'upn' (with include_externally_authenticated_upn) and 'acct', as infra/entra/application.json does, and the client for the scope 'profile'.`,
  );
}

/** A name without `#EXT#` shows that the user is a member; for any other user both claims are needed. */
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

/** The likely reason why a token was refused with 401 or 403, and what would help. */
export function explainRefusal(status: 401 | 403, { kind, tenant, audience, permissions }: TokenFacts): string {
  if (status === 401)
    return `The token is for the audience '${audience}' and of the tenant ${tenant}: the app's settings AUDIENCES and TENANT_IDS must name them.`;
  const needed = kind === 'user' ? 'the scope Calendars.ReadWrite' : 'the role Calendars.ReadWrite';
  return `It needs ${needed}; the token has ${permissions.length === 0 ? 'none' : permissions.join(' ')}.`;
}
