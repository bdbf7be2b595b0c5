// Keeps the site of the sources up to date in `.cache/site`, where the app finds it that runs from them.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepFile, removeOld } from './keptFiles.ts';
import { hashOf } from './siteFiles.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(root, '.cache/site');

/** What the site is made of: where any of it has changed, it is made anew. */
const sources = ['lib', 'infra/build/site', 'infra/openapi', 'package-lock.json'];

/**
 * Makes the site unless it is there as the sources are now: some milliseconds then, else a second. Several processes may do so at once. Throws
 * for sources that can't be built.
 */
export async function freshenSourceSite(): Promise<void> {
  const stamp = await stampOf(sources);
  if ((await readFile(join(folder, 'stamp'), 'utf8').catch(() => '')) === stamp) return;
  const { makeSite } = await import('./site.ts');
  const { index, files } = await makeSite(false);
  for (const [name, bytes] of files) await keepFile(folder, name, bytes);
  await keepFile(folder, 'index.json', JSON.stringify(index));
  await keepFile(folder, 'stamp', stamp);
  await removeOld(folder, new Set([...files.keys(), 'index.json', 'stamp']));
}

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
