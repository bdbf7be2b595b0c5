// Reads the site's files from where the build has put them: beside the bundle, or, for the sources, where the local stack makes them.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { staticFiles, type StaticFiles } from '../../lib/api/site/staticFiles.ts';
import type { Site } from '../../lib/api/site/site.ts';

const folder = new URL(import.meta.url.endsWith('.ts') ? '../../.cache/site/' : './site/', import.meta.url);

let index: StaticFiles | undefined;

/** The index, a few KB, is read at the first request and kept; without one there are no files. A file is read when it is asked for. */
export const site: Site = {
  files: () => (index ??= readIndex()),
  read: (name) => readFile(new URL(name, folder)),
};

function readIndex(): StaticFiles {
  try {
    return staticFiles.parse(JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
