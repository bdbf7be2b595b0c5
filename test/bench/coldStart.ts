// Measures a cold start as it is deployed: a new process loads the bundle, and a new host answers its first requests, each beside a bare app.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleFolder } from '../../infra/build/bundle.ts';
import { demoTenant, demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { eventDocument } from '../../lib/calendar/events/record/eventRecord.ts';
import { mailboxPartition } from '../../lib/calendar/mailbox.ts';
import { fileBody } from '../support/api/bodies.ts';
import { anHour } from '../support/api/events.ts';
import type { Plans } from './floor/plan.ts';
import { appFolders } from './floor/sides.ts';
import { openWorld } from './floor/world.ts';
import { report, type Measured } from './measure.ts';
import type { Options } from './report/options.ts';
import { median } from './report/statistics.ts';

const project = join(import.meta.dirname, '../..');

export async function benchColdStart({ quick }: Options): Promise<void> {
  const { floor } = await appFolders('bundles');
  const rounds = quick ? 5 : 25;
  await compareLoads(floor, rounds);
  await compareFirstRequests(quick ? 3 : 15);
}

/** Bundles a source as ours are, and resolves to the file. `external`: what is left to whoever loads it. */
async function bundled(contents: string, outfile: string, external: string[] = []): Promise<string> {
  await build({
    stdin: { contents, resolveDir: project },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external,
    minify: true,
    keepNames: true,
    logLevel: 'silent',
  });
  return outfile;
}

/** A function that says hello, bundled as ours is. */
async function bundleHello(): Promise<string> {
  const outfile = join(project, '.cache', 'bench', 'hello', 'app.js');
  const contents = `
    import { app } from '@azure/functions';
    app.http('hello', { route: 'hello', authLevel: 'anonymous', handler: () => ({ body: 'hello' }) });`;
  return bundled(contents, outfile, ['@azure/functions-core']);
}

/** Loads files as the language worker does, by `require`, and prints the time that this took: wall clock and CPU. */
const script = `
  const [core, ...files] = process.argv.slice(1);
  require('node:module').registerHooks({
    resolve: (name, context, next) =>
      name === '@azure/functions-core' ? { url: require('node:url').pathToFileURL(core).href, shortCircuit: true } : next(name, context),
  });
  require(core);
  const [began, used] = [performance.now(), process.cpuUsage()];
  for (const file of files) require(file);
  const { user, system } = process.cpuUsage(used);
  console.log(performance.now() - began, (user + system) / 1000);
  process.exit(0);`;

async function load(files: readonly string[], cache: string | undefined): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const env = { PATH: process.env.PATH, FLOOR_PLANS: '/dev/null', ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }) };
  const core = join(project, 'infra/local/functions/host/functionsCore.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, core, ...files], { env });
  const [ms = NaN, cpuMs = NaN] = stdout.trim().split(' ').map(Number);
  return { ms, cpuMs };
}

async function compareLoads(floor: string, rounds: number): Promise<void> {
  const hello = await bundleHello();
  const [entry, service] = ['app.js', 'service.js'].map((name) => join(bundleFolder, name));
  const sdks = await bundleSdks(floor);
  const cache = await mkdtemp(join(tmpdir(), 'compile-cache-'));
  const files: readonly (readonly [name: string, files: readonly string[]])[] = [
    ['a function that says hello', [hello]],
    ["the bundle's entry", [entry ?? '']],
    ['hello, with the SDKs of both stores', [hello, sdks]],
    ['the entry and the service', [entry ?? '', service ?? '']],
  ];
  const candidates = files.flatMap(([name, each]) => [
    { name, run: () => load(each, undefined) },
    { name: `${name}, compiled code kept`, run: () => load(each, cache) },
  ]);
  try {
    const loads = await inTurns(candidates, rounds);
    report(
      'Loading, by the clock',
      measuredBy(loads, ({ ms }) => ms),
    );
    report(
      'Loading, by the CPU',
      measuredBy(loads, ({ cpuMs }) => cpuMs),
    );
  } finally {
    await rm(cache, { recursive: true });
  }
}

interface Measuring<Figures> {
  readonly name: string;
  readonly run: () => Promise<Figures>;
}

/** What each candidate's runs gave, in turns, behind a first turn that doesn't count. */
async function inTurns<Figures>(
  candidates: readonly Measuring<Figures>[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly Figures[]>> {
  const all = new Map(candidates.map(({ name }) => [name, [] as Figures[]]));
  for (let round = -1; round < rounds; round++)
    for (const { name, run } of candidates) {
      const figures = await run();
      if (round >= 0) all.get(name)?.push(figures);
    }
  return all;
}

/** One figure of every run. */
const measuredBy = <Figures>(runs: ReadonlyMap<string, readonly Figures[]>, figure: (of: Figures) => number): Measured[] =>
  Array.from(runs, ([name, figures]) => {
    const times = figures.map(figure);
    return { name, median: median(times), times };
  });

/** The packages that any app with these two stores loads, in a file of their own. */
async function bundleSdks(folder: string): Promise<string> {
  const outfile = join(folder, '..', 'sdks', 'sdks.js');
  const contents = "export { CosmosClient } from '@azure/cosmos'; export { BlobServiceClient } from '@azure/storage-blob';";
  return bundled(contents, outfile);
}

/**
 * From the start of a host's process to the answers of the first GET of an event and the first POST of an attachment: what is loaded later than
 * the entry counts here. The floor makes as many calls to the stores as ours do.
 */
async function compareFirstRequests(rounds: number): Promise<void> {
  const world = await openWorld('bundles');
  try {
    const headers = {
      Authorization: `Bearer ${await world.stack.token({ user: demoUsers.adele.upn })}`,
      'Content-Type': 'application/json',
    };
    await answered(`${world.stack.url}/v1.0/me/events/first`, { method: 'PUT', headers, body: JSON.stringify(anHour) });
    await world.setPlans(firstPlans);
    const post = { method: 'POST', headers, body: JSON.stringify(fileBody('a.bin', Buffer.alloc(10_000, 7))) };
    const candidates = [
      { name: 'a bare function', side: 'floor', get: '/floor/get/first', attach: '/floor/attach', env: {} },
      { name: 'ours', side: 'ours', get: '/v1.0/me/events/first', attach: '/v1.0/me/events/first/attachments', env: { PAGES: '' } },
      {
        name: 'ours, with the pages',
        side: 'ours',
        get: '/v1.0/me/events/first',
        attach: '/v1.0/me/events/first/attachments',
        env: { PAGES: 'docs,explorer', EXPLORER_CLIENT_ID: demoTenant },
      },
    ] as const;
    const firsts = await inTurns(
      candidates.map(({ name, side, get, attach, env }) => ({
        name,
        run: async () => {
          const began = performance.now();
          const started = await world.start(side, false, { 'AzureWebJobs.changes.Disabled': 'true', ...env });
          const ready = performance.now() - began;
          await answered(`${started.url}${get}`, { headers });
          await answered(`${started.url}${attach}`, post);
          const first = performance.now() - began;
          await started.stop();
          return { ready, first };
        },
      })),
      rounds,
    );
    report(
      'From the start of the process until the host is ready',
      measuredBy(firsts, ({ ready }) => ready),
    );
    report(
      '… and until an event was read and a file attached',
      measuredBy(firsts, ({ first }) => first),
    );
  } finally {
    await world.end();
  }
}

const partition = mailboxPartition({ tenant: demoTenant, kind: 'users', id: demoUsers.adele.id });
const read = { call: 'point read', container: 'mailboxes', partition, id: eventDocument('first') } as const;
const created = { operationType: 'Create', resourceBody: { id: 'floor-{{id}}', mailbox: partition, kind: 'floor' } };
const firstPlans: Plans = {
  get: { answer: 'documents', rounds: [[read], [read]] },
  attach: {
    answer: 'created',
    rounds: [
      [read, read, read],
      [{ call: 'blob put', name: '{{blob}}' }],
      [{ call: 'batch', container: 'mailboxes', partition, operations: JSON.stringify([created]) }],
    ],
  },
};

async function answered(url: string, init: RequestInit): Promise<void> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} to ${url}: ${text}`);
}
