// Names the state that a store is in: another one once it was restored, so that links of a delta don't go on over documents that went back.
import { createHash } from 'node:crypto';
import type { Documents } from './documents.ts';

const length = 8;

/**
 * A hash of the account's endpoint, the container's own id and the setting `STORE_GENERATION`, which whoever restores an account changes. One
 * call of the store for each process.
 */
export function createGeneration(
  documents: Pick<Documents, 'identity'>,
  endpoint: string | undefined,
  setting: string | undefined,
): () => Promise<string> {
  let known: string | undefined;
  return async () =>
    (known ??= createHash('sha256')
      .update(JSON.stringify([endpoint, await documents.identity(), setting]))
      .digest('base64url')
      .slice(0, length));
}
