// How much room a folder takes on the disk, as `du` counts it.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** MiB, rounded up: whole blocks of the file system, each file once however many names it has. */
export async function mebibytesOf(folder: string): Promise<number> {
  const seen = new Set<number>();
  let bytes = 0;
  for (const entry of ['', ...(await readdir(folder, { recursive: true }))]) {
    const { ino, blocks } = await lstat(join(folder, entry));
    if (!seen.has(ino)) bytes += blocks * 512;
    seen.add(ino);
  }
  return Math.ceil(bytes / 2 ** 20);
}
