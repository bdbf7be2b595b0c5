// `npm run sbom`: the packages that the bundle holds, its pages among it, in `dist/sbom.cdx.json`, with versions and hashes of package-lock.json.
// The package `calendar-attachments` has one of its own.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { packagesIn } from './packagesIn.ts';

/** The file's name. */
export const sbomFile = 'sbom.cdx.json';

const locked = z.object({
  version: z.string(),
  integrity: z.string(),
  license: z.string().optional(),
});
const lockFile = z.object({
  name: z.string(),
  version: z.string(),
  packages: z.record(z.string(), z.unknown()),
});

/** A bill of materials (CycloneDX 1.6, JSON). The same lock file gives the same bytes: no time and no serial number. */
export interface Sbom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: { readonly component: { readonly type: 'application'; readonly name: string; readonly version: string } };
  readonly components: readonly Component[];
}

interface Component {
  readonly type: 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly { readonly expression: string }[];
  readonly hashes: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
}

/**
 * The packages that these files come from, by a lock file of npm (lockfileVersion 3). `npm sbom` would tell what is installed, which is
 * neither all that a bundle holds (`debug` takes `supports-color` where another package has brought it) nor only that. Throws for a file
 * of a package that the lock file doesn't know.
 */
export function sbomOf(lock: unknown, files: readonly string[]): Sbom {
  const { name, version, packages } = lockFile.parse(lock);
  const found = new Map<string, Component>();
  for (const { folder, name: of } of packagesIn(files)) {
    const component = componentOf(of, locked.parse(packages[folder]));
    found.set(component.purl, component);
  }
  const components = [...found.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name, version } },
    components,
  };
}

function componentOf(name: string, { version, integrity, license }: z.infer<typeof locked>): Component {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const content = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(license !== undefined && { licenses: [{ expression: license }] }),
    hashes: [{ alg: 'SHA-512', content }],
  };
}

if (import.meta.main) {
  const lock: unknown = JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  const { bundleFolder, makeBundle } = await import('./bundle.ts');
  await mkdir(bundleFolder, { recursive: true });
  const file = `${bundleFolder}/${sbomFile}`;
  const { madeOf } = await makeBundle();
  const sbom = sbomOf(lock, madeOf);
  await writeFile(file, `${JSON.stringify(sbom, undefined, 2)}\n`);
  console.log(`${file}: ${sbom.components.length} packages`);
}
