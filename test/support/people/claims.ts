// Tokens whose claims a test writes itself, signed by the local issuer: of its own stack unless another's folder is given.
import { SignJWT, type JWTPayload } from 'jose';
import { inject } from 'vitest';
import { demoApplication, demoTenant, localAudience } from '../../../infra/local/provision/demo/tenant.ts';
import { issuerOf } from '../../../infra/local/issuer/issuer.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';

/** A valid token of the demo tenant, version 2.0, with these claims above the common ones. */
export async function signClaims(claims: JWTPayload, dataDir: string = inject('stack').dataDir): Promise<string> {
  const { kid, privateKey } = await readIssuerKey(dataDir);
  return new SignJWT({
    tid: demoTenant,
    ver: '2.0',
    azp: demoApplication.appId,
    iss: issuerOf(demoTenant, '2.0'),
    aud: localAudience,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);
}
