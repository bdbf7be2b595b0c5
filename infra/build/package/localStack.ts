// The local stack as JavaScript: its programs, each with all that they load, in the folders that the sources have.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What is run, or loaded by a name that is made while it runs; relative to `infra/local`. */
const programs = [
  'cli/start',
  'cli/token',
  'process/app',
  'cosmos/main',
  'blob/azurite',
  'functions/host/functionsCore',
  'testing/testing',
] as const;

/** Files by their names, relative to the package; `metafile` says which packages are in them. */
export async function buildLocalStack(): Promise<{ readonly files: ReadonlyMap<string, Uint8Array>; readonly metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    entryPoints: programs.map((program) => ({ in: `infra/local/${program}.ts`, out: program })),
    absWorkingDir: root,
    outdir: `${root}local`,
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    // As deep as the programs: what they find by their own place is found from here as well.
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    plugins: [leftOutOfAzurite],
    // CommonJS packages ask for Node's modules by `require`, which a module doesn't have.
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return { files: new Map(outputFiles.map(({ path, contents }) => [path.slice(root.length).replaceAll('\\', '/'), contents])), metafile };
}

/** The same packages that an install leaves out (package.json, overrides). */
const leftOutOfAzurite: Plugin = {
  name: 'left-out',
  setup(building) {
    building.onResolve({ filter: /^(?:applicationinsights|sequelize|mysql2|tedious|apache-arrow)$/ }, ({ path }) => ({
      path,
      namespace: 'left-out',
    }));
    building.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
    // In the package LokiJS is in the same file as Azurite, and can't be looked up.
    building.onLoad({ filter: /blob[\\/]quickIndex\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(
        "createRequire(import.meta.resolve('azurite/dist/src/blob/BlobServer.js'))('lokijs')",
        "require('lokijs')",
      );
      if (contents === source) throw new Error(`${path} finds LokiJS in another way than the package knows.`);
      return { contents, loader: 'ts' };
    });
    // The bundler and the sources' watcher are the repository's: the package has the bundle.
    building.onResolve({ filter: /build\/bundle\.ts$/ }, ({ path }) => ({ path, namespace: 'none' }));
    building.onLoad({ filter: /.*/, namespace: 'none' }, () => ({
      contents:
        "export const bundleFolder = ''; export const makeBundle = () => { throw new Error('The package has its bundle.'); }; export const writeBundle = makeBundle;",
    }));
  },
};
