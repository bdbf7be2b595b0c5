// An identity of the kind that Azurite takes for one: it looks at a token's issuer, audience and times, not at its signature.
import { randomBytes, randomUUID } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import { SignJWT } from 'jose';

export interface StorageIdentity {
  readonly credential: TokenCredential;
  /** Whether the blob service accepts its tokens; may change at any time. */
  trusted: boolean;
}

/** A new identity, which is trusted. */
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
        // Said to be over, so that the SDK asks for another one each time instead of keeping this.
        return { token, expiresOnTimestamp: Date.now() };
      },
    },
  };
  return identity;
}
