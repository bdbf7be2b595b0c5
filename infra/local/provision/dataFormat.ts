// Checks whether this version can read the data in a folder: a small file beside the data names its format.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import definitions from '../../cosmos-containers.json' with { type: 'json' };
import { StartError } from '../process/child.ts';
import { cosmosFile } from '../process/emulators.ts';
import { fileExists, replaceFile } from './cachedFile.ts';

/** Increased whenever this version can't read or find documents of the version before. */
const format = 2;

/** The format, and the containers with their indexes, since existing containers are never changed. */
const current = `${format} ${createHash('sha256').update(JSON.stringify(definitions)).digest('hex').slice(0, 16)}\n`;

/** Writes the format of an empty folder. Throws StartError for a folder with data of another format. */
export async function checkDataFormat(folder: string): Promise<void> {
  const file = join(folder, 'format');
  if (!(await fileExists(cosmosFile(folder)))) return replaceFile(file, current);
  if ((await fileExists(file)) && (await readFile(file, 'utf8')) === current) return;
  throw new StartError(`${folder} holds data of another version, which this one can't read. Delete it, or set DATA_DIR to another folder.`);
}
