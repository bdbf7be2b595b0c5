// The emulator as a process: its data outlives a stop and a kill, and what keeps it from starting is one clear line.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { CosmosClient } from '@azure/cosmos';
import type { Container } from '@azure/cosmos';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isReady, StartError } from '../../../infra/local/process/child.ts';
import type { ToChild } from '../../../infra/local/process/child.ts';
import { emulatorKey, startCosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';

let folder: string;
let file: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cosmos-emulator-'));
  file = join(folder, 'data', 'cosmos.sqlite');
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await rm(folder, { recursive: true, force: true });
});

const entry = fileURLToPath(new URL('../../../infra/local/cosmos/main.ts', import.meta.url));

function spawn(env: Record<string, string>): ChildProcess {
  const child = fork(entry, [], {
    env: { ...process.env, COSMOS_PORT: '0', COSMOS_FILE: file, ...env },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  children.push(child);
  return child;
}

/** The URL that the process tells when it is ready. */
async function ready(child: ChildProcess): Promise<string> {
  const message = await new Promise<unknown>((resolve) => child.once('message', resolve));
  return (isReady(message) ? message.facts['url'] : undefined) ?? expect.fail('no URL');
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** What a process that can't start says; it ends with code 1. */
async function lastWords(env: Record<string, string> = {}): Promise<string> {
  const child = spawn(env);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'close');
  expect(child.exitCode).toBe(1);
  return said;
}

async function withContainer<T>(url: string, work: (container: Container) => Promise<T>): Promise<T> {
  const client = new CosmosClient({ endpoint: url, key: emulatorKey });
  try {
    const { database } = await client.databases.createIfNotExists({ id: 'd' });
    const { container } = await database.containers.createIfNotExists({
      id: 'c',
      partitionKey: { paths: ['/pk'] },
      defaultTtl: -1,
      indexingPolicy: {
        includedPaths: [{ path: '/*' }],
        compositeIndexes: [
          [
            { path: '/pk', order: 'ascending' },
            { path: '/n', order: 'ascending' },
          ],
        ],
      },
    });
    return await work(container);
  } finally {
    client.dispose();
  }
}

const idsInOrder = async (container: Container): Promise<string[]> =>
  (await container.items.query<string>('SELECT VALUE c.id FROM c ORDER BY c.pk ASC, c.n ASC', { partitionKey: 'p' }).fetchAll()).resources;

test('a stop and a start keep all data, and ETags with it', async () => {
  const first = await startCosmosEmulator({ port: 0, file });
  const { etag } = await withContainer(first.url, (container) => container.items.create({ id: 'a', pk: 'p', n: 1 }));
  await first.close();
  const second = await startCosmosEmulator({ port: 0, file });
  await withContainer(second.url, async (container) => {
    expect((await container.item('a', 'p').read()).etag).toBe(etag);
    await container.items.create({ id: 'b', pk: 'p', n: 0 });
    expect(await idsInOrder(container)).toEqual(['b', 'a']);
  });
  await second.close();
});

test('kill -9 loses nothing that was acknowledged', async () => {
  const child = spawn({});
  const acknowledged: string[] = [];
  await withContainer(await ready(child), async (container) => {
    let killed: Promise<void> | undefined;
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; n < 100_000; n++) {
        const id = `${writer}-${n}`;
        await container.items.create({ id, pk: 'p', n });
        acknowledged.push(id);
        if (acknowledged.length > 200) killed ??= kill(child);
      }
    });
    const ends = await Promise.allSettled(writers);
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
    await killed;
  });
  const again = await startCosmosEmulator({ port: 0, file });
  const kept = new Set(await withContainer(again.url, idsInOrder));
  await again.close();
  expect(acknowledged.length).toBeGreaterThan(200);
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
});

test('what has expired is hidden at once and removed from the file', async () => {
  let now = Date.now();
  const emulator = await startCosmosEmulator({ port: 0, file, clock: () => now });
  await withContainer(emulator.url, async (container) => {
    await container.items.create({ id: 'brief', pk: 'p', n: 1, ttl: 60 });
    await container.items.create({ id: 'lasting', pk: 'p', n: 2 });
    now += 61_000;
    expect((await container.item('brief', 'p').read()).statusCode).toBe(404);
    expect(await idsInOrder(container)).toEqual(['lasting']);
    await container.items.create({ id: 'next', pk: 'p', n: 3 });
  });
  await emulator.close();
  const data = new DatabaseSync(file, { readOnly: true });
  const count = (table: string) => data.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'];
  expect([count('items'), count('entries')]).toEqual([2, 2]);
  data.close();
});

test('the parent’s message ends the process in order, with a client still connected', async () => {
  const child = spawn({});
  await withContainer(await ready(child), async () => {
    const exit = once(child, 'exit');
    child.send({ type: 'stop' } satisfies ToChild);
    await exit;
  });
  expect(child.exitCode).toBe(0);
});

test('a file in use: one clear line', async () => {
  const emulator = await startCosmosEmulator({ port: 0, file });
  expect(await lastWords()).toBe(`${file} is in use by another Cosmos DB emulator.\n`);
  await emulator.close();
});

test('a file that is no SQLite file: one clear line', async () => {
  file = join(folder, 'broken.sqlite');
  await writeFile(file, 'This is not a database, and long enough to be read as the head of one.'.repeat(50));
  expect(await lastWords()).toBe(`${file} is damaged or no SQLite file: restore it, or remove it to start afresh.\n`);
});

test('a SQLite file of something else ends the start with one clear line', async () => {
  file = join(folder, 'other.sqlite');
  const other = new DatabaseSync(file);
  other.exec('CREATE TABLE t (x)');
  other.close();
  const refusal = new StartError(`${file} isn't a data file of the Cosmos DB emulator.`);
  await expect(startCosmosEmulator({ port: 0, file })).rejects.toThrow(refusal);
});

test('a port that is taken ends the start with one clear line', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await lastWords({ COSMOS_PORT: String(port) })).toBe(`Port ${port} for the Cosmos DB emulator is taken.\n`);
  server.close();
});
