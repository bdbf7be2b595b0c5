// What the compiled templates are made of, and the sum that tells whether they still are.
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Templates and installations that are compiled here; the one for Entra ID needs an extension from elsewhere. */
export const templates = ['infra/main.bicep', ...files('infra/modules/*.bicep')];
export const entraTemplate = 'infra/entra/appRegistration.bicep';
export const installations = files('test/infra/installations/*.bicepparam');

/** The template for the "Deploy to Azure" button. */
export const compiledTemplate = 'infra/main.json';

/** What an installation comes to, as the compiler foretells it. */
export const snapshotOf = (installation: string): string => installation.replace(/\.bicepparam$/, '.snapshot.json');

/** Where the sum is kept. */
export const sumFile = 'infra/main.sources.json';

/**
 * A sum over all that the compiled files follow from, and over these themselves: it tells, where there is no compiler, whether one was
 * changed without the others. Line ends don't count.
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
