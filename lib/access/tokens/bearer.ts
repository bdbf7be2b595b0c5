// Who sends a request: the bearer token in `Authorization` (RFC 6750), verified, as a caller.
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { Clock } from '../../runtime/clock.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { isGuid } from '../../runtime/ids.ts';
import { createAuthority } from './authority.ts';
import type { TokenVersion } from './authority.ts';
import { callerFrom } from './caller.ts';
import type { Caller } from './caller.ts';

export interface VerifierOptions {
  /** Where metadata is asked for: `https://login.microsoftonline.com`, a national cloud's, or a local issuer's. */
  readonly authority: string;
  /** The tenants (GUIDs) whose tokens count. */
  readonly tenants: readonly string[];
  /** What `aud` may be: the application's id URI (version 1.0), its client id (2.0). */
  readonly audiences: readonly string[];
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
  /** Milliseconds for one request to the authority; 5,000 by default. */
  readonly timeout?: number;
}

/** Makes a caller of an `Authorization` header's value; see `createVerifier`. */
export type Verifier = (authorization: string | null | undefined) => Promise<Caller>;

/** Characters of a token: no server passes on a header above 16 KB either. */
const maxTokenLength = 16 * 1024;
const scheme = /^bearer(?: +|$)/i;

/** Seconds by which the issuer's clock may be ahead of ours, as Microsoft's libraries allow. An expired token gets none. */
const notBeforeTolerance = 5 * 60;

const empty = 'Access token is empty.';
const outOfTime = 'Access token has expired or is not yet valid.';
const invalid = 'Access token validation failure.';

/**
 * Verifies Entra ID access tokens of versions 1.0 and 2.0 (contract, section 7): RS256 by a key of the tenant's issuer, `iss`, `aud`
 * (each one of an array), `exp` without tolerance, `nbf` with five minutes'. The verifier throws a `ServiceError`: 401
 * `InvalidAuthenticationToken`, its `cause` a line that says why without a word of the token, or 503 when the issuer can't be asked.
 * Throws an `Error` at once when the options can't be meant.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { audiences, clock } = options;
  const tenants = new Set(options.tenants.map((tenant) => tenant.toLowerCase()));
  if (tenants.size === 0) throw new Error('No tenant is named whose tokens count.');
  for (const tenant of tenants) if (!isGuid(tenant)) throw new Error(`A tenant must be named by its id, a GUID: ${tenant}`);
  if (audiences.length === 0 || audiences.includes('')) throw new Error('No audience is named that tokens are made for.');
  const authority = createAuthority(options);

  return async (authorization) => {
    const token = bearerToken(authorization);
    try {
      checkHeader(token);
      const { tenant, version } = claimedOrigin(token, tenants);
      const issuer = authority(tenant, version);
      const { payload } = await jwtVerify(token, (header) => issuer.key(header), {
        algorithms: ['RS256'],
        issuer: await issuer.name(),
        audience: [...audiences],
        requiredClaims: ['exp', 'tid', 'ver'],
        currentDate: new Date(clock()),
        clockTolerance: notBeforeTolerance,
      });
      if (Array.isArray(payload.aud) && !payload.aud.every((audience) => audiences.includes(audience))) {
        throw new Error('aud names others too');
      }
      if (hasExpired(payload, clock())) throw unauthorized(outOfTime, 'exp has passed');
      return callerFrom(payload);
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      throw isOutOfTime(error) ? unauthorized(outOfTime, reason(error)) : unauthorized(invalid, reason(error));
    }
  };
}

function bearerToken(authorization: string | null | undefined): string {
  const header = authorization ?? '';
  if (header.length > 'Bearer '.length + maxTokenLength) throw unauthorized(invalid, 'longer than 16 KB');
  const found = scheme.exec(header);
  // Another scheme brings no access token, so it is as good as none.
  const token = found ? header.slice(found[0].length).trim() : '';
  if (token === '') throw unauthorized(empty);
  return token;
}

// Refused before the issuer is asked anything, so that garbage costs nothing. The header's own keys (jku, jwk, x5u) are never looked at.
function checkHeader(token: string): void {
  const { alg, kid, typ, crit } = decodeProtectedHeader(token);
  if (alg !== 'RS256') throw new Error('alg is not RS256');
  if (typeof kid !== 'string' || kid === '') throw new Error('no kid');
  if (crit !== undefined) throw new Error('crit is not understood');
  if (typ !== undefined && !/^(?:application\/)?(?:at\+)?jwt$/i.test(typ)) throw new Error('typ is not an access token');
}

// Not verified yet: it only picks the issuer, out of the allow-list, whose key must then have signed the same claims.
function claimedOrigin(token: string, tenants: ReadonlySet<string>): { tenant: string; version: TokenVersion } {
  const { tid, ver } = decodeJwt(token);
  if (typeof tid !== 'string' || !tenants.has(tid)) throw new Error('tid is not on the allow-list');
  if (ver !== '1.0' && ver !== '2.0') throw new Error('ver is neither 1.0 nor 2.0');
  return { tenant: tid, version: ver };
}

const hasExpired = ({ exp }: JWTPayload, now: number): boolean => exp === undefined || exp * 1000 <= now;

const isOutOfTime = (error: unknown): boolean =>
  error instanceof errors.JWTExpired ||
  (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf' && error.reason === 'check_failed');

// Only the message: jose's errors carry the claims, which are nobody's business in a log.
const reason = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

const unauthorized = (message: string, cause?: string): ServiceError =>
  new ServiceError(401, 'InvalidAuthenticationToken', message, { cause, headers: { 'WWW-Authenticate': 'Bearer' } });
