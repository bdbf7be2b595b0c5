// Tokens with claims that a test chooses, signed by the local issuer: that of the shared stack unless another data folder is given.
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose';
import { inject } from 'vitest';
import { demoApplication, demoTenant, localAudience } from '../../../infra/local/provision/demo/tenant.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { issuerOf } from '../../../infra/local/issuer/realm.ts';

/** A valid token of the demo tenant, version 2.0; these claims replace the usual ones. */
export async function signClaims(claims: JWTPayload, dataDir: string = inject('stack').dataDir): Promise<string> {
  const { kid, privateKey, origin } = await readIssuerKey(dataDir);
  return new SignJWT({
    tid: demoTenant,
    ver: '2.0',
    azp: demoApplication.appId,
    iss: issuerOf(origin, demoTenant, '2.0'),
    aud: localAudience,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);
}

/** The same token with other claims, signed by the same issuer. */
export async function withClaims(token: string, claims: JWTPayload, dataDir: string = inject('stack').dataDir): Promise<string> {
  const { privateKey } = await readIssuerKey(dataDir);
  const { alg = 'RS256', ...header } = decodeProtectedHeader(token);
  return new SignJWT({ ...decodeJwt(token), ...claims }).setProtectedHeader({ alg, ...header }).sign(privateKey);
}

/** For a stack whose app accepts tokens of two tenants. */
export const anotherTenant = '7c1d9e20-55aa-4f3e-8b1c-0a9d8e7f6c5b';
