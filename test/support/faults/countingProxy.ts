// An HTTP proxy in front of a store that counts calls by their kind, and the rounds in which they are sent.
import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { portOf } from '../../../infra/local/process/ports.ts';

/** The kind of a call, named as in ARCHITECTURE.md; `aside` calls aren't counted. */
export type StoreCall =
  'point read' | 'query' | 'batch' | 'create' | 'replace' | 'patch' | 'remove' | 'blob put' | 'blob get' | 'blob delete' | 'aside';

export interface CountingProxy {
  /** The proxy's URL, without a slash at its end; it has the path of the target's. */
  readonly url: string;
  close(): Promise<void>;
}

/** Called with each call before it is forwarded, which it may delay. */
type Listener = (call: StoreCall) => Promise<void>;

/** Called with each answer before it is passed on. */
type Heard = (call: StoreCall, answer: IncomingMessage) => void;

/** Starts a proxy in front of a URL. */
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
    // The Host header stays: the emulators build their own URLs from it.
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

/**
 * Classifies calls to Cosmos DB. Reads of the account, of containers, partition key ranges and query plans don't count, nor do queries
 * across partitions, which timers make.
 */
export function classifyCosmos({ method, url = '', headers }: IncomingMessage): StoreCall {
  if (!/\/docs(\/|$)/.test(url) || headers['x-ms-cosmos-is-query-plan-request'] !== undefined) return 'aside';
  if (headers['x-ms-documentdb-partitionkey'] === undefined || headers['x-ms-documentdb-partitionkey'] === '["service"]') return 'aside';
  if (headers['x-ms-documentdb-isquery'] !== undefined || headers['content-type'] === 'application/query+json') return 'query';
  if (headers['x-ms-cosmos-is-batch-request'] !== undefined) return 'batch';
  return ({ GET: 'point read', POST: 'create', PUT: 'replace', PATCH: 'patch', DELETE: 'remove' } as const)[method ?? ''] ?? 'aside';
}

/** Classifies calls to Blob Storage. Calls about a container, such as listing, don't count. */
export function classifyBlob({ method, url = '' }: IncomingMessage): StoreCall {
  if (url.includes('restype=container') || url.includes('comp=list')) return 'aside';
  return ({ GET: 'blob get', HEAD: 'blob get', PUT: 'blob put', DELETE: 'blob delete' } as const)[method ?? ''] ?? 'aside';
}

/**
 * Counts the calls of this work. With `inRounds` it delays each round until it is complete, which is slower, and also counts the rounds.
 */
export type Count = (work: () => Promise<unknown>, inRounds?: boolean) => Promise<Cost>;

/** The number of calls of each kind, and of rounds: calls that don't wait for each other are in one round. */
export interface Cost {
  readonly calls: Readonly<Partial<Record<StoreCall, number>>>;
  readonly rounds: number;
}

/** Milliseconds without a further call after which a round is complete: far more than concurrent calls are apart. */
const roundPause = 60;

/** Counts the calls through all proxies that use its `listener`. */
export function createCounter(): { readonly listener: Listener; readonly count: Count } {
  let calls = new Map<StoreCall, number>();
  let rounds = 0;
  let counting: 'calls' | 'rounds' | undefined;
  let round: Promise<void> | undefined;
  let latest = 0;

  /** Releases all calls of a round when no other has come for a while. */
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
