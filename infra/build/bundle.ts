// Makes what is deployed: the functions and all their packages as one minified file, and the few files that the Functions runtime reads.
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { z } from 'zod';
import { findEntryPoints } from '../local/functions/host/appFolder.ts';

/** The project's folder. */
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folder that `npm run build` writes; azd and the workflows deploy it. */
export const bundleFolder = join(root, 'dist');

/** A bundle in memory. */
export interface Bundle {
  /** Its files by name, with their bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The source files that are in it, with the kinds of their imports. */
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
    // Only the language worker provides this module.
    external: ['@azure/functions-core'],
    plugins: [withoutClientEncryption],
    // CommonJS has no import.meta, and esbuild leaves it undefined.
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    minify: true,
    // Blob Storage's SDK distinguishes its credentials by the names of their classes.
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

/**
 * Cosmos DB's SDK imports Key Vault's for properties that are encrypted at the client, of which there are none here. Key Vault's own users
 * load it when they need it.
 */
const withoutClientEncryption: Plugin = {
  name: 'without-client-encryption',
  setup(building) {
    building.onResolve({ filter: /^@azure\/keyvault-keys$/ }, ({ importer }) =>
      importer.includes('/@azure/cosmos/') ? { path: 'keyvault-keys', namespace: 'left-out' } : undefined,
    );
    building.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: 'export class CryptographyClient {}\nexport class KeyClient {}\n',
    }));
  },
};

const ownManifest = z.object({ name: z.string(), version: z.string() });

/** The package.json that the language worker reads: the entry point and the module format. It has no dependencies to install. */
async function manifest(): Promise<Readonly<Record<string, unknown>>> {
  const { name, version } = ownManifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  return { name, version, private: true, type: 'commonjs', main: 'app.js' };
}

/** Writes a bundle into `bundleFolder`, which then holds nothing else. Programs that read at the same time find each file whole. */
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
