// The local substitute for Microsoft Entra ID: OpenID metadata and signing keys over http, for any tenant, v1 and v2.
import { createServer } from 'node:http';
import type { IssuerKey } from './issuerKey.ts';
import { portOf } from '../process/ports.ts';

/** The two versions of Entra ID's tokens. */
export type TokenVersion = '1.0' | '2.0';

/** The issuer (`iss`) of a tenant's tokens. It isn't the issuer's address, since tokens are made before the issuer has one. */
export const issuerOf = (tenant: string, version: TokenVersion): string =>
  version === '2.0' ? `https://login.local.example/${tenant}/v2.0` : `https://sts.local.example/${tenant}/`;

/** A running issuer; the app gets `url` as its authority. */
export interface Issuer {
  readonly url: string;
  stop(): Promise<void>;
}

const documentPath =
  /^\/(?<tenant>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(?<v2>v2\.0\/)?(?<name>\.well-known\/openid-configuration|discovery\/keys)$/i;

/** Starts the issuer on a free port of 127.0.0.1. It answers for every tenant; the app's settings decide which tenants it accepts. */
export async function startIssuer(key: IssuerKey): Promise<Issuer> {
  const server = createServer((request, response) => {
    const body = answer(request.url ?? '/', key, `http://${request.headers.host ?? 'localhost'}`);
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: 'invalid_request' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String(portOf(server.address()))}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The JSON document at this path (OpenID Connect Discovery 1.0 section 4, RFC 7517); undefined if there is none. */
function answer(path: string, key: IssuerKey, base: string): object | undefined {
  const { tenant, v2, name } = documentPath.exec(path)?.groups ?? {};
  if (tenant === undefined) return undefined;
  if (name === 'discovery/keys') return { keys: [key.publicJwk] };
  return {
    issuer: issuerOf(tenant.toLowerCase(), v2 === undefined ? '1.0' : '2.0'),
    jwks_uri: `${base}/${tenant}/${v2 ?? ''}discovery/keys`,
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
  };
}
