// Compares the service with what one would write without it: express and multer over the same blob emulator, the rest in memory or in SQLite.
// The peers check no tokens, permissions, conditions or quotas, and what they keep in memory is gone with them. Both packages are installed
// once, from npm, into .cache/clients; without a network the part is skipped.
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { azuriteAccount } from '../../infra/local/blob/azuriteAccount.ts';
import { installedPackages } from '../clients/cache.ts';
import { fileBody } from '../support/api/bodies.ts';
import { anHour } from '../support/api/events.ts';
import type { Sent } from './floor/load.ts';
import { startProcess, type Side } from './floor/sides.ts';
import { printHead, printRow } from './floor/table.ts';
import { inTurns, type Turns } from './floor/turns.ts';
import { callerOf, openWorld, type World } from './floor/world.ts';
import { measure, report } from './measure.ts';
import type { Options } from './report/options.ts';

const packages = { express: '5.3.0', multer: '2.5.0' };
const app = fileURLToPath(new URL('peers/expressApp.ts', import.meta.url));

export async function benchPeers({ rounds, quick, as }: Options): Promise<void> {
  let modules: string;
  try {
    modules = await installedPackages('bench-peers', packages);
  } catch (error) {
    console.log(
      `\nThe peers are left out: express and multer can't be installed (${error instanceof Error ? error.message : String(error)}).`,
    );
    return;
  }
  const world = await openWorld(as);
  try {
    const start = (index: 'memory' | 'sqlite'): Promise<Side> =>
      startProcess(world.folder, app, { MODULES: modules, BLOB_ENDPOINT: world.stack.blobUrl, BLOB_KEY: azuriteAccount.key, INDEX: index });
    const [ours, express, sqlite] = [await world.start('ours', false), await start('memory'), await start('sqlite')];
    console.log(`\nOurs and express ${packages.express} with multer ${packages.multer} over the same blob emulator, its index in memory`);
    printHead('peer');
    const turns = { rounds, bounds: { ms: quick ? 500 : 2_000, requests: 100_000 } };
    for (const row of [attach(10), list, value(10), remove, attach(1_000), value(1_000)])
      await compared(world, row, { ours, express }, turns);
    await suites(world, ours, sqlite);
    await Promise.all([express.stop(), sqlite.stop()]);
  } finally {
    await world.end();
  }
}

/** One service as a client of the bench uses it. */
interface Api {
  createEvent(): Sent;
  events(): Sent;
  event(event: string): Sent;
  attach(event: string, bytes: Buffer): Sent;
  list(event: string): Sent;
  value(event: string, id: string): Sent;
  remove(event: string, id: string): Sent;
  removeEvent(event: string): Sent;
}

async function oursAt(world: World, side: Side): Promise<Api> {
  const caller = await callerOf(world, 'peers@contoso.example');
  const send = (method: string, path: string, body?: object): Sent => caller.sent(side, method, `/me/events${path}`, body);
  return {
    createEvent: () => send('POST', '', { subject: 'bench', ...anHour }),
    events: () => send('GET', '?$top=10'),
    event: (event) => send('GET', `/${event}`),
    attach: (event, bytes) => send('POST', `/${event}/attachments`, fileBody('plan.bin', bytes)),
    list: (event) => send('GET', `/${event}/attachments?$select=id,name,contentType,size,lastModifiedDateTime`),
    value: (event, id) => send('GET', `/${event}/attachments/${id}/$value`),
    remove: (event, id) => send('DELETE', `/${event}/attachments/${id}`),
    removeEvent: (event) => send('DELETE', `/${event}`),
  };
}

function expressAt({ url }: Side): Api {
  const send = (method: string, path: string, headers: Sent['headers'] = {}, body?: Sent['body']): Sent => ({
    method,
    url: `${url}/events${path}`,
    headers,
    ...(body !== undefined && { body }),
  });
  const head =
    '--bench\r\nContent-Disposition: form-data; name="file"; filename="plan.bin"\r\nContent-Type: application/octet-stream\r\n\r\n';
  return {
    createEvent: () => send('POST', '', { 'Content-Type': 'application/json' }, JSON.stringify({ subject: 'bench', ...anHour })),
    events: () => send('GET', ''),
    event: (event) => send('GET', `/${event}`),
    attach: (event, bytes) =>
      send(
        'POST',
        `/${event}/attachments`,
        { 'Content-Type': 'multipart/form-data; boundary=bench' },
        Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--bench--\r\n')]),
      ),
    list: (event) => send('GET', `/${event}/attachments`),
    value: (event, id) => send('GET', `/${event}/attachments/${id}/value`),
    remove: (event, id) => send('DELETE', `/${event}/attachments/${id}`),
    removeEvent: (event) => send('DELETE', `/${event}`),
  };
}

/** Sends a request; the id of what it has made, if it has made something. Throws for an answer that isn't a success. */
async function sent({ client }: World, request: Sent): Promise<string> {
  const { status, body } = await client.send(request);
  if (status >= 300) throw new Error(`${status} to ${request.method} ${request.url}: ${body.toString('utf8').slice(0, 300)}`);
  return request.method === 'POST' ? String((JSON.parse(body.toString('utf8')) as { readonly id: string }).id) : '';
}

/** A row: what it sends to an event of its own, after what it needs was made. */
interface PeerRow {
  readonly name: string;
  readonly requests?: number;
  readonly eachMakes?: boolean;
  open(world: World, api: Api, event: string): Promise<(id?: string) => Sent>;
}

const attach = (kilobytes: number): PeerRow => ({
  name: `attach ${kilobytes === 1_000 ? '1 MB' : `${kilobytes} KB`}`,
  ...(kilobytes === 1_000 && { requests: 60 }),
  open(_, api, event) {
    const request = api.attach(event, randomBytes(kilobytes * 1_000));
    return Promise.resolve(() => request);
  },
});

const value = (kilobytes: number): PeerRow => ({
  name: `$value ${kilobytes === 1_000 ? '1 MB' : `${kilobytes} KB`}`,
  async open(world, api, event) {
    const id = await sent(world, api.attach(event, randomBytes(kilobytes * 1_000)));
    return () => api.value(event, id);
  },
});

const list: PeerRow = {
  name: 'list 6',
  async open(world, api, event) {
    for (let i = 0; i < 6; i++) await sent(world, api.attach(event, randomBytes(1_000)));
    return () => api.list(event);
  },
};

const remove: PeerRow = {
  name: 'delete',
  requests: 240,
  eachMakes: true,
  open: (_, api, event) => Promise.resolve((id = '') => api.remove(event, id)),
};

async function compared(world: World, row: PeerRow, sides: { readonly ours: Side; readonly express: Side }, turns: Turns): Promise<void> {
  const opened = await Promise.all(
    [await oursAt(world, sides.ours), expressAt(sides.express)].map(async (api) => {
      const event = await sent(world, api.createEvent());
      const ids: string[] = [];
      const ask = await row.open(world, api, event);
      const make = async (count: number): Promise<void> => {
        while (ids.length < count)
          ids.push(...(await Promise.all(Array.from({ length: 6 }, () => sent(world, api.attach(event, randomBytes(1_000)))))));
      };
      return { ask: () => ask(ids.pop()), make };
    }),
  );
  const [ours, peer] = opened;
  if (ours === undefined || peer === undefined) return;
  const candidates = { ours: { ask: ours.ask, pid: sides.ours.pid }, floor: { ask: peer.ask, pid: sides.express.pid } };
  const bounds = { ...turns.bounds, ...(row.requests !== undefined && { requests: row.requests }) };
  const make = async (count: number): Promise<readonly string[]> => {
    await ours.make(count);
    await peer.make(count);
    return [];
  };
  const rounds = await inTurns(world.client, candidates, { ...turns, bounds, make: row.eachMakes === true ? make : undefined });
  printRow({ name: row.name, calls: { ours: {}, floor: {} }, rounds }, 'peers');
}

/** A tenth of a suite of a thousand requests, one after the other, as a user's own tests send them. */
async function suite(world: World, api: Api): Promise<void> {
  const bytes = randomBytes(10_000);
  for (let i = 0; i < 10; i++) {
    const event = await sent(world, api.createEvent());
    const [first, second] = [await sent(world, api.attach(event, bytes)), await sent(world, api.attach(event, bytes))];
    for (const request of [api.event(event), api.events(), api.list(event), api.value(event, first), api.remove(event, second)])
      await sent(world, request);
    for (const request of [api.list(event), api.removeEvent(event)]) await sent(world, request);
  }
}

async function suites(world: World, side: Side, sqlite: Side): Promise<void> {
  const [ours, plain] = [await oursAt(world, side), expressAt(sqlite)];
  const candidates = [
    { name: 'express with SQLite', run: () => suite(world, plain) },
    { name: 'ours', run: () => suite(world, ours) },
  ];
  report('A hundred requests of a user’s own suite, one after the other', await measure(candidates, 10));
}
