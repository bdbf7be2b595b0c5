// A small file that is made once: every process gets the same content, also when several ask at the same time.
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The content of a file; `make` makes it if there is no file. Of several processes one writes it, and all get its content. Only the file's
 * owner may read it, since it may be a secret. Throws errors of the file system.
 */
export async function readOrCreateFile(file: string, make: () => string | Promise<string>): Promise<string> {
  const kept = await readIfThere(file);
  if (kept !== undefined) return kept;
  const content = await make();
  return writeBeside(file, content, async (made) => {
    try {
      // Unlike a rename, a link never replaces a file of another process, and nobody sees it half written.
      await link(made, file);
      return content;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return readFile(file, 'utf8');
      throw error;
    }
  });
}

/** Replaces the content of a file at once: no reader sees a part of it. */
export async function replaceFile(file: string, content: string): Promise<void> {
  await writeBeside(file, content, (made) => rename(made, file));
}

/** Writes the content to a temporary file beside it, calls `place`, and removes the temporary file in any case. */
async function writeBeside<T>(file: string, content: string, place: (made: string) => Promise<T>): Promise<T> {
  const made = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(made, content, { mode: 0o600, flush: true });
  try {
    return await place(made);
  } finally {
    await rm(made, { force: true });
  }
}

/** Whether a file exists, whatever its content and permissions. */
export async function fileExists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** The content of a file; undefined if there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
