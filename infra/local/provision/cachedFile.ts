// A small file that is made once and then kept: whoever comes later, or at the same time, gets the same content.
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The content of a file, made by `make` when the file isn't there. Of processes that race, one wins and all get its content.
 * Only the file's owner may read it, for it may be a secret. Throws what the file system throws.
 */
export async function keepFile(file: string, make: () => string | Promise<string>): Promise<string> {
  const kept = await readIfThere(file);
  if (kept !== undefined) return kept;
  const content = await make();
  return placing(file, content, async (made) => {
    try {
      // Unlike a rename, a link never replaces what another process has put there first, and is never seen half written.
      await link(made, file);
      return content;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return readFile(file, 'utf8');
      throw error;
    }
  });
}

/** Puts a new content in the place of the old one at once: no reader sees a part of it. */
export async function replaceFile(file: string, content: string): Promise<void> {
  await placing(file, content, (made) => rename(made, file));
}

/** Writes the content beside the file, and leaves nothing behind whatever `place` does with it. */
async function placing<T>(file: string, content: string, place: (made: string) => Promise<T>): Promise<T> {
  const made = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(made, content, { mode: 0o600, flush: true });
  try {
    return await place(made);
  } finally {
    await rm(made, { force: true });
  }
}

/** Whether there is a file, whatever it holds and whoever may read it. */
export async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
