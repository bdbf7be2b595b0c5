// Whether this version reads the data of a folder: a small file beside them says which format they have.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import definitions from '../../cosmos-containers.json' with { type: 'json' };
import { StartError } from '../process/child.ts';
import { cosmosFile } from '../process/emulators.ts';
import { isThere, replaceFile } from './cachedFile.ts';

/** Raised when documents are stored in a way that what is there can't be read or found any more. */
const format = 1;

/** The format, and the containers with their indexes: those that are there are never changed. */
const current = `${format} ${createHash('sha256').update(JSON.stringify(definitions)).digest('hex').slice(0, 16)}\n`;

/** Marks a folder without data as one of this format. Throws StartError for one with data of another. */
export async function checkDataFormat(folder: string): Promise<void> {
  const file = join(folder, 'format');
  if (!(await isThere(cosmosFile(folder)))) return replaceFile(file, current);
  if ((await isThere(file)) && (await readFile(file, 'utf8')) === current) return;
  throw new StartError(`${folder} holds data of another version, which this one can't read. Delete it, or set DATA_DIR to another folder.`);
}
