// An identity that Azurite accepts: Azurite checks a token's issuer, audience and times, not its signature.
import { randomBytes, randomUUID } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import { SignJWT } from 'jose';

export interface StorageIdentity {
  readonly credential: TokenCredential;
  /** Whether the blob service accepts its tokens; a test may change it at any time. */
  trusted: boolean;
}

/** A new identity, whose tokens are accepted. */
export function storageIdentity(): StorageIdentity {
  const [tenant, oid, key] = [randomUUID(), randomUUID(), randomBytes(32)];
  const identity: StorageIdentity = {
    trusted: true,
    credential: {
      async getToken() {
        const token = await new SignJWT({ oid, tid: tenant })
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer(identity.trusted ? `https://sts.windows.net/${tenant}/` : 'https://nobody.example/')
          .setAudience('https://storage.azure.com')
          .setIssuedAt()
          .setNotBefore('1 minute ago')
          .setExpirationTime('1 hour')
          .sign(key);
        // The reported expiry is past, so that the SDK asks for a new token each time and doesn't keep this one.
        return { token, expiresOnTimestamp: Date.now() };
      },
    },
  };
  return identity;
}
