// Makes what is deployed: the functions and all they need as one minified file, beside the few files that the Functions runtime reads.
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { z } from 'zod';
import { findEntryPoints } from '../local/functions/host/appFolder.ts';

/** The project's folder. */
const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where `npm run build` puts it, and azd and the workflows take it from. */
export const bundleFolder = join(root, 'dist');

/** A bundle that was made. */
export interface Bundle {
  /** Its files by name, with their bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What went into it, by which kind of import. */
  readonly metafile: Metafile;
}

/**
 * Bundles the files that package.json's `main` names, as the Functions host loads them. The same sources give the same bytes.
 * Throws esbuild's error for a source that can't be bundled.
 */
export async function makeBundle(): Promise<Bundle> {
  const entry = findEntryPoints(root).map((file) => `import './${relative(root, file).replaceAll('\\', '/')}';`);
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry.join('\n'), resolveDir: root, sourcefile: 'app.ts' },
    absWorkingDir: root,
    outfile: join(bundleFolder, 'app.js'),
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    // One CommonJS file loads in a fraction of the time that hundreds of ES modules take.
    format: 'cjs',
    // The language worker alone provides it.
    external: ['@azure/functions-core'],
    // CommonJS has no such thing, and esbuild leaves it undefined.
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    minify: true,
    // The SDK of Blob Storage tells its credentials apart by the names of their classes.
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'external',
    logLevel: 'silent',
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  files.set('host.json', await readFile(join(root, 'host.json')));
  files.set('package.json', Buffer.from(`${JSON.stringify(await manifest(), undefined, 2)}\n`));
  return { files, metafile };
}

const ownManifest = z.object({ name: z.string(), version: z.string() });

/** What the language worker looks up: where to begin, and how to read it. Nothing is left to be installed. */
async function manifest(): Promise<Readonly<Record<string, unknown>>> {
  const { name, version } = ownManifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  return { name, version, private: true, type: 'commonjs', main: 'app.js' };
}

/** Puts a bundle into `bundleFolder`, which then holds nothing else. Whoever reads meanwhile finds each file whole. */
export async function writeBundle({ files }: Bundle): Promise<void> {
  const cache = join(root, 'node_modules', '.cache');
  await Promise.all([mkdir(cache, { recursive: true }), mkdir(bundleFolder, { recursive: true })]);
  const fresh = await mkdtemp(join(cache, 'bundle-'));
  try {
    for (const [name, bytes] of files) {
      await writeFile(join(fresh, name), bytes);
      await rename(join(fresh, name), join(bundleFolder, name));
    }
    for (const name of await readdir(bundleFolder))
      if (!files.has(name)) await rm(join(bundleFolder, name), { recursive: true, force: true });
  } finally {
    await rm(fresh, { recursive: true });
  }
}
