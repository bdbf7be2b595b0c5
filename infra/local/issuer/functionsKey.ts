// The host key of the local Functions host: a random text in the data folder, which functions with `authLevel: function` require.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StartError } from '../process/child.ts';
import { readOrCreateFile } from '../provision/cachedFile.ts';

/** The key of this data folder. Throws StartError when its file holds something else. */
export async function readFunctionsKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'functions-key');
  const key = await readOrCreateFile(file, () => randomBytes(32).toString('base64url'));
  if (!/^[\w-]{43}$/.test(key)) throw new StartError(`${file} doesn't hold a host key. Delete it to have a new one made.`);
  return key;
}
