// The local stack's issuer: the app asks it over http, and people sign in at its https address.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Options } from '../cli/options.ts';
import { startIssuer } from './issuer.ts';
import type { IssuerKey } from './issuerKey.ts';
import { realmOf } from './realm.ts';
import { startTlsFront } from './tlsFront.ts';

export interface LocalIssuer {
  /** The app's authority. */
  readonly url: string;
  /** Where people sign in: `https://localhost:…`. */
  readonly origin: string;
  /** Ends every sign-in: sessions of browsers, refresh tokens, codes, and devices that wait. Access tokens count until their time is over. */
  forget(): void;
  stop(): Promise<void>;
}

/** Starts it for the tenants of the environment. Throws the error of `listen`. */
export async function startLocalIssuer(options: Options, kept: IssuerKey, certificate: string): Promise<LocalIssuer> {
  const { dataDir, ports } = options;
  const { TENANT_IDS, TENANT_DOMAINS } = process.env;
  const realm = realmOf(TENANT_IDS, TENANT_DOMAINS);
  const issuer = await startIssuer(kept, { realm, applicationsFile: join(dataDir, 'applications.json') });
  // MSAL and Azure's libraries take no authority that isn't https.
  const front = await startTlsFront(new URL(issuer.url), ports.ISSUER_PORT, certificate);
  const key = { ...kept, origin: front.origin };
  issuer.use(key);
  return {
    url: issuer.url,
    origin: front.origin,
    forget: () => issuer.use({ ...key, era: randomUUID() }),
    stop: async () => {
      await Promise.all([front.stop(), issuer.stop()]);
    },
  };
}
