// Starts Azurite's blob service for a test, in a process of its own as in the local stack, since it sets handlers on its process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isReady } from '../../../infra/local/process/child.ts';

const entry = fileURLToPath(new URL('../../../infra/local/blob/azurite.ts', import.meta.url));

export interface BlobService {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts it empty on a free port; with a PEM file of key and certificate it speaks https and accepts tokens. */
export async function startBlobService(pemFile?: string): Promise<BlobService> {
  const child = fork(entry, [], {
    env: { ...process.env, BLOB_PORT: '0', ...(pemFile !== undefined && { BLOB_PEM_FILE: pemFile }) },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const message = await new Promise<unknown>((resolve) => child.once('message', resolve));
  if (!isReady(message)) throw new Error('The blob service did not become ready.');
  return {
    endpoint: message.facts.url ?? '',
    async close() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
