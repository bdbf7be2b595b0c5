// The local stack's key for validation tokens, made once and kept in the data folder; in Azure it is one of Key Vault.
import { join } from 'node:path';
import { StartError } from '../process/child.ts';
import { readOrCreateFile } from '../provision/cachedFile.ts';
import { makePrivateKey } from './issuerKey.ts';

/** The private key as JSON (RFC 7517). Throws StartError when its file holds something else. */
export async function readNotificationsKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'notifications-key.json');
  const text = (await readOrCreateFile(file, makePrivateKey)).trim();
  if (!text.startsWith('{') || !text.includes('"d"'))
    throw new StartError(`${file} doesn't hold a private key. Delete it to have a new one made.`);
  return text;
}
