// `npm run test:install`: `npm ci` in a new clone of what is committed says no more than that it is done, by each Node that people have, and
// takes no more room than is promised.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOrThrow } from '../clients/cache.ts';
import { installedNode } from './node.ts';
import { mebibytesOf } from './room.ts';

/** Each Node that is looked after, with the npm that it comes with. */
const nodes = [
  { node: '20.20.2', npm: '10.8.2' },
  { node: '22.22.0', npm: '10.9.4' },
  { node: '24.21.0', npm: '11.6.2' },
] as const;

/** MiB that the packages of a clone may take. */
const room = 450;

const project = fileURLToPath(new URL('../../', import.meta.url));

/** What is wrong with an install by this Node; prints what it says and takes. */
async function faultsOf({ node, npm }: (typeof nodes)[number]): Promise<readonly string[]> {
  const { run } = await installedNode(node, npm);
  const clone = await mkdtemp(join(tmpdir(), 'clone-'));
  try {
    runOrThrow('git', ['clone', '--quiet', '--depth', '1', `file://${project}`, clone], project);
    const said = run(['ci'], clone);
    const size = await mebibytesOf(join(clone, 'node_modules'));
    process.stdout.write(`Node ${node}, npm ${npm}: ${size} MiB, ${JSON.stringify(said)}\n`);
    return [
      ...(/^\s*added \d+ packages in [\w ]+\n$/.test(said) ? [] : [`Node ${node} says more than that it is done.`]),
      ...(size > room ? [`Node ${node} installs ${size} MiB, more than ${room}.`] : []),
    ];
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

const faults: string[] = [];
for (const each of nodes) faults.push(...(await faultsOf(each)));
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
