// The stack that a project's tests share, for tests that make clients of their own for it.
import { join } from 'node:path';
import { inject } from 'vitest';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { signToken } from '../../../infra/local/issuer/signToken.ts';
import type { Stack } from './stack.ts';

export type SharedStack = Pick<Stack, 'url' | 'httpsUrl' | 'issuerUrl' | 'dataDir' | 'certificateFile' | 'token'>;

/** The stack that the project's global setup has started. Other tests use it at the same time: nobody may stop or restart it. */
export function sharedStack(): SharedStack {
  const { url, httpsUrl, issuerUrl, dataDir } = inject('stack');
  return {
    url,
    httpsUrl,
    issuerUrl,
    dataDir,
    certificateFile: join(dataDir, 'localhost.pem'),
    token: async (request) => signToken(await readIssuerKey(dataDir), request),
  };
}
