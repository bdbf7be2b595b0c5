// Files that builds keep for later ones, below `.cache`. Several processes may do so at once.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds after which a file that nothing needs any more is removed: a process that runs may still know it. */
const keptFor = 24 * 3_600_000;

/** Writes a file, and its folder if there is none. Readers find it as it was or as it is now, never a part of it. */
export async function keepFile(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `${name}.${randomUUID()}`);
  await writeFile(unfinished, content);
  await rename(unfinished, join(folder, name));
}

/** Removes what was written more than a day ago, but for these. */
export async function removeOld(folder: string, needed: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder))
    if (!needed.has(name) && (await isOld(join(folder, name)))) await rm(join(folder, name), { force: true });
}

const isOld = async (file: string): Promise<boolean> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs < Date.now() - keptFor,
    () => false,
  );
