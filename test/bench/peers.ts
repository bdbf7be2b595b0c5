// Compares the service with what one would use without it: express and multer over the same blob emulator with an index in memory or SQLite,
// and Cyrus, a CalDAV server in C (RFC 8607). Neither has Graph's paths, permissions and conditions; express knows no caller, keeps what it
// knows in its memory. Express and multer are installed once, from npm, into .cache/clients; Cyrus is Debian's. What is missing is skipped.
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { azuriteAccount } from '../../infra/local/blob/azuriteAccount.ts';
import { installedPackages } from '../clients/cache.ts';
import { startProcess, type Side } from './floor/sides.ts';
import { printHead, printRow } from './floor/table.ts';
import { inTurns, type Turns } from './floor/turns.ts';
import { openWorld, type World } from './floor/world.ts';
import { measure, report } from './measure.ts';
import { expressAt, oursAt, type Api } from './peers/api.ts';
import { cyrusMissing, startCyrus } from './peers/cyrus.ts';
import { peerRows, sent } from './peers/rows.ts';
import type { Options } from './report/options.ts';

const packages = { express: '5.3.0', multer: '2.5.0' };
const app = fileURLToPath(new URL('peers/expressApp.ts', import.meta.url));

export const benchExpress = (options: Options): Promise<void> => beside(options, withExpress);
export const benchCyrus = (options: Options): Promise<void> => beside(options, withCyrus);

async function beside({ rounds, quick, as }: Options, peer: (world: World, ours: Service, turns: Turns) => Promise<void>): Promise<void> {
  const world = await openWorld(as);
  try {
    const side = await world.start('ours', false);
    const ours = { api: await oursAt(world, side), pid: side.pid };
    await peer(world, ours, { rounds, bounds: { ms: quick ? 500 : 2_000, requests: 100_000 } });
  } finally {
    await world.end();
  }
}

/** A service, and the process whose CPU time counts; 0 where none does. */
interface Service {
  readonly api: Api;
  readonly pid: number;
}

async function withExpress(world: World, ours: Service, turns: Turns): Promise<void> {
  let modules: string;
  try {
    modules = await installedPackages('bench-peers', packages);
  } catch (error) {
    console.log(`\nExpress is left out: it can't be installed from npm (${error instanceof Error ? error.message : String(error)}).`);
    return;
  }
  const start = (index: 'memory' | 'sqlite'): Promise<Side> =>
    startProcess(world.folder, app, { MODULES: modules, BLOB_ENDPOINT: world.stack.blobUrl, BLOB_KEY: azuriteAccount.key, INDEX: index });
  const [inMemory, sqlite] = [await start('memory'), await start('sqlite')];
  try {
    console.log(`\nOurs and express ${packages.express} with multer ${packages.multer} over the same blob emulator, its index in memory`);
    await compared(world, 'express', ours, { api: expressAt(inMemory), pid: inMemory.pid }, turns);
    const candidates = [
      { name: 'express with SQLite', run: () => suite(world, expressAt(sqlite)) },
      { name: 'ours', run: () => suite(world, ours.api) },
    ];
    report('A hundred requests of a user’s own suite, one after the other', await measure(candidates, 10));
  } finally {
    await Promise.all([inMemory.stop(), sqlite.stop()]);
  }
}

async function withCyrus(world: World, ours: Service, turns: Turns): Promise<void> {
  const missing = cyrusMissing();
  if (missing !== undefined) {
    console.log(`\nCyrus is left out: ${missing}.`);
    return;
  }
  const cyrus = await startCyrus(world.folder);
  try {
    console.log('\nOurs and Cyrus, CalDAV with managed attachments (RFC 8607), on the disk');
    await compared(world, 'cyrus', ours, { api: cyrus.api, pid: 0 }, turns);
  } finally {
    await cyrus.stop();
  }
}

async function compared(world: World, name: string, ours: Service, peer: Service, turns: Turns): Promise<void> {
  printHead('peer');
  for (const row of peerRows) {
    const [own, other] = [await row.open(world, ours.api), await row.open(world, peer.api)];
    const candidates = { ours: { ask: own.ask, pid: ours.pid }, floor: { ask: other.ask, pid: peer.pid } };
    const make = async (count: number): Promise<readonly string[]> => {
      await own.make?.(count);
      await other.make?.(count);
      return [];
    };
    const bounds = { ...turns.bounds, ...(row.requests !== undefined && { requests: row.requests }) };
    const rounds = await inTurns(world.client, candidates, { ...turns, bounds, make });
    printRow({ name: row.name, calls: { ours: {}, floor: {} }, rounds }, name);
  }
}

/** A tenth of a suite of a thousand requests, one after the other, as a user's own tests send them. */
async function suite(world: World, api: Api): Promise<void> {
  const bytes = randomBytes(10_000);
  for (let i = 0; i < 10; i++) {
    const event = await sent(world, api, api.createEvent());
    const attach = api.attaching(event, bytes);
    const [first, second] = [await sent(world, api, attach()), await sent(world, api, attach())];
    for (const request of [api.event(event), api.events(), api.list(event), api.value(event, first), api.remove(event, second)])
      await sent(world, api, request);
    for (const request of [api.list(event), api.removeEvent(event)]) await sent(world, api, request);
  }
}
