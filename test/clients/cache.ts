// Installs a client in its exact version into a folder of its own, once: clients are large, and no part of the project.
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../.cache/clients', import.meta.url));

/**
 * The folder of modules that has these packages, each in its version: installed without scripts by the first call, once for each set of
 * versions. Throws with npm's output when that fails.
 */
export async function installedPackages(name: string, dependencies: Readonly<Record<string, string>>): Promise<string> {
  const folder = await cacheFolder(`${name}-${Object.values(dependencies).join('-')}`);
  const modules = join(folder, 'node_modules');
  if (existsSync(join(folder, 'complete'))) return modules;
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  runOrThrow('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  await writeFile(join(folder, 'complete'), '');
  return modules;
}

/**
 * Puts a package into the folder of modules without what it depends on, once: for a package of which one part is run, and whose
 * dependencies can't all be had. Throws with npm's output when that fails.
 */
export function unpackedPackage(modules: string, name: string, version: string): void {
  if (existsSync(join(modules, name))) return;
  const packed = runOrThrow('npm', ['pack', `${name}@${version}`, '--silent'], modules).trim();
  runOrThrow('tar', ['xzf', packed], modules);
  renameSync(join(modules, 'package'), join(modules, name));
}

/** A folder that stays between runs. */
export async function cacheFolder(name: string): Promise<string> {
  const folder = join(cache, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** An empty folder, to be a client's home. */
export async function emptyFolder(name: string): Promise<string> {
  await rm(join(cache, name), { recursive: true, force: true });
  return cacheFolder(name);
}

/** Runs a command to its end. Throws with its output when it fails. */
export function runOrThrow(command: string, args: readonly string[], cwd: string): string {
  const ran = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${ran.error?.message ?? ''}${ran.stdout}${ran.stderr}`);
  return ran.stdout;
}
