// Makes the stores ready for the app: containers, and what the demo tenant holds.
import { SettingsError, readSettings } from '../../../lib/runtime/settings.ts';
import type { Settings } from '../../../lib/runtime/settings.ts';
import { StartError } from '../process/child.ts';
import { loadDemo } from './demo/load.ts';
import { provision } from './provision.ts';

/**
 * Makes what is missing and leaves alone what is there. Resolves to what the demo tenant holds, line by line, unless it is left out.
 * Throws StartError for a setting of the caller's environment that is wrong.
 */
export async function prepare(env: Readonly<Record<string, string>>, empty: boolean): Promise<readonly string[] | undefined> {
  const settings = checked(env);
  await provision(settings);
  return empty ? undefined : loadDemo(settings);
}

function checked(env: Readonly<Record<string, string>>): Settings {
  try {
    return readSettings(env);
  } catch (error) {
    throw error instanceof SettingsError ? new StartError(error.message, { cause: error }) : error;
  }
}
