// Finds the real Bicep compiler: on the PATH, where the Azure CLI keeps it, or in its NuGet package.
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findCommand } from '../local/process/findCommand.ts';

const run = promisify(execFile);

/** The version that compiles the templates; another version may write the same template differently. */
export const compilerVersion = '0.49.2';

export interface Compiler {
  readonly path: string;
  readonly version: string;
}

/**
 * Finds the compiler of `compilerVersion` and downloads it if needed; otherwise returns one of another version, or nothing. `say` is called
 * with the reason when a place has no compiler.
 */
export async function findCompiler(say: (line: string) => void): Promise<Compiler | undefined> {
  const installed: Compiler[] = [];
  for (const find of [onPath, fromAzureCli]) {
    const path = await find();
    const version = path === undefined ? undefined : await versionOf(path);
    if (path !== undefined && version !== undefined) installed.push({ path, version });
  }
  const exact = installed.find(({ version }) => version === compilerVersion);
  return exact ?? (await fromNuGet(say)) ?? installed[0];
}

const onPath = (): Promise<string | undefined> => findCommand('bicep', process.env);

/** The Azure CLI keeps the compiler in its settings folder, and installs it at its first use. */
async function fromAzureCli(): Promise<string | undefined> {
  const az = await findCommand('az', process.env);
  if (az === undefined) return undefined;
  const folder = join(process.env.AZURE_CONFIG_DIR ?? join(homedir(), '.azure'), 'bin');
  await run(az, ['bicep', 'install', '--version', `v${compilerVersion}`], { shell: process.platform === 'win32' }).catch(() => undefined);
  return findCommand('bicep', { PATH: folder });
}

/** `Bicep CLI version 0.49.2 (b34271ac51)` → `0.49.2`. */
async function versionOf(path: string): Promise<string | undefined> {
  const { stdout } = await run(path, ['--version']).catch(() => ({ stdout: '' }));
  return /(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
}

const systems: Readonly<Partial<Record<NodeJS.Platform, string>>> = { linux: 'linux', darwin: 'osx', win32: 'win' };

/** Restores a project that only references the compiler's package, so that NuGet downloads the package into its cache. */
async function fromNuGet(say: (line: string) => void): Promise<Compiler | undefined> {
  const dotnet = await findCommand('dotnet', process.env);
  const system = systems[process.platform];
  if (dotnet === undefined || system === undefined) {
    say('There is no dotnet on the PATH, which would bring the compiler from NuGet.');
    return undefined;
  }
  const name = `Azure.Bicep.CommandLine.${system}-${process.arch}`;
  const folder = await mkdtemp(join(tmpdir(), 'bicep-'));
  try {
    await writeFile(join(folder, 'compiler.csproj'), project(name));
    await run(dotnet, ['restore', folder]);
    const { stdout } = await run(dotnet, ['nuget', 'locals', 'global-packages', '--list']);
    const tools = join(stdout.replace(/^.*?: /, '').trim(), name.toLowerCase(), compilerVersion, 'tools');
    // NuGet doesn't set the permission to execute.
    if (process.platform !== 'win32') await chmod(join(tools, 'bicep'), 0o755);
    const path = await findCommand('bicep', { PATH: tools });
    return path === undefined ? undefined : { path, version: compilerVersion };
  } catch (error) {
    say(`NuGet doesn't have ${name} ${compilerVersion}: ${outputOf(error)}`);
    return undefined;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const project = (name: string): string => `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net$(BundledNETCoreAppTargetFrameworkVersion)</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="${name}" Version="[${compilerVersion}]" /></ItemGroup>
</Project>
`;

/** The first lines of what a failed program has printed. */
export function outputOf(error: unknown): string {
  const said = error instanceof Error && 'stdout' in error && 'stderr' in error ? `${String(error.stdout)}${String(error.stderr)}` : '';
  return (said.trim() === '' ? String(error) : said.trim()).split('\n').slice(0, 20).join('\n');
}
