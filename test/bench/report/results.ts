// What a run has measured, all of it, and where: the JSON file of `npm run bench -- --json <file>`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem, type, release, arch } from 'node:os';

/** One comparison. `figures` are as the part has them: medians, ratios with their spread, every round. */
export interface Result {
  readonly part: string;
  readonly title: string;
  readonly figures: unknown;
}

export interface Machine {
  readonly system: string;
  readonly processor: string | undefined;
  readonly cores: number;
  readonly memoryMiB: number;
  /** Processes that could run, over a minute: more than there are cores is a busy machine. */
  readonly load: { readonly atStart: number; readonly atEnd: number };
}

export interface Results {
  readonly date: string;
  readonly command: string;
  readonly commit: string | undefined;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly results: readonly Result[];
}

const kept: Result[] = [];

/** What is measured was there when the run began. */
const measuredCommit = commit();

/** Keeps a comparison for the file. */
export const keep = (result: Result): void => void kept.push(result);

const loadNow = (): number => loadavg()[0] ?? NaN;
const loadAtStart = loadNow();

/** All that was kept so far, with the machine and the versions of what was measured. */
export function allResults(args: readonly string[]): Results {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const of = (name: string): string => manifest.dependencies[name] ?? manifest.devDependencies[name] ?? '';
  const names = ['@azure/functions', '@azure/cosmos', '@azure/storage-blob', 'azurite'];
  return {
    date: new Date().toISOString(),
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    commit: measuredCommit,
    machine: {
      system: `${type()} ${release()} ${arch()}`,
      processor: cpus()[0]?.model,
      cores: cpus().length,
      memoryMiB: Math.round(totalmem() / 2 ** 20),
      load: { atStart: loadAtStart, atEnd: loadNow() },
    },
    versions: { node: process.version, service: manifest.version, ...Object.fromEntries(names.map((name) => [name, of(name)])) },
    results: kept,
  };
}

function commit(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
