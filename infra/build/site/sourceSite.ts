// Keeps the site of the sources up to date in `.cache/site`, where the app finds it that runs from them.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf } from './siteFiles.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(root, '.cache/site');

/** What the site is made of: where any of it has changed, it is made anew. */
const sources = ['lib', 'infra/build/site', 'infra/openapi', 'package-lock.json'];

/** Milliseconds after which a file that no index names any more is removed: an app that runs may still know it. */
const keptFor = 24 * 3_600_000;

/**
 * Makes the site unless it is there as the sources are now: some milliseconds then, else a second. Several processes may do so at once. Throws
 * for sources that can't be built.
 */
export async function freshenSourceSite(): Promise<void> {
  const stamp = await stampOf(sources);
  if ((await readFile(join(folder, 'stamp'), 'utf8').catch(() => '')) === stamp) return;
  const { makeSite } = await import('./site.ts');
  const { index, files } = await makeSite(false);
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) await put(name, bytes);
  await put('index.json', JSON.stringify(index));
  await put('stamp', stamp);
  const kept = new Set([...files.keys(), 'index.json', 'stamp']);
  for (const name of await readdir(folder)) if (!kept.has(name) && (await isOld(name))) await rm(join(folder, name), { force: true });
}

/** Readers find the file as it was or as it is now, never a part of it. */
async function put(name: string, content: string | Uint8Array): Promise<void> {
  const unfinished = join(folder, `${name}.${process.pid}`);
  await writeFile(unfinished, content);
  await rename(unfinished, join(folder, name));
}

const isOld = async (name: string): Promise<boolean> =>
  stat(join(folder, name)).then(
    ({ mtimeMs }) => mtimeMs < Date.now() - keptFor,
    () => false,
  );

/** A hash of the names, sizes and times of all files there. */
async function stampOf(places: readonly string[]): Promise<string> {
  const found = await Promise.all(places.map((place) => linesOf(join(root, place))));
  return hashOf(Buffer.from(found.flat().sort().join('\n')));
}

async function linesOf(path: string): Promise<string[]> {
  const found = await stat(path);
  if (!found.isDirectory()) return [`${path} ${found.size} ${found.mtimeMs}`];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const { size, mtimeMs } = await stat(join(parentPath, name));
        return `${join(parentPath, name)} ${size} ${mtimeMs}`;
      }),
  );
}
