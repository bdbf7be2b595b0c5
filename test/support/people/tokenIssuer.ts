// A token issuer on a real port, with metadata, keys that rotate, and faults that a test sets.
import { createServer } from 'node:http';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

export const tenantA = '3f8a5c1e-7d42-4b9f-9c60-5e2b8a1d4f70';
export const tenantB = '7c1d9e20-55aa-4f3e-8b1c-0a9d8e7f6c5b';
export const audience = 'api://calendar-attachments';
/** The time of the tests' clock, in milliseconds. */
export const testTime = Date.UTC(2026, 0, 15, 12);
export const testSeconds = testTime / 1000;

export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** Entra ID's keys also name their issuer. */
  readonly jwk: JWK & { readonly issuer?: string };
}

export interface TokenIssuer {
  readonly authority: string;
  /** The paths of all requests so far, the oldest first. */
  readonly requests: string[];
  /** Answers by path that replace the regular ones. */
  readonly overrides: Map<string, { status?: number; location?: string; body: string } | 'hang'>;
  /** The published keys of a tenant; the first one signs. */
  readonly keys: Map<string, IssuerKey[]>;
  issuerOf(tenant: string, version?: '1.0' | '2.0'): string;
  /** Signs claims with a tenant's first key; a given header is merged over the right one. */
  sign(claims: JWTPayload, header?: Record<string, unknown>, tenant?: string): Promise<string>;
  stop(): Promise<void>;
}

export async function newKey(kid: string): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } };
}

// Keys take longer to make than everything else here: all issuers of a test file begin with the same ones.
const firstKeys = Promise.all([newKey('a-1'), newKey('b-1')]);

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const [a, b] = await firstKeys;
  const keys = new Map([
    [tenantA, [a]],
    [tenantB, [b]],
  ]);
  const requests: string[] = [];
  const overrides: TokenIssuer['overrides'] = new Map();
  let authority = '';
  const issuerOf: TokenIssuer['issuerOf'] = (tenant, version = '2.0') =>
    version === '2.0' ? `${authority}/${tenant}/v2.0` : `https://sts.example/${tenant}/`;

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const override = overrides.get(path);
    if (override === 'hang') return;
    const [, tenant = '', second] = path.split('/');
    const published = keys.get(tenant);
    const regular = path.endsWith('/keys')
      ? { keys: published?.map(({ jwk }) => jwk) }
      : // Version 2.0 has a placeholder for the tenant in its issuer, as in Entra ID's shared metadata.
        { issuer: second === 'v2.0' ? issuerOf('{tenantid}') : issuerOf(tenant, '1.0'), jwks_uri: `${authority}/${tenant}/keys` };
    response.writeHead(override?.status ?? (published ? 200 : 404), {
      'Content-Type': 'application/json',
      ...(override?.location && { Location: override.location }),
    });
    response.end(override?.body ?? JSON.stringify(regular));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  authority = `http://127.0.0.1:${address.port}`;

  return {
    authority,
    requests,
    overrides,
    keys,
    issuerOf,
    async sign(claims, header = {}, tenant = tenantA) {
      const key = keys.get(tenant)?.[0];
      if (!key) throw new Error(`no key for ${tenant}`);
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid, ...header }).sign(key.privateKey);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The claims of a user's token in Entra ID, version 2.0. */
export const userClaims = (issuer: TokenIssuer, tenant = tenantA): JWTPayload => ({
  iss: issuer.issuerOf(tenant),
  aud: audience,
  tid: tenant,
  ver: '2.0',
  oid: 'ddfcd489-628b-40d7-b48b-57002df800e5',
  sub: 'pairwise-subject-of-the-user',
  azp: 'b9c7a5e3-1d2f-4a6b-8c9d-0e1f2a3b4c5d',
  name: 'Adele Vance',
  scp: 'Calendars.ReadWrite Group.Read.All',
  iat: testSeconds,
  nbf: testSeconds,
  exp: testSeconds + 3600,
});

/** The claims of an application's token in Entra ID, version 2.0. */
export const applicationClaims = (issuer: TokenIssuer, tenant = tenantA): JWTPayload => ({
  iss: issuer.issuerOf(tenant),
  aud: audience,
  tid: tenant,
  ver: '2.0',
  oid: 'c47d2b96-18e3-4a05-bd0c-7f96e3a2d581',
  sub: 'c47d2b96-18e3-4a05-bd0c-7f96e3a2d581',
  azp: '9b1f0e52-60b4-4f7c-8b7e-2d3c1a5f6e90',
  roles: ['Calendars.ReadWrite'],
  iat: testSeconds,
  nbf: testSeconds,
  exp: testSeconds + 3600,
});
