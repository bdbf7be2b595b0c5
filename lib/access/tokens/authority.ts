// Whose signature counts: the issuer and the keys that the authority's metadata names for a tenant, followed and kept.
import { createLocalJWKSet, errors } from 'jose';
import type { CompactJWSHeaderParameters, CryptoKey } from 'jose';
import { z } from 'zod';
import { msPerDay, type Clock } from '../../runtime/clock.ts';
import { Fault, unavailable } from '../../runtime/errors.ts';
import { cachedDocument } from './cachedDocument.ts';
import type { Freshness } from './cachedDocument.ts';

/** The versions of Entra's tokens (claim `ver`). */
export type TokenVersion = '1.0' | '2.0';

/** The keys that an issuer had published when it was asked for them: another set whenever it was asked anew. */
export type KeySet = (header: CompactJWSHeaderParameters) => Promise<CryptoKey>;

/** Who issues a tenant's tokens of one version. All throw a `ServiceError` 503 when the authority can't be asked. */
export interface Issuer {
  /** What `iss` must be. */
  name(): Promise<string>;
  /** The keys that count now. */
  keySet(): Promise<KeySet>;
  /** The key that a token's header names by `kid`, and the set that has it. Throws jose's `JWKSNoMatchingKey` when the issuer has none of that name. */
  key(header: CompactJWSHeaderParameters): Promise<{ readonly key: CryptoKey; readonly of: KeySet }>;
}

export interface AuthorityOptions {
  /** Such as `https://login.microsoftonline.com`; `http` only on this machine. */
  readonly authority: string;
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
  /** Milliseconds for one request to the authority, its body included; 5,000 by default. */
  readonly timeout?: number;
}

const second = 1000;
const retryAfterSeconds = 5;

// Microsoft asks to look for new keys every 24 h and also when a token names an unknown one; its own libraries go on with
// the last good metadata while newer can't be had, here for one more day.
const freshness: Freshness = {
  freshFor: msPerDay,
  usableFor: 2 * msPerDay,
  pauseAfterSuccess: 30 * second,
  pauseAfterFailure: retryAfterSeconds * second,
};

const metadataSchema = z.object({ issuer: z.string().min(1), jwks_uri: z.string() });

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string(), issuer: z.string().optional() })) });

/**
 * Finds a tenant's issuer by OpenID Connect Discovery: `{authority}/{tenant}/v2.0/.well-known/openid-configuration`, without `v2.0` for
 * version 1.0. Keeps one issuer for each tenant and version asked for, so ask only for tenants of an allow-list. Throws an `Error` at
 * once when the authority isn't an `https` URL (`http` for 127.0.0.1 and localhost).
 */
export function createAuthority(options: AuthorityOptions): (tenant: string, version: TokenVersion) => Issuer {
  const base = checkedUrl(options.authority, 'The authority').href.replace(/\/+$/, '');
  const issuers = new Map<string, Issuer>();
  return (tenant, version) => {
    const address = `${base}/${tenant}${version === '2.0' ? '/v2.0' : ''}/.well-known/openid-configuration`;
    const known = issuers.get(address);
    if (known) return known;
    const issuer = issuerAt(address, tenant, options);
    issuers.set(address, issuer);
    return issuer;
  };
}

function issuerAt(address: string, tenant: string, { clock, fetch: request = fetch, timeout = 5 * second }: AuthorityOptions): Issuer {
  async function load<T>(url: string, schema: z.ZodType<T>): Promise<T> {
    const response = await request(url, {
      headers: { Accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    if (!response.ok) throw new Fault(`The issuer answered ${response.status}.`);
    return schema.parse(await response.json());
  }

  const metadata = cachedDocument(() => load(address, metadataSchema).catch(unreachable), clock, freshness);
  const keys = cachedDocument<KeySet>(
    async () => {
      const { jwks_uri } = await metadata.get();
      try {
        const { keys: all } = await load(checkedUrl(jwks_uri, 'jwks_uri').href, keySetSchema);
        return createLocalJWKSet({ keys: all.filter((key) => isFor(tenant, key.issuer)) });
      } catch (error) {
        return unreachable(error);
      }
    },
    clock,
    freshness,
  );
  const keyOf = async (of: KeySet, header: CompactJWSHeaderParameters) => ({ key: await of(header), of });

  return {
    async name() {
      return forTenant((await metadata.get()).issuer, tenant);
    },
    keySet: () => keys.get(),
    async key(header) {
      try {
        return await keyOf(await keys.get(), header);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        return keyOf(await keys.newer(), header);
      }
    },
  };
}

function unreachable(cause: unknown): never {
  throw unavailable('Access tokens cannot be verified now: the keys of their issuer cannot be had.', retryAfterSeconds, cause);
}

const forTenant = (issuer: string, tenant: string): string => issuer.replaceAll('{tenantid}', tenant);

// Some keys of Entra's name an issuer: such a key counts for that tenant alone.
const isFor = (tenant: string, issuer: string | undefined): boolean => issuer === undefined || forTenant(issuer, tenant).includes(tenant);

function checkedUrl(text: string, what: string): URL {
  const url = URL.parse(text);
  if (!url) throw new Error(`${what} is not a URL: ${text}`);
  const local = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
    throw new Error(`${what} must be an https URL (http only for 127.0.0.1 and localhost): ${text}`);
  }
  if (url.username || url.password) throw new Error(`${what} must not hold a name or a password`);
  return url;
}
