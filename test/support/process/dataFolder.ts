// Data folders for stacks that tests start, with keys in them that were made once: to make an RSA key takes half a second of CPU.
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { readNotificationsKey } from '../../../infra/local/issuer/notificationsKey.ts';

/** Where the keys lie, for all runs. They open nothing but stacks of tests. */
const kept = join(import.meta.dirname, '../../../node_modules/.cache/test-keys');

let made: Promise<unknown> | undefined;

/** A new folder for a stack, whose keys are those of all others that this makes. Whoever asks removes it. */
export async function newDataFolder(): Promise<string> {
  await (made ??= Promise.all([readIssuerKey(kept), readNotificationsKey(kept)]));
  const folder = await mkdtemp(join(tmpdir(), 'stack-'));
  await cp(kept, folder, { recursive: true });
  return folder;
}
