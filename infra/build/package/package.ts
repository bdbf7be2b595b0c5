// The package `calendar-attachments`: the local cloud with the bundle that is deployed, and its API for tests. It needs no other package.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Bundle } from '../bundle.ts';
import { licensesFile, licensesOf } from '../licenses.ts';
import { sbomFile, sbomOf } from '../sbom.ts';
import { declarations } from './declarations.ts';
import { buildLocalStack } from './localStack.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The folder that `npm run build -- --package` writes; `npm pack` and `npm publish` take it. */
export const packageFolder = join(root, '.cache/package');

const ownManifest = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  engines: z.object({ node: z.string() }),
});

/** Writes the package into `packageFolder`, which then holds nothing else. */
export async function writePackage(bundle: Bundle): Promise<void> {
  const stack = await buildLocalStack();
  const { name, version, description, license, engines } = ownManifest.parse(
    JSON.parse(await readFile(join(root, 'package.json'), 'utf8')),
  );
  const manifest = {
    name,
    version,
    description,
    license,
    type: 'module',
    engines,
    bin: { [name]: 'cli.js' },
    exports: { './testing': { types: './testing.d.ts', default: './local/testing/testing.js' }, './package.json': './package.json' },
  };
  const madeOf = [...bundle.madeOf, ...Object.keys(stack.metafile.inputs)];
  const lock: unknown = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const files = new Map<string, string | Uint8Array>([
    ...[...bundle.files]
      .filter(([file]) => !file.endsWith('.map') && file !== licensesFile)
      .map(([file, bytes]) => [`app/${file}`, bytes] as const),
    ...stack.files,
    ['cli.js', cli],
    ['testing.d.ts', await declarations()],
    ['package.json', `${JSON.stringify(manifest, undefined, 2)}\n`],
    ['README.md', await readFile(new URL('README.md', import.meta.url))],
    ['LICENSE', await readFile(join(root, 'LICENSE'))],
    [licensesFile, await licensesOf(root, madeOf)],
    [sbomFile, `${JSON.stringify(sbomOf(lock, madeOf), undefined, 2)}\n`],
  ]);
  await rm(packageFolder, { recursive: true, force: true });
  for (const [file, content] of files) {
    await mkdir(dirname(join(packageFolder, file)), { recursive: true });
    await writeFile(join(packageFolder, file), content);
  }
}

/** In a syntax that every Node reads. */
const cli = `#!/usr/bin/env node
// \`npx calendar-attachments\`: the local cloud; \`npx calendar-attachments token\`: an access token.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write('calendar-attachments needs Node 24 or newer; this is ' + process.version + '.\\n');
  process.exit(1);
}
const wantsToken = process.argv[2] === 'token';
if (wantsToken) process.argv.splice(2, 1);
import(wantsToken ? './local/cli/token.js' : './local/cli/start.js');
`;
