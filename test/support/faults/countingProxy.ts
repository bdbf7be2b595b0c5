// An HTTP proxy in front of a store that counts the calls which go through it, by what they do, and the rounds that they come in.
import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { portOf } from '../../../infra/local/process/ports.ts';

/** What a call does, in the words of the architecture; `aside` is what isn't counted. */
export type StoreCall =
  'point read' | 'query' | 'batch' | 'create' | 'replace' | 'patch' | 'remove' | 'blob put' | 'blob get' | 'blob delete' | 'aside';

export interface CountingProxy {
  /** Without a slash at its end; the path is the target's. */
  readonly url: string;
  close(): Promise<void>;
}

/** Hears of each call before it goes on, and may hold it. */
type Listener = (call: StoreCall) => Promise<void>;

/** Hears of each answer before it is passed on. */
type Heard = (call: StoreCall, answer: IncomingMessage) => void;

/** Starts one in front of a URL. */
export async function startCountingProxy(
  target: string,
  classify: (request: IncomingMessage) => StoreCall,
  listener: Listener,
  heard: Heard = () => undefined,
): Promise<CountingProxy> {
  const { hostname, port, pathname } = new URL(target);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = classify(request);
    await listener(call);
    // Host as received: the emulators name themselves by it.
    const { method, url: path, headers } = request;
    const onward = forward({ hostname, port, method, path, headers });
    const answered = once(onward, 'response');
    await pipeline(request, onward);
    const answer: unknown = (await answered)[0];
    if (!isMessage(answer)) throw new TypeError('A response is a message.');
    heard(call, answer);
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String(portOf(server.address()))}${pathname.replace(/\/$/, '')}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const isMessage = (value: unknown): value is IncomingMessage => typeof value === 'object' && value !== null && 'statusCode' in value;

/** Cosmos DB: query plans, account, container and partition key ranges are aside; so are calls across partitions, which timers make. */
export function classifyCosmos({ method, url = '', headers }: IncomingMessage): StoreCall {
  if (!/\/docs(\/|$)/.test(url) || headers['x-ms-cosmos-is-query-plan-request'] !== undefined) return 'aside';
  if (headers['x-ms-documentdb-partitionkey'] === undefined || headers['x-ms-documentdb-partitionkey'] === '["service"]') return 'aside';
  if (headers['x-ms-documentdb-isquery'] !== undefined || headers['content-type'] === 'application/query+json') return 'query';
  if (headers['x-ms-cosmos-is-batch-request'] !== undefined) return 'batch';
  return ({ GET: 'point read', POST: 'create', PUT: 'replace', PATCH: 'patch', DELETE: 'remove' } as const)[method ?? ''] ?? 'aside';
}

/** Blob Storage: whatever concerns a container is aside, listing included. */
export function classifyBlob({ method, url = '' }: IncomingMessage): StoreCall {
  if (url.includes('restype=container') || url.includes('comp=list')) return 'aside';
  return ({ GET: 'blob get', HEAD: 'blob get', PUT: 'blob put', DELETE: 'blob delete' } as const)[method ?? ''] ?? 'aside';
}

/** What this work costs. With `inRounds` each round is held back until it is complete: slower, and `rounds` counts. */
export type Count = (work: () => Promise<unknown>, inRounds?: boolean) => Promise<Cost>;

/** How often each call was made, and in how many rounds: calls that don't wait for one another are of one. */
export interface Cost {
  readonly calls: Readonly<Partial<Record<StoreCall, number>>>;
  readonly rounds: number;
}

/** Milliseconds without another call after which a round is complete: far more than it takes to make calls side by side. */
const roundPause = 60;

/** Counts what goes through any number of proxies that call `listener`. */
export function createCounter(): { readonly listener: Listener; readonly count: Count } {
  let calls = new Map<StoreCall, number>();
  let rounds = 0;
  let counting: 'calls' | 'rounds' | undefined;
  let round: Promise<void> | undefined;
  let latest = 0;

  /** Lets all calls of a round go on at once, when no other has come for a while. */
  async function roundEnds(): Promise<void> {
    rounds++;
    for (let wait = roundPause; wait > 0; wait = latest + roundPause - performance.now()) await setTimeout(wait);
    round = undefined;
  }

  return {
    async listener(call) {
      if (counting === undefined || call === 'aside') return;
      calls.set(call, (calls.get(call) ?? 0) + 1);
      if (counting === 'calls') return;
      latest = performance.now();
      await (round ??= roundEnds());
    },
    async count(work, inRounds = false) {
      calls = new Map();
      rounds = 0;
      counting = inRounds ? 'rounds' : 'calls';
      try {
        await work();
      } finally {
        counting = undefined;
      }
      return { calls: Object.fromEntries(calls), rounds };
    },
  };
}
