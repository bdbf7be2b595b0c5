// Verifies an access token: its signature by a key of its tenant's issuer, and what its claims say.
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { Issuer, KeySet, TokenVersion } from './authority.ts';
import { callerFrom } from './caller.ts';
import type { Caller } from './caller.ts';

/** Which tokens count. */
export interface Expected {
  /** GUIDs in lower case. */
  readonly tenants: ReadonlySet<string>;
  readonly audiences: readonly string[];
  readonly issuerOf: (tenant: string, version: TokenVersion) => Issuer;
}

/** When a token ends and begins, in seconds since the epoch. */
interface Span {
  readonly exp: number;
  readonly nbf?: number | undefined;
}

/** A token that was verified, and what it was verified by. */
export interface VerifiedToken extends Span {
  readonly caller: Caller;
  readonly issuer: Issuer;
  readonly issuerName: string;
  readonly keySet: KeySet;
}

/** Seconds by which the issuer's clock may be ahead of ours, as Microsoft's libraries allow. An expired token gets none. */
const notBeforeTolerance = 5 * 60;

/** A token is right, but not at this time; the message says why. */
export class OutOfTime extends Error {}

/**
 * Verifies a token at a time, in milliseconds since the epoch. Throws `OutOfTime`, a `ServiceError` 503 when the issuer can't be asked, or any
 * other `Error` for a token that isn't valid: its message says why, without a word of the token.
 */
export async function verifyToken(token: string, { tenants, audiences, issuerOf }: Expected, now: number): Promise<VerifiedToken> {
  checkHeader(token);
  const { tenant, version } = claimedOrigin(token, tenants);
  const issuer = issuerOf(tenant, version);
  const issuerName = await issuer.name();
  // Until the key is found: no set is like it.
  let keySet: KeySet = () => Promise.reject(new errors.JWKSNoMatchingKey());
  const { payload } = await jwtVerify(
    token,
    async (header) => {
      const { key, of } = await issuer.key(header);
      keySet = of;
      return key;
    },
    {
      algorithms: ['RS256'],
      issuer: issuerName,
      audience: [...audiences],
      requiredClaims: ['exp', 'tid', 'ver'],
      currentDate: new Date(now),
      clockTolerance: notBeforeTolerance,
    },
  ).catch((error: unknown) => {
    throw isOutOfTime(error) ? new OutOfTime(error.message) : error;
  });
  if (Array.isArray(payload.aud) && !payload.aud.every((audience) => audiences.includes(audience))) {
    throw new Error('aud names others too');
  }
  const span = { exp: payload.exp ?? 0, nbf: payload.nbf };
  checkTime(span, now);
  return { caller: callerFrom(payload), ...span, issuer, issuerName, keySet };
}

/** Throws `OutOfTime` for a token that has ended or hasn't begun; `now` is in milliseconds since the epoch. */
export function checkTime({ exp, nbf }: Span, now: number): void {
  if (exp * 1000 <= now) throw new OutOfTime('exp has passed');
  if (nbf !== undefined && nbf > Math.floor(now / 1000) + notBeforeTolerance) throw new OutOfTime('nbf is to come');
}

/** Whether the issuer still vouches for what it has signed: it has its name, and its keys weren't asked for anew. Throws 503 as `Issuer` does. */
export async function stillCounts({ issuer, issuerName, keySet }: VerifiedToken): Promise<boolean> {
  return (await issuer.keySet()) === keySet && (await issuer.name()) === issuerName;
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

const isOutOfTime = (error: unknown): error is Error =>
  error instanceof errors.JWTExpired ||
  (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf' && error.reason === 'check_failed');
