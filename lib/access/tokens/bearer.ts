// Who sends a request: the bearer token in `Authorization` (RFC 6750), verified, as a caller.
import { hash } from 'node:crypto';
import type { Clock } from '../../runtime/clock.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { isGuid } from '../../runtime/ids.ts';
import { maxRememberedTokens, maxTokenLength } from '../../runtime/limits/tokens.ts';
import { createRecent } from '../../runtime/recent.ts';
import { createAuthority } from './authority.ts';
import type { Caller } from './caller.ts';
import { checkTime, OutOfTime, stillCounts, verifyToken, type VerifiedToken } from './verifiedToken.ts';

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
  /** How many tokens are remembered; `maxRememberedTokens` by default. */
  readonly remembers?: number;
}

/** Makes a caller of an `Authorization` header's value; see `createVerifier`. */
export type Verifier = (authorization: string | null | undefined) => Promise<Caller>;

const scheme = /^bearer(?: +|$)/i;

const empty = 'Access token is empty.';
const outOfTime = 'Access token has expired or is not yet valid.';
const invalid = 'Access token validation failure.';

/**
 * Verifies Entra ID access tokens of versions 1.0 and 2.0 (contract, section 7): RS256 by a key of the tenant's issuer, `iss`, `aud`
 * (each one of an array), `exp` without tolerance, `nbf` with five minutes'. The verifier throws a `ServiceError`: 401
 * `InvalidAuthenticationToken`, its `cause` a line that says why without a word of the token, or 503 when the issuer can't be asked.
 * Throws an `Error` at once when the options can't be meant.
 *
 * A token that was verified is remembered by its hash: what it says is the same each time it comes. Its time is judged each time; once the
 * issuer's keys were fetched anew, it is verified anew.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { audiences, clock, remembers = maxRememberedTokens } = options;
  const tenants = new Set(options.tenants.map((tenant) => tenant.toLowerCase()));
  if (tenants.size === 0) throw new Error('No tenant is named whose tokens count.');
  for (const tenant of tenants) if (!isGuid(tenant)) throw new Error(`A tenant must be named by its id, a GUID: ${tenant}`);
  if (audiences.length === 0 || audiences.includes('')) throw new Error('No audience is named that tokens are made for.');
  const expected = { tenants, audiences, issuerOf: createAuthority(options) };
  const remembered = createRecent<VerifiedToken>(remembers);

  async function callerOf(token: string): Promise<Caller> {
    const name = hash('sha256', token, 'base64url');
    const known = remembered.get(name);
    if (known !== undefined && (await stillCounts(known))) {
      checkTime(known, clock());
      return known.caller;
    }
    remembered.delete(name);
    const verified = await verifyToken(token, expected, clock());
    remembered.set(name, verified);
    return verified.caller;
  }

  return async (authorization) => {
    const token = bearerToken(authorization);
    try {
      return await callerOf(token);
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      throw unauthorized(error instanceof OutOfTime ? outOfTime : invalid, reason(error));
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

// Only the message: jose's errors carry the claims, which are nobody's business in a log.
const reason = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

const unauthorized = (message: string, cause?: string): ServiceError =>
  new ServiceError(401, 'InvalidAuthenticationToken', message, { cause, headers: { 'WWW-Authenticate': 'Bearer' } });
