// `npm run test:package -- [sample…]`: packs `calendar-attachments`, installs it into an empty folder with Node 24 and nothing else, starts it
// there, and runs the samples of `samples/testing` against it, each with the test runner that it is for.
import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { makeBundle } from '../../infra/build/bundle.ts';
import { packageFolder, writePackage } from '../../infra/build/package/package.ts';
import { runOrThrow } from '../clients/cache.ts';
import { installedNode } from '../install/node.ts';
import { mebibytesOf } from '../install/room.ts';
import { samples, type Sample } from './samples.ts';

/** Seconds that an install may take, and MiB of what it installs. */
const most = { seconds: 60, mebibytes: 250 };

const { run: npm, path } = await installedNode('24.21.0', '11.6.2');
const env = { ...process.env, PATH: path };
const faults: string[] = [];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await writePackage(await makeBundle());
const folder = await mkdtemp(join(tmpdir(), 'package-'));
try {
  runOrThrow('npm', ['pack', '--silent', '--pack-destination', folder], packageFolder);
  const [tarball = ''] = spawnSync('ls', [folder], { encoding: 'utf8' }).stdout.split('\n');
  await installs(join(folder, tarball));
  const names = process.argv.slice(2);
  for (const sample of samples.filter(({ name }) => names.length === 0 || names.includes(name))) await runs(sample, join(folder, tarball));
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const fault of faults) say(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

/** Installs it in an empty folder, and starts its command. */
async function installs(tarball: string): Promise<void> {
  const empty = await mkdtemp(join(folder, 'empty-'));
  const began = performance.now();
  npm(['install', '--no-audit', '--no-fund', tarball], empty);
  const seconds = (performance.now() - began) / 1000;
  const size = await mebibytesOf(join(empty, 'node_modules'));
  say(`installed in ${seconds.toFixed(1)} s, ${size} MiB`);
  if (seconds > most.seconds || size > most.mebibytes) faults.push(`An install may take ${most.seconds} s and ${most.mebibytes} MiB.`);
  const ports = { PORT: '0', HTTPS_PORT: '0', COSMOS_PORT: '0', BLOB_PORT: '0', BLOB_HTTPS_PORT: '0', ISSUER_PORT: '0' };
  const child = spawn(join(empty, 'node_modules/.bin/calendar-attachments'), ['--memory'], { cwd: empty, env: { ...env, ...ports } });
  child.stderr.pipe(process.stderr);
  let ready: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    ready ??= /^Ready in .*/.exec(line)?.[0];
    if (ready !== undefined && line.startsWith('Tokens')) child.kill('SIGTERM');
  }
  say(ready ?? 'not ready');
  if (ready === undefined) faults.push('The command doesn’t start the cloud.');
}

/** Copies a sample into a folder of its own, installs what it says, and runs it. */
async function runs({ name, packages, command, missing }: Sample, tarball: string): Promise<void> {
  const reason = missing?.();
  if (reason !== undefined) {
    say(`${name}: left out, ${reason}`);
    return;
  }
  const own = await mkdtemp(join(folder, `${name}-`));
  await cp(fileURLToPath(new URL(`../../samples/testing/${name}`, import.meta.url)), own, { recursive: true });
  await writeFile(join(own, 'package.json'), '{ "private": true }');
  npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', tarball, ...packages], own);
  const [program = '', ...args] = command;
  const local = join(own, 'node_modules/.bin');
  const ran = spawnSync(program, args, {
    cwd: own,
    env: { ...env, PATH: `${local}:${path}`, NODE_OPTIONS: name === 'jest' ? '--experimental-vm-modules' : '' },
    encoding: 'utf8',
    timeout: 300_000,
  });
  say(`${name}: ${ran.status === 0 ? 'ok' : 'failed'}`);
  if (ran.status !== 0) faults.push(`${name}: ${ran.error?.message ?? ''}${ran.stdout}${ran.stderr}`);
}
