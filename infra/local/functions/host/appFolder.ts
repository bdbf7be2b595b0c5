// Reads the files of an app's folder that concern the host: host.json, package.json's `main`, local.settings.json.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../../process/child.ts';

const httpSection = z.object({ routePrefix: z.string().optional(), customHeaders: z.record(z.string(), z.string()).optional() });

const hostFile = z.object({
  extensions: z.object({ http: httpSection.optional() }).optional(),
  logging: z.object({ logLevel: z.object({ default: z.string().optional() }).optional() }).optional(),
});

const settingsFile = z.object({ Values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional() });

const packageFile = z.object({ main: z.string().min(1), type: z.string().optional() });

export interface HostSettings {
  /** The prefix of every HTTP route, which may be empty; `api` unless host.json sets another. */
  readonly routePrefix: string;
  /** Headers that are added to every answer without such a header. */
  readonly customHeaders: Readonly<Record<string, string>>;
  readonly logLevel: string;
}

/** Reads host.json; without the file the defaults count. Throws StartError for a file that a host would refuse. */
export function readHostSettings(root: string): HostSettings {
  const { extensions, logging } = readJson(join(root, 'host.json'), hostFile) ?? {};
  return {
    routePrefix: (extensions?.http?.routePrefix ?? 'api').replace(/^\/+|\/+$/g, ''),
    customHeaders: extensions?.http?.customHeaders ?? {},
    logLevel: logging?.logLevel?.default ?? 'Information',
  };
}

/** Adds the `Values` of local.settings.json to the environment, where it has no such variable yet, as Core Tools do. Throws StartError. */
export function applyLocalSettings(root: string, environment: NodeJS.ProcessEnv): void {
  const { Values: values = {} } = readJson(join(root, 'local.settings.json'), settingsFile) ?? {};
  for (const [name, value] of Object.entries(values)) environment[name] ??= String(value);
}

/** The files that package.json's `main` names (a pattern with `*` and braces): absolute paths, sorted. Throws when there are none. */
export function findEntryPoints(root: string): string[] {
  const found = readJson(join(root, 'package.json'), packageFile);
  if (!found) throw new Error(`${root} holds no package.json.`);
  const files = globSync(found.main, { cwd: root });
  if (files.length === 0) throw new Error(`No file matches package.json's "main": ${found.main}`);
  return files.sort().map((file) => join(root, file));
}

/** Whether a file of the app is an ES module, by its name or by package.json. */
export function isEsModule(file: string, root: string): boolean {
  const [extension = ''] = /\.[cm]?[jt]s$/.exec(file) ?? [];
  if (/^\.[cm]/.test(extension)) return extension.startsWith('.m');
  return readJson(join(root, 'package.json'), packageFile)?.type === 'module';
}

function readJson<Content>(file: string, schema: z.ZodType<Content>): Content | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause).replace(/\s*\n\s*/g, ' ') : String(cause);
    throw new StartError(`${file} can't be used: ${reason}`, { cause });
  }
}
