// What the peers part sends: the same requests about attachments to each service, spread over events, since some keep all of an event in one.
import { randomBytes } from 'node:crypto';
import type { Sent } from '../floor/load.ts';
import type { World } from '../floor/world.ts';
import type { Api } from './api.ts';

export interface PeerRow {
  readonly name: string;
  /** The most requests of a round; else as many as there is time for. */
  readonly requests?: number;
  open(world: World, api: Api): Promise<OpenedRow>;
}

export interface OpenedRow {
  readonly ask: () => Sent;
  /** Makes so many attachments that the requests use up. */
  readonly make?: (count: number) => Promise<void>;
}

/** Sends a request; the id of what it has made, if it makes something. Throws for an answer that isn't a success. */
export async function sent({ client }: World, api: Api, request: Sent): Promise<string> {
  const answer = await client.send(request);
  if (answer.status >= 300)
    throw new Error(`${answer.status} to ${request.method} ${request.url}: ${answer.body.toString('utf8').slice(0, 300)}`);
  return request.method === 'POST' || request.method === 'PUT' ? api.idOf(request, answer) : '';
}

const manyEvents = 40;

async function newEvents(world: World, api: Api, count: number): Promise<readonly string[]> {
  const events: string[] = [];
  while (events.length < count) events.push(await sent(world, api, api.createEvent()));
  return events;
}

/** Gives them one after the other, again and again. */
function taking<T>(all: readonly T[]): () => T {
  let next = 0;
  return () => {
    const taken = all[next++ % all.length];
    if (taken === undefined) throw new Error('There is nothing to take.');
    return taken;
  };
}

const sizeName = (kilobytes: number): string => (kilobytes === 1_000 ? '1 MB' : `${kilobytes} KB`);

const attach = (kilobytes: number): PeerRow => ({
  name: `attach ${sizeName(kilobytes)}`,
  ...(kilobytes === 1_000 && { requests: 60 }),
  async open(world, api) {
    const bytes = randomBytes(kilobytes * 1_000);
    const request = taking((await newEvents(world, api, manyEvents)).map((event) => api.attaching(event, bytes)));
    return { ask: () => request()() };
  },
});

const value = (kilobytes: number): PeerRow => ({
  name: `$value ${sizeName(kilobytes)}`,
  async open(world, api) {
    const [event = ''] = await newEvents(world, api, 1);
    const id = await sent(world, api, api.attaching(event, randomBytes(kilobytes * 1_000))());
    return { ask: () => api.value(event, id) };
  },
});

const list: PeerRow = {
  name: 'list 6',
  async open(world, api) {
    const [event = ''] = await newEvents(world, api, 1);
    for (let i = 0; i < 6; i++) await sent(world, api, api.attaching(event, randomBytes(1_000))());
    return { ask: () => api.list(event) };
  },
};

const remove: PeerRow = {
  name: 'delete',
  requests: 240,
  async open(world, api) {
    const event = taking(await newEvents(world, api, manyEvents));
    const made: (readonly [event: string, id: string])[] = [];
    const one = async (): Promise<void> => {
      const of = event();
      made.push([of, await sent(world, api, api.attaching(of, randomBytes(1_000))())]);
    };
    return {
      ask: () => api.remove(...(made.pop() ?? ['', ''])),
      async make(count) {
        while (made.length < count) await Promise.all(Array.from({ length: 6 }, one));
      },
    };
  },
};

export const peerRows: readonly PeerRow[] = [attach(10), list, value(10), remove, attach(1_000), value(1_000)];
