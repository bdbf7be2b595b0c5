// The keys of a data folder, each made once: those of the token issuer, of the host, of notifications, and the certificate for https.
import { certificateFile } from './certificate.ts';
import { readFunctionsKey } from './functionsKey.ts';
import { readIssuerKey, type IssuerKey } from './issuerKey.ts';
import { readNotificationsKey } from './notificationsKey.ts';

export interface Keys {
  readonly issuerKey: IssuerKey;
  readonly functionsKey: string;
  readonly notificationsKey: string;
  /** The path of the certificate's file. */
  readonly certificate: string;
}

/** Throws StartError when a file holds something else. */
export async function readKeys(dataDir: string): Promise<Keys> {
  const [issuerKey, functionsKey, notificationsKey, certificate] = await Promise.all([
    readIssuerKey(dataDir),
    readFunctionsKey(dataDir),
    readNotificationsKey(dataDir),
    certificateFile(dataDir),
  ]);
  return { issuerKey, functionsKey, notificationsKey, certificate };
}
