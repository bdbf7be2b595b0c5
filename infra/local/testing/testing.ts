// `calendar-attachments/testing`: starts a calendar cloud for a test, and controls it.
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isReady, type Facts } from '../process/child.ts';
import { besideThis } from '../cli/entries.ts';
import { demoTenant } from '../provision/demo/tenant.ts';
import { channelTo } from './channel.ts';
import type { CalendarCloud, StartOptions } from './types.ts';

export type * from './types.ts';

const anyPorts = {
  PORT: '0',
  HTTPS_PORT: '0',
  COSMOS_PORT: '0',
  BLOB_PORT: '0',
  BLOB_HTTPS_PORT: '0',
  ISSUER_PORT: '0',
  CONTROL_PORT: '0',
};

/**
 * Starts a cloud on free ports and waits until it is ready, one to three seconds. It ends with this process, which it doesn't keep from ending.
 * Throws an error with the cloud's own words when it can't start, or its seed is refused.
 */
export async function startCalendarCloud(options: StartOptions = {}): Promise<CalendarCloud> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'calendar-')));
  const remove = async (): Promise<void> => {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  const controlSecret = randomBytes(24).toString('base64url');
  const child = launch(options, { DATA_DIR: folder, CONTROL_SECRET: controlSecret });
  const stop = async (): Promise<void> => {
    child.ref();
    if (child.connected) child.send({ type: 'stop' });
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await remove();
  };
  try {
    const facts = await ready(child);
    const { url = '', httpsUrl = '', issuerUrl = '', controlUrl = '' } = facts;
    const certificateFile = join(folder, 'localhost.pem');
    const places = {
      url,
      httpsUrl,
      issuerUrl,
      controlUrl,
      controlSecret,
      certificateFile,
      tenantId: options.env?.TENANT_IDS ?? demoTenant,
    };
    const cloud = { ...places, ...channelTo(controlUrl, controlSecret), stop };
    if (options.seed !== undefined) await cloud.seed(options.seed);
    return cloud;
  } catch (error) {
    await stop();
    throw error;
  }
}

function launch({ folder, empty, env, output = 'ignore' }: StartOptions, own: Readonly<Record<string, string>>): ChildProcess {
  const flags = ['--control', ...(folder === undefined ? ['--memory'] : []), ...(empty === true ? ['--empty'] : [])];
  const child = fork(fileURLToPath(besideThis('cli/start.ts')), flags, {
    env: { ...process.env, ...anyPorts, COSMOS_ENDPOINT: '', BLOB_ENDPOINT: '', ...env, ...own },
    execArgv: [],
    stdio: ['ignore', output, 'pipe', 'ipc'],
  });
  child.unref();
  return child;
}

/** The addresses of a cloud that is ready. Rejects with its words when it ends before. */
async function ready(child: ChildProcess): Promise<Facts> {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const facts = await new Promise<Facts>((resolve, reject) => {
    child.on('message', (message) => {
      if (isReady(message)) resolve(message.facts);
    });
    child.once('exit', (code) => reject(new Error(`The calendar cloud didn't start (exit code ${String(code)}). ${words}`)));
    child.once('error', reject);
  });
  child.stderr?.removeAllListeners('data').resume();
  // Nothing of it keeps the caller's process from ending; the cloud ends when it finds the channel closed.
  child.channel?.unref();
  return facts;
}
