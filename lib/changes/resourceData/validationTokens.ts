// Validation tokens: a receiver knows by them that notifications with resource data come from this service, for an app of its own.
import type { Clock } from '../../runtime/clock.ts';
import { createTtlCache } from '../../runtime/ttlCache.ts';
import type { PublicKey, Signer } from '../../stores/signer.ts';

/** Seconds that a token counts, and a little before its time for clocks that are behind. */
const lifetime = 60 * 60;
const leeway = 5 * 60;
/** A token is used for half of its life, so that no receiver gets one that is about to end. */
const reusedMs = (lifetime * 1000) / 2;
const keptTokens = 1000;

export interface ValidationTokens {
  /** The public keys that receivers verify them by, the newest first. Throws 503 while they are out of reach. */
  keys(): Promise<readonly PublicKey[]>;
  /** A JWT for an app in a tenant: `iss` is the service, `aud` the app's id, `tid` the tenant. Throws 503 while the key is out of reach. */
  tokenFor(issuer: string, tenant: string, appId: string): Promise<string>;
}

export function createValidationTokens({ signer, clock }: { readonly signer: Signer; readonly clock: Clock }): ValidationTokens {
  const kept = createTtlCache<string>(clock, reusedMs, keptTokens);
  return {
    keys: () => signer.keys(),
    tokenFor: (issuer, tenant, appId) =>
      kept.get(JSON.stringify([issuer, tenant, appId]), () => {
        const now = Math.floor(clock() / 1000);
        return signer.sign({ iss: issuer, aud: appId, tid: tenant, iat: now, nbf: now - leeway, exp: now + lifetime, ver: '2.0' });
      }),
  };
}
