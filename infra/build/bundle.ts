// Makes what is deployed: the functions and all their packages as a few minified files, what the Functions runtime reads, and the site.
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { z } from 'zod';
import { licensesFile, licensesOf } from './licenses.ts';
import { makeSite } from './site/site.ts';
import { findEntryPoints } from '../local/functions/host/appFolder.ts';

/** The project's folder. */
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folder that `npm run build` writes; azd and the workflows deploy it. */
export const bundleFolder = join(root, 'dist');

/** A bundle in memory. */
export interface Bundle {
  /** Its files by name, with their bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The source files that are in its programs, with the kinds of their imports. */
  readonly metafile: Metafile;
  /** The same of the programs and the pages; relative to the project's folder. */
  readonly madeOf: readonly string[];
}

/**
 * Bundles the files that package.json's `main` names, as the Functions host loads them. The same sources give the same bytes.
 * Throws esbuild's error for a source that can't be bundled.
 */
export async function makeBundle(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: { app: entry, ...Object.fromEntries(filesOfTheirOwn.map(({ name, module }) => [name, module])) },
    absWorkingDir: root,
    outdir: bundleFolder,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    // A few CommonJS files load in a fraction of the time that hundreds of ES modules take.
    format: 'cjs',
    // Node's own `import()` finds no names in what esbuild makes of a package: `require` gives all of them.
    supported: { 'dynamic-import': false },
    // Only the language worker provides this module.
    external: ['@azure/functions-core'],
    plugins: [triggers, withoutWhatIsNeverUsed, apart],
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
  const files = new Map<string, Uint8Array>(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  files.set('host.json', await readFile(join(root, 'host.json')));
  files.set('package.json', Buffer.from(`${JSON.stringify(await manifest(), undefined, 2)}\n`));
  const site = await makeSite(true);
  files.set('site/index.json', Buffer.from(JSON.stringify(site.index)));
  for (const [name, bytes] of site.files) files.set(`site/${name}`, bytes);
  const ofPages = new Set(site.madeOf.map((file) => relative(root, file).replaceAll('\\', '/')));
  const madeOf = [...Object.keys(metafile.inputs), ...ofPages];
  files.set(licensesFile, Buffer.from(await licensesOf(root, madeOf)));
  return { files, metafile, madeOf };
}

/** The module that imports all triggers; it is made here. */
const entry = 'app.ts';

const triggers: Plugin = {
  name: 'triggers',
  setup(building) {
    const imports = findEntryPoints(root).map((file) => `import './${relative(root, file).replaceAll('\\', '/')}';`);
    building.onResolve({ filter: /^app\.ts$/ }, () => ({ path: entry, namespace: 'triggers' }));
    building.onLoad({ filter: /.*/, namespace: 'triggers' }, () => ({ contents: imports.join('\n'), resolveDir: root, loader: 'ts' }));
  },
};

/**
 * What is loaded later than the file that imports it, in files beside it by these names, for V8 reads a whole file before it runs any of it:
 * modules of ours, and packages. What two files hold has two instances, so that no module of ours may be in two of them
 * (test/process/bundle.test.ts). A package is what `import()` gives of a CommonJS one: `default` is what it exports, and each of that has its name.
 */
const filesOfTheirOwn: readonly { readonly name: string; readonly module: string }[] = [
  { name: 'service', module: './functions/host/service.ts' },
  { name: 'telemetry', module: './functions/telemetry/packages.ts' },
  { name: 'identity', module: '@azure/identity' },
  { name: 'keys', module: '@azure/keyvault-keys' },
  { name: 'ical', module: 'ical.js' },
  { name: 'blobs', module: '@azure/storage-blob' },
  { name: 'undici', module: 'undici/lib/dispatcher/agent.js' },
  { name: 'mail', module: 'nodemailer/lib/mail-composer' },
];

const apart: Plugin = {
  name: 'apart',
  setup(building) {
    for (const { name, module } of filesOfTheirOwn) {
      const ours = module.startsWith('.');
      const filter = new RegExp(`${ours ? '/' : '^'}${(ours ? basename(module) : module).replaceAll('.', '\\.')}$`);
      building.onResolve({ filter }, ({ kind, path, resolveDir, namespace }) => {
        if (kind === 'entry-point') return ours ? undefined : { path: module, namespace: 'packages' };
        if (namespace === 'packages' || (ours && join(resolveDir, path) !== join(root, module))) return undefined;
        return { path: `./${name}.js`, external: true };
      });
      building.onLoad({ filter, namespace: 'packages' }, () => ({
        contents: `module.exports = require(${JSON.stringify(module)});`,
        resolveDir: root,
      }));
    }
  },
};

/**
 * What packages import and this app never runs, by the package that imports it: Cosmos DB's SDK has Key Vault's for properties that are
 * encrypted at the client, Blob Storage's has Arrow for lists in that format and WebAssembly for checksums by CRC-64, Zod has its messages in forty languages. Key Vault's own users
 * load it when they need it.
 */
const neverUsed: readonly { readonly by: RegExp; readonly path: RegExp; readonly instead: string }[] = [
  { by: /@azure\/cosmos\//, path: /^@azure\/keyvault-keys$/, instead: 'export class CryptographyClient {}\nexport class KeyClient {}\n' },
  {
    by: /@azure\/storage-blob\//,
    path: /^apache-arrow$/,
    instead: "export const tableFromIPC = () => { throw new Error('Arrow is left out.'); };\n",
  },
  {
    by: /@azure\/storage-common\//,
    path: /^\.\/crc64\.js$/,
    instead: "export default () => Promise.reject(new Error('CRC-64 is left out.'));\n",
  },
  { by: /\/zod\//, path: /\/locales\/index\.(?:js|cjs)$/, instead: 'export {};\n' },
];

const withoutWhatIsNeverUsed: Plugin = {
  name: 'without-what-is-never-used',
  setup(building) {
    for (const [index, { by, path }] of neverUsed.entries())
      building.onResolve({ filter: path }, ({ importer }) =>
        by.test(importer.replaceAll('\\', '/')) ? { path: String(index), namespace: 'left-out', sideEffects: false } : undefined,
      );
    building.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({ contents: neverUsed[Number(path)]?.instead ?? '' }));
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
      for (const folder of [fresh, bundleFolder]) await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(fresh, name), bytes);
      await rename(join(fresh, name), join(bundleFolder, name));
    }
    for (const entry of await readdir(bundleFolder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !files.has(relative(bundleFolder, path).replaceAll('\\', '/'))) await rm(path, { force: true });
    }
  } finally {
    await rm(fresh, { recursive: true });
  }
}
