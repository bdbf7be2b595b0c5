// `npm start` as a person and a script meet it: ready, killed, stopped, refused. Real processes, each stack in a folder of its own.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { azuriteAccount } from '../../infra/local/blob/azuriteAccount.ts';
import { demoApplication, demoIds } from '../../infra/local/provision/demo/tenant.ts';
import { checkDataFormat } from '../../infra/local/provision/dataFormat.ts';
import { freePort, portOf } from '../../infra/local/process/ports.ts';
import { ownEnvironment, startStack } from '../support/process/stack.ts';
import type { Stack, StackOptions } from '../support/process/stack.ts';

let folder: string;
let stacks: Stack[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npm-start-'));
  stacks = [];
});
afterEach(async () => {
  for (const stack of stacks) await stack.stop();
  await rm(folder, { recursive: true });
});

/** Without the demo tenant, which is a sixth of a start's work, unless it is asked for. */
async function start(options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack({ dataDir: folder, empty: true, ...options });
  stacks.push(stack);
  return stack;
}

const tokenProgram = 'infra/local/cli/token.ts';
const envFor = (dataDir: string): NodeJS.ProcessEnv => ({ ...process.env, DATA_DIR: dataDir });

const processesOf = ({ pid, facts }: Stack): number[] => [
  pid,
  ...`${facts.hostPid ?? ''},${facts.emulatorPids ?? ''}`.split(',').map(Number),
];
const addressesOf = ({ url, httpsUrl, cosmosUrl, blobUrl }: Stack): string[] => [url, httpsUrl, cosmosUrl, blobUrl];

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Whether anybody listens there, whatever they say. */
async function answers(url: string): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function expectNothingLeft(pids: readonly number[], urls: readonly string[]): Promise<void> {
  expect(pids.filter(lives)).toEqual([]);
  expect(await Promise.all(urls.map(answers))).toEqual(urls.map(() => false));
}

describe('a start in memory', () => {
  let dataDir: string;
  let printed: { readonly stdout: string; readonly stderr: string };
  let stack: Stack;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'npm-start-'));
    const flags = ['--user', 'adele@contoso.example', '--expires-in', '60'];
    printed = await promisify(execFile)(process.execPath, [tokenProgram, ...flags], { env: envFor(dataDir) });
    stack = await startStack({ dataDir });
  });
  afterAll(async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true });
  });

  it('a start in memory ends with a line that begins with Ready, the addresses, and a request ready to be sent', async () => {
    await expect.poll(() => stack.output()).toMatch(/^Ready/m);
    for (const address of addressesOf(stack)) expect(stack.output()).toContain(address);
    const message = `/beta/invitations/${demoIds.invitation}/invitedUser/messages/${demoIds.message}/event/attachments`;
    expect(stack.output()).toContain(`curl -i -X POST '${stack.url}${message}'`);
    const [, token = ''] = /Bearer ([\w.-]+)/.exec(stack.output()) ?? [];
    expect(decodeJwt(token)).toMatchObject({ oid: demoApplication.objectId, roles: ['Calendars.ReadWrite'] });
  });

  it('a start in memory serves the app over http, and over https with its own certificate', async () => {
    const ca = await readFile(stack.certificateFile);
    const status = (await fetch(stack.url)).status;
    const secureStatus = await new Promise((resolve, reject) => {
      get(stack.httpsUrl, { ca, agent: false }, (response) => resolve(response.resume().statusCode)).on('error', reject);
    });
    expect(secureStatus).toBe(status);
  });

  it('a start in memory may share the folder with the keys with another one, which without the demo tenant says what to do', async () => {
    const other = await start({ dataDir });
    expect(await answers(other.url)).toBe(true);
    expect(await answers(stack.url)).toBe(true);
    await expect.poll(() => other.output()).toMatch(/start without --empty/);
    expect(other.output()).not.toContain('curl -i');
  });

  it('a start in memory knows a token that the token program printed before, and nothing else', async () => {
    const { stdout, stderr } = printed;
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const claims = decodeJwt(await stack.token({ user: 'adele@contoso.example', expiresIn: 60 }));
    expect(decodeJwt(stdout)).toMatchObject({ oid: claims.oid, iss: claims.iss, aud: claims.aud });
  });

  it('a start in memory gets its app back when the host is killed alone, at the same addresses, and says so once', async () => {
    const [addresses, host] = [addressesOf(stack), stack.facts.hostPid];
    await stack.killHost();
    expect(addressesOf(stack)).toEqual(addresses);
    expect(stack.facts.hostPid).not.toBe(host);
    expect(await answers(stack.url)).toBe(true);
    expect(stack.output().match(/The Functions host ended \(SIGKILL\); starting it again\./g)).toHaveLength(1);
  });
});

describe('a running stack', () => {
  /** Ends it by the signal. */
  async function expectEnd(stack: Stack, signal: 'SIGTERM' | 'SIGINT'): Promise<void> {
    const [pids, urls] = [processesOf(stack), addressesOf(stack)];
    const began = performance.now();
    process.kill(stack.pid, signal);
    await expect.poll(() => lives(stack.pid), { timeout: 60_000 }).toBe(false);
    expect(performance.now() - began).toBeLessThan(5000);
    await expectNothingLeft(pids, urls);
    expect(await stack.stop()).toBe(0);
  }

  it('a running stack ends within 5 s on SIGINT and leaves no process and no port', async () => {
    await expectEnd(await start({ persistent: true }), 'SIGINT');
  });

  it('a running stack ends as well while it is still coming up', async () => {
    const flags = ['infra/local/cli/start.ts'];
    const env = { ...process.env, ...ownEnvironment, DATA_DIR: folder, BLOB_PORT: String(await freePort()) };
    const child = spawn(process.execPath, flags, { env, stdio: 'ignore' });
    const exit = once(child, 'exit');
    await expect.poll(() => answers(`http://127.0.0.1:${env.BLOB_PORT}`), { timeout: 60_000, interval: 5 }).toBe(true);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    await expectNothingLeft([], [`http://127.0.0.1:${env.BLOB_PORT}`]);
  });

  it.skipIf(process.platform === 'win32')('a running stack ends when the shell that npm put between dies', async () => {
    const script = '"$0" infra/local/cli/start.ts --memory; exit 1';
    const env = { ...process.env, ...ownEnvironment, DATA_DIR: folder, npm_lifecycle_event: 'start' };
    const shell = spawn('sh', ['-c', script, process.execPath], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    const closed = once(
      shell.stdout.setEncoding('utf8').on('data', (text: string) => (output += text)),
      'close',
    );
    await expect.poll(() => output, { timeout: 60_000 }).toMatch(/^Ready/m);
    const urls = [...output.matchAll(/^ {2}(?:http|https|cosmos|blob) +(\S+)/gm)].map(([, url = '']) => url);
    expect(urls).toHaveLength(4);
    shell.kill('SIGTERM');
    // The pipe closes when the last process of the stack is gone.
    await closed;
    await expectNothingLeft([], urls);
  });

  it('a running stack ends altogether when an emulator dies', async () => {
    const stack = await start();
    const [pids, urls] = [processesOf(stack), addressesOf(stack)];
    process.kill(Number(stack.facts.emulatorPids?.split(',')[1]), 'SIGKILL');
    await expect.poll(() => lives(stack.pid), { timeout: 60_000 }).toBe(false);
    await expectNothingLeft(pids, urls);
    expect(await stack.stop()).toBe(1);
    expect(stack.output()).toContain('The blob emulator ended (SIGKILL); everything is stopped.');
  });

  it('a running stack takes its parts along when it is killed itself', async () => {
    const stack = await start({ persistent: true });
    const [pids, urls] = [processesOf(stack), addressesOf(stack)];
    process.kill(stack.pid, 'SIGKILL');
    await expect.poll(() => pids.filter(lives), { timeout: 60_000 }).toEqual([]);
    await expectNothingLeft(pids, urls);
  });

  it('a running stack comes back at the same addresses after a restart, with the blobs that were just written, and ends on SIGTERM', async () => {
    const stack = await start({ persistent: true });
    const addresses = addressesOf(stack);
    const service = new BlobServiceClient(stack.blobUrl, new StorageSharedKeyCredential(azuriteAccount.name, azuriteAccount.key));
    const { containerClient } = await service.createContainer('kept');
    await containerClient.getBlockBlobClient('blob').upload('bytes', 5);
    await stack.restart();
    expect(addressesOf(stack)).toEqual(addresses);
    expect(String(await containerClient.getBlockBlobClient('blob').downloadToBuffer())).toBe('bytes');
    await expectEnd(stack, 'SIGTERM');
  });
});

describe('a start that can not succeed says why in one line', () => {
  /** The one line of a start that ends with exit code 1. */
  async function refusal(options: StackOptions): Promise<string> {
    const error: unknown = await start(options).catch((reason: unknown) => reason);
    const [, line = String(error)] = /^Error: The stack ended \(1\) instead of becoming ready: ([^\n]*)\n$/.exec(String(error)) ?? [];
    return line;
  }

  it('a start on data that another start uses, or that are of another version, says why in one line, and leaves them alone', async () => {
    const made = await start({ persistent: true });
    expect(await refusal({ persistent: true })).toBe(
      `${folder} is in use by another start. Stop that one, or set DATA_DIR to another folder.`,
    );
    await made.stop();
    const format = await readFile(join(folder, 'format'), 'utf8');
    const line = `${folder} holds data of another version, which this one can't read. Delete it, or set DATA_DIR to another folder.`;
    await writeFile(join(folder, 'format'), format.replace(/^\d+ /, '0 '));
    expect(await refusal({ persistent: true })).toBe(line);
    await rm(join(folder, 'format'));
    expect(await refusal({ persistent: true })).toBe(line);
    await writeFile(join(folder, 'format'), format);
    expect(await answers((await start({ persistent: true })).url)).toBe(true);
  });

  it('a start on a port that is taken says why in one line', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const port = portOf(holder.address());
    expect(await refusal({ env: { HTTPS_PORT: String(port) } })).toBe(`Port ${port} is taken. Free it, or set HTTPS_PORT to another one.`);
    holder.close();
  });

  it.each([
    ['blob/blobs.json', /blobs\.json is damaged\. Restore it, or delete .* to begin anew\.$/],
    ['cosmos.sqlite', /cosmos\.sqlite/],
    ['issuer-key.json', /issuer-key\.json doesn't hold an issuer's key\. Delete it to have a new one made\.$/],
  ])('a start on a broken %s says why in one line, with nothing left running', async (name, line) => {
    await mkdir(join(folder, 'blob'));
    await checkDataFormat(folder);
    await writeFile(join(folder, name), 'this is not what it should be'.repeat(100));
    const [COSMOS_PORT, BLOB_PORT] = [String(await freePort()), String(await freePort())];
    expect(await refusal({ persistent: true, env: { COSMOS_PORT, BLOB_PORT } })).toMatch(line);
    await expectNothingLeft([], [`http://127.0.0.1:${COSMOS_PORT}`, `http://127.0.0.1:${BLOB_PORT}`]);
  });

  it('a start on settings of the app that are wrong says why in one line', async () => {
    expect(await refusal({ env: { TENANT_IDS: 'contoso' } })).toMatch(/^Settings: TENANT_IDS/);
  });

  it("a start that wants Core Tools where they aren't says why in one line", async () => {
    expect(await refusal({ flags: ['--func'], env: { PATH: folder } })).toMatch(/^Azure Functions Core Tools aren't installed/);
  });
});

it.skipIf(process.platform === 'win32')('Core Tools run the app beside the same emulators, and end with the stack', async () => {
  const tools = `#!${process.execPath}
    const [, , command, flag, port] = process.argv;
    const { COSMOS_ENDPOINT, AzureWebJobsStorage } = process.env;
    require('node:http').createServer((_, response) => response.end([command, flag, process.pid, COSMOS_ENDPOINT, AzureWebJobsStorage].join(' '))).listen(port, '127.0.0.1');`;
  await writeFile(join(folder, 'func'), tools, { mode: 0o700 });
  const stack = await start({ flags: ['--func'], env: { PATH: `${folder}${delimiter}${process.env.PATH ?? ''}` } });
  const [command, flag, pid, cosmos, storage] = (await (await fetch(stack.url)).text()).split(' ');
  expect([command, flag, cosmos]).toEqual(['start', '--port', stack.cosmosUrl]);
  expect(storage).toContain(`BlobEndpoint=${stack.blobUrl};`);
  await expect.poll(() => stack.output()).toContain('https     not on Core Tools');
  await stack.stop();
  await expect.poll(() => lives(Number(pid))).toBe(false);
});

describe('the token program', () => {
  it.each([
    [tokenProgram, '--nobody'],
    ['infra/local/cli/start.ts', '--nothing'],
  ])('the token program answers %s %s with one line, the usage and exit code 2', (file, flag) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [file, flag], { env: envFor(folder), encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^Unknown option '${flag}'\\.\n\nnpm `));
  });

  it('a Node that is too old is told so, before anything else', () => {
    const preload = `Object.defineProperty(process, 'versions', { value: { node: '20.1.0' } }); require('./infra/local/nodeVersion.cjs')`;
    const { status, stderr } = spawnSync(process.execPath, ['-e', preload], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^Node 24 or newer is needed; this is v/)]);
  });
});
