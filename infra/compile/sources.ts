// Lists the sources of the compiled templates, and computes the checksum that tells whether both still match.
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Templates and installations that are compiled here; the template for Entra ID needs an extension that has to be downloaded. */
export const templates = ['infra/main.bicep', ...files('infra/modules/**/*.bicep')];
export const entraTemplate = 'infra/entra/appRegistration.bicep';
export const installations = files('test/infra/installations/*.bicepparam');

/** The template for the "Deploy to Azure" button. */
export const compiledTemplate = 'infra/main.json';

/** The file with the resources of an installation, as the compiler predicts them. */
export const snapshotOf = (installation: string): string => installation.replace(/\.bicepparam$/, '.snapshot.json');

/** The file that holds the checksum. */
export const sumFile = 'infra/main.sources.json';

/**
 * A checksum of the compiled files and of all their sources. Without a compiler, it tells whether one of them was changed and the others
 * weren't. Line ends don't count.
 */
export async function sumOfSources(): Promise<string> {
  const made = [compiledTemplate, ...installations.map(snapshotOf)];
  const read = ['infra/bicepconfig.json', 'infra/cosmos-containers.json', 'infra/workbook.json', ...templates, ...installations, ...made];
  const sum = createHash('sha256');
  for (const file of read.sort()) sum.update(`${file}\n${(await readFile(join(root, file), 'utf8')).replaceAll('\r\n', '\n')}\n`);
  return sum.digest('hex');
}

function files(pattern: string): string[] {
  return globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}
