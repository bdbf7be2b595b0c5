// Child process: Azurite's blob service, on disk or in memory. Env: BLOB_PORT; BLOB_FOLDER (in memory without it); BLOB_PEM_FILE for https.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobServer } from 'azurite/dist/src/blob/BlobServer.js';
import { azuriteAccount } from './azuriteAccount.ts';
import { createBlobBaseline } from './baseline.ts';
import { moveClock } from '../control/clock.ts';
import { answerQuestions, readOffset } from '../control/questions.ts';
import { StartError, runAsChild } from '../process/child.ts';
import type { Running } from '../process/child.ts';
import { lockFolder } from '../process/lock.ts';
import { useIndexes } from './quickIndex.ts';
import { leaveUnflushed } from './unflushed.ts';

/** Milliseconds that the blob service of a killed stack may take to write its data. */
const patience = 5000;

await runAsChild(async (): Promise<Running> => {
  const folder = process.env.BLOB_FOLDER;
  const loading = loadAzurite();
  // Its error is handled below, where it is awaited.
  loading.catch(() => undefined);
  const lock = folder === undefined ? undefined : await lockFolder(folder, patience);
  const service = await startService(await loading, Number(process.env.BLOB_PORT ?? 0), folder, process.env.BLOB_PEM_FILE ?? '');
  const baseline = createBlobBaseline(service);
  answerQuestions({ keep: () => baseline.keep(), putBack: () => baseline.putBack(), moveClock: readOffset(moveClock) });
  return {
    facts: { url: `${service.getHttpServerAddress()}/${azuriteAccount.name}` },
    stop: async () => {
      await service.close();
      lock?.release();
    },
  };
});

/** Azurite's blob service: how it is configured and how it runs. */
type Azurite = Awaited<ReturnType<typeof loadAzurite>>;

/**
 * Loads Azurite without its telemetry, which is off here (no caller's request is reported): nothing stands in its place (infra/install/leftOut).
 */
async function loadAzurite() {
  useIndexes();
  leaveUnflushed();
  const [server, configuration] = await Promise.all([
    import('azurite/dist/src/blob/BlobServer.js'),
    import('azurite/dist/src/blob/BlobConfiguration.js'),
  ]);
  return { Server: server.default.default, Configuration: configuration.default.default };
}

/** `pemFile` holds a key and a certificate: with it the service speaks https and accepts tokens, without it http and account keys only. */
async function startService(
  { Server, Configuration }: Azurite,
  port: number,
  folder: string | undefined,
  pemFile: string,
): Promise<BlobServer> {
  const metadata = join(folder ?? '', 'blobs.json');
  const extents = join(folder ?? '', 'extents.json');
  const content = join(folder ?? '', 'content');
  if (folder !== undefined) {
    await mkdir(content, { recursive: true });
    await refuseBroken(metadata);
    await refuseBroken(extents);
  }
  const service = new Server(
    new Configuration(
      '127.0.0.1',
      port,
      5,
      metadata,
      extents,
      [{ locationId: 'Default', locationPath: content, maxConcurrency: 50 }],
      false,
      undefined,
      false,
      undefined,
      false,
      // The storage SDK sends a newer version of the protocol than this Azurite knows, but uses nothing new of it.
      true,
      pemFile,
      pemFile,
      '',
      // Azurite accepts tokens over https only, and checks their issuer, audience and times, not their signature.
      pemFile === '' ? undefined : 'basic',
      false,
      folder === undefined,
    ),
  );
  await service.start();
  return service;
}

/** Azurite takes an empty file for a new store and overwrites it, and doesn't name a damaged file: this check reports both. */
async function refuseBroken(file: string): Promise<void> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  try {
    const store: unknown = JSON.parse(text);
    if (typeof store !== 'object' || store === null || !('collections' in store)) throw new TypeError('No collections in it.');
  } catch (cause) {
    throw new StartError(`${file} is damaged. Restore it, or delete ${join(file, '..', '..')} to begin anew.`, { cause });
  }
}
