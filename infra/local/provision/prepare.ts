// Prepares the stores for the app: creates the containers and the demo tenant.
import { SettingsError, readSettings } from '../../../lib/runtime/settings.ts';
import type { Settings } from '../../../lib/runtime/settings.ts';
import { StartError } from '../process/child.ts';
import { loadDemo } from './demo/load.ts';
import { provision } from './provision.ts';

/**
 * Creates what is missing, and doesn't change what exists. Resolves to lines that describe the demo tenant, unless it is left out. Throws
 * StartError for a wrong setting in the caller's environment.
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
