// A lock on a data folder, so that one stack uses it at a time; the operating system releases the lock when its holder dies.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './child.ts';

export interface Lock {
  release(): void;
}

/**
 * Locks a folder for this process. Node has no file locks, so that it takes SQLite's lock on an empty database. It waits up to `patience`
 * milliseconds for a holder that is about to end. Throws StartError when the folder stays in use.
 */
export async function lockFolder(folder: string, patience = 0): Promise<Lock> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'lock');
  const until = Date.now() + patience;
  for (;;) {
    const outcome = tryLock(file);
    if (outcome !== 'in use') return outcome;
    if (Date.now() >= until)
      throw new StartError(`${folder} is in use by another start. Stop that one, or set DATA_DIR to another folder.`);
    await setTimeout(50);
  }
}

function tryLock(file: string): Lock | 'in use' {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return 'in use';
    throw new StartError(
      `${file} can't be locked (${error instanceof Error ? error.message : String(error)}). Delete it, nothing is kept in it.`,
    );
  }
  return { release: () => database.close() };
}

/** SQLITE_BUSY (https://www.sqlite.org/rescode.html#busy) */
const busy = 5;
