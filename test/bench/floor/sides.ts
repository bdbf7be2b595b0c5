// The two apps that are compared: ours and the floor, each on the local Functions host, both over the same stores.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleFolder, makeBundle, writeBundle } from '../../../infra/build/bundle.ts';
import { azuriteAccount } from '../../../infra/local/blob/azuriteAccount.ts';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import { isReady, type ToChild } from '../../../infra/local/process/child.ts';
import { demoTenant, localAudience } from '../../../infra/local/provision/demo/tenant.ts';
import { ownEnvironment } from '../../support/process/stack.ts';

export interface Side {
  readonly url: string;
  readonly pid: number;
  /** What it has written so far. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** What a side is started with: its folder, its stores, and settings of its own. */
export interface SideOptions {
  readonly root: string;
  readonly cosmosUrl: string;
  readonly blobUrl: string;
  readonly env?: Readonly<Record<string, string>>;
}

const main = fileURLToPath(new URL('../../../infra/local/functions/main.ts', import.meta.url));
const project = fileURLToPath(new URL('../../../', import.meta.url));
const floorSources = fileURLToPath(new URL('app/', import.meta.url));
const floorBundle = join(project, '.cache', 'bench', 'floor');

/** The folders of both apps: as bundles, which is how they are deployed, or as sources, for whoever profiles them. */
export async function appFolders(as: 'bundles' | 'sources'): Promise<{ readonly ours: string; readonly floor: string }> {
  if (as === 'sources') return { ours: project, floor: floorSources };
  await writeBundle(await makeBundle());
  await mkdir(floorBundle, { recursive: true });
  await build({
    entryPoints: [join(floorSources, 'app.ts')],
    outfile: join(floorBundle, 'app.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['@azure/functions-core'],
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    minify: true,
    keepNames: true,
    logLevel: 'silent',
  });
  await writeFile(join(floorBundle, 'host.json'), await readFile(join(floorSources, 'host.json')));
  await writeFile(join(floorBundle, 'package.json'), JSON.stringify({ private: true, type: 'commonjs', main: 'app.js' }));
  return { ours: bundleFolder, floor: floorBundle };
}

let started = 0;

/** Starts an app on a host of its own. Throws with what it has written when it ends instead. */
export const startSide = (folder: string, { root, cosmosUrl, blobUrl, env = {} }: SideOptions): Promise<Side> =>
  startProcess(folder, main, {
    ...ownEnvironment,
    APP_ROOT: root,
    PORT: '0',
    HTTPS_PORT: '',
    COSMOS_ENDPOINT: cosmosUrl,
    COSMOS_KEY: emulatorKey,
    COSMOS: `AccountEndpoint=${cosmosUrl};AccountKey=${emulatorKey};`,
    BLOB_ENDPOINT: blobUrl,
    BLOB_KEY: azuriteAccount.key,
    TENANT_IDS: demoTenant,
    AUDIENCES: localAudience,
    ...env,
  });

/** Runs a file that says by a message that it is ready and where it listens, as the parts of the local stack do. */
export async function startProcess(folder: string, entry: string, env: Readonly<Record<string, string>>): Promise<Side> {
  const file = join(folder, `side-${++started}.log`);
  const log = await open(file, 'a');
  const { PATH } = process.env;
  const child = fork(entry, {
    env: { PATH, ...env },
    execArgv: (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter((flag) => flag !== ''),
    // A file, so that reading the log costs nobody anything.
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  const exited = once(child, 'exit');
  const said = (): Promise<string> => readFile(file, 'utf8');
  const url = await Promise.race([
    new Promise<string>((resolve) => {
      child.on('message', (message) => {
        if (isReady(message)) resolve(message.facts.url ?? '');
      });
    }),
    exited.then(async () => {
      throw new Error(`${entry} ended: ${await said()}`);
    }),
  ]);
  return {
    url,
    pid: child.pid ?? 0,
    log: said,
    async stop() {
      if (child.connected) child.send({ type: 'stop' } satisfies ToChild);
      await exited;
    },
  };
}
