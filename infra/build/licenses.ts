// The licenses of the packages that are in built files: nearly all ask to come along with whatever has a copy.
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packagesIn, type Installed } from './packagesIn.ts';

/** The file that holds them, of the bundle and of the package. */
export const licensesFile = 'THIRD-PARTY-LICENSES.txt';

const manifest = z.object({
  version: z.string(),
  license: z.string().optional(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
});

/** What packages hold of others without a file that says so. */
const held: Readonly<Record<string, string>> = {
  unpdf:
    'It holds PDF.js (https://github.com/mozilla/pdf.js), Copyright Mozilla Foundation, under the Apache License, Version 2.0,\n' +
    'whose text stands here under swagger-ui-dist, and at http://www.apache.org/licenses/LICENSE-2.0.',
};

/** A text with each package's name, version and license files, notices among them. `files` are relative to the project's folder `root`. */
export async function licensesOf(root: string, files: readonly string[]): Promise<string> {
  return (await Promise.all(packagesIn(files).map((each) => licenseOf(root, each)))).join('\n\n');
}

/** A package without such a file says in its package.json what its license is. */
async function licenseOf(root: string, { folder, name }: Installed): Promise<string> {
  const { version, license, author } = manifest.parse(JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')));
  // A package that holds others, bundled, has their notices beside the file that it gives.
  const found = globSync('{{LICENSE,LICENCE,license,licence,License,NOTICE,ThirdPartyNotices}*,*.LICENSE.txt}', {
    cwd: join(root, folder),
  });
  const texts = await Promise.all(found.sort().map((file) => readFile(join(root, folder, file), 'utf8')));
  const said = `License: ${license ?? 'see its home page'}${author === undefined ? '' : `, by ${typeof author === 'string' ? author : author.name}`}`;
  const all = [texts.length === 0 ? said : texts.join('\n').trim(), held[name] ?? []].flat();
  return `${name} ${version}\n${'-'.repeat(70)}\n${all.join('\n\n')}\n`;
}
