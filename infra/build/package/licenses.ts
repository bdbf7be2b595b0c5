// The licenses of the packages that are in built files: each asks to come along.
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A text with the license files of each package, by name. */
export async function licensesOf(root: string, metafiles: readonly Metafile[]): Promise<string> {
  const inputs = metafiles.flatMap(({ inputs: of }) => Object.keys(of));
  const folders = [...new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []))].sort();
  const texts = folders.map(async (folder) => {
    const files = globSync('{LICENSE,LICENCE,license,licence,NOTICE,License}*', { cwd: join(root, folder) }).sort();
    const contents = await Promise.all(files.map((file) => readFile(join(root, folder, file), 'utf8')));
    return `${folder.replace(/^.*node_modules\//, '')}\n${'-'.repeat(70)}\n${contents.join('\n').trim()}\n`;
  });
  return (await Promise.all(texts)).join('\n\n');
}
