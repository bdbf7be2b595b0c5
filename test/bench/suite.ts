// Measures what a tester feels: a thousand requests to the local stack, beside a plain express app with SQLite and files, both on disk.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { installedPackages } from '../clients/cache.ts';
import { startHost } from '../contract/functionsHost/app/startHost.ts';
import { startStack } from '../support/process/stack.ts';
import { measure, report } from './measure.ts';
import { runEmpty, runSuite, type Side } from './suite/requests.ts';

const scenarios = 100;
const requests = 1000;
const runs = 7;
const fileAt = (name: string): string => fileURLToPath(new URL(`suite/${name}`, import.meta.url));

export async function benchSuite(): Promise<void> {
  const peer = await startExpress();
  try {
    await benchStack(peer.side);
    await benchHost(peer.side);
  } finally {
    await peer.stop();
  }
}

async function benchStack(express: Side): Promise<void> {
  const stack = await startStack({ persistent: true });
  try {
    const ours = { url: stack.url, token: await stack.token({ user: 'adele@contoso.example' }) };
    for (const wide of [1, 8])
      report(
        `A suite of ${requests} requests, ${wide} at a time`,
        await measure(
          [
            { name: 'express, SQLite, files', run: () => runSuite(express, wide, scenarios) },
            { name: 'npm start', run: () => runSuite(ours, wide, scenarios) },
          ],
          runs,
        ),
      );
  } finally {
    await stack.stop();
  }
}

async function benchHost(express: Side): Promise<void> {
  const host = await startHost({ APP_ROOT: fileAt('empty') });
  try {
    for (const wide of [1, 8])
      report(
        `${requests} requests that do nothing, ${wide} at a time`,
        await measure(
          [
            { name: 'an empty route of express', run: () => runEmpty(express, wide, requests) },
            { name: 'an empty function of the local host', run: () => runEmpty(host, wide, requests) },
          ],
          runs,
        ),
      );
  } finally {
    await host.stop();
  }
}

const started = z.object({ url: z.string() });

async function startExpress(): Promise<{ readonly side: Side; stop(): Promise<void> }> {
  const modules = await installedPackages('express', { express: '5.3.0' });
  const folder = await mkdtemp(join(tmpdir(), 'express-'));
  const child = fork(fileAt('express.js'), { env: { ...process.env, MODULES: modules, FOLDER: folder } });
  const answer: readonly unknown[] = await once(child, 'message');
  return {
    side: started.parse(answer[0]),
    async stop() {
      const end = once(child, 'exit');
      child.disconnect();
      await end;
      await rm(folder, { recursive: true });
    },
  };
}
