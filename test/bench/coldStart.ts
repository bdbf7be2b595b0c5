// Measures a cold start: a new process loads the app as sources, as the bundle, and as the bundle with Node's compile cache.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { bundleFolder, makeBundle, writeBundle } from '../../infra/build/bundle.ts';
import { findEntryPoints } from '../../infra/local/functions/host/appFolder.ts';
import { measure, report } from './measure.ts';

const run = promisify(execFile);
const runs = 12;
const core = new URL('../../infra/local/functions/host/functionsCore.ts', import.meta.url).href;

/** Loads the files of an app in a new process, with the module that only the language worker provides. */
const loading =
  (files: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  async (): Promise<void> => {
    const script = `
      require('node:module').registerHooks({
        resolve: (name, context, next) => (name === '@azure/functions-core' ? { url: ${JSON.stringify(core)}, shortCircuit: true } : next(name, context)),
      });
      (async () => { for (const file of ${JSON.stringify(files)}) await import(file); process.exit(0); })();`;
    await run(process.execPath, ['-e', script], { env: { ...process.env, ...env } });
  };

export async function benchColdStart(): Promise<void> {
  await writeBundle(await makeBundle());
  const cache = await mkdtemp(join(tmpdir(), 'compile-cache-'));
  try {
    const sources = findEntryPoints('.').map((file) => pathToFileURL(file).href);
    const bundle = [pathToFileURL(join(bundleFolder, 'app.js')).href];
    const candidates = [
      { name: 'the sources', run: loading(sources) },
      { name: 'the bundle', run: loading(bundle) },
      { name: 'the bundle, its compiled code kept', run: loading(bundle, { NODE_COMPILE_CACHE: cache }) },
      { name: 'the bundle, Node reading its map', run: loading(bundle, { NODE_OPTIONS: '--enable-source-maps' }) },
      { name: 'Node alone', run: loading([]) },
    ];
    report('A cold start', await measure(candidates, runs));
  } finally {
    await rm(cache, { recursive: true });
  }
}
