// Finds a command of the machine as a shell would.
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The path of the first program with this name on PATH, or undefined. On Windows it may end with `.exe` or `.cmd`. */
export async function findCommand(name: string, env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  for (const folder of (env.PATH ?? '').split(delimiter))
    for (const file of names.map((candidate) => join(folder, candidate))) if (folder !== '' && (await isProgram(file))) return file;
  return undefined;
}

const isProgram = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
