// Two proxies before the stores that keep what an app asks of them, in rounds: of which the floor's plans are made, and the calls are counted.
import { once } from 'node:events';
import { createServer, request as forward, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { portOf } from '../../../infra/local/process/ports.ts';
import { classifyBlob, classifyCosmos, type StoreCall } from '../../support/faults/countingProxy.ts';

/** A call as it was sent. */
export interface Recorded {
  readonly call: Exclude<StoreCall, 'aside'>;
  /** Calls of one number don't wait for each other. */
  readonly round: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Request units that the answer says; 0 of a blob. */
  charge: number;
}

export interface Recorder {
  readonly cosmosUrl: string;
  readonly blobUrl: string;
  /** The calls of this work. */
  record(work: () => Promise<unknown>): Promise<readonly Recorded[]>;
  close(): Promise<void>;
}

/** How many calls of each kind. */
export type Calls = Readonly<Partial<Record<StoreCall, number>>>;

export const countOf = (recorded: readonly Recorded[]): Calls => {
  const counts: Partial<Record<StoreCall, number>> = {};
  for (const { call } of recorded) counts[call] = (counts[call] ?? 0) + 1;
  return counts;
};

/** Milliseconds without a further call after which a round is complete. */
const pause = 40;

export async function startRecorder(stores: { readonly cosmosUrl: string; readonly blobUrl: string }): Promise<Recorder> {
  let kept: Recorded[] | undefined;
  let round = 0;
  let gathering: Promise<void> | undefined;
  let latest = 0;

  /** Holds the calls of a round until no other has come for a while. Those that come behind their answers are the next round. */
  async function gathered(): Promise<void> {
    round++;
    for (let wait = pause; wait > 0; wait = latest + pause - performance.now()) await setTimeout(wait);
    gathering = undefined;
  }

  async function pass(target: URL, classify: (request: IncomingMessage) => StoreCall, request: IncomingMessage, response: ServerResponse) {
    const call = classify(request);
    try {
      const { method, url: path = '', headers } = request;
      const body = await buffer(request);
      let recorded: Recorded | undefined;
      if (call !== 'aside' && kept !== undefined) {
        latest = performance.now();
        gathering ??= gathered();
        recorded = { call, round, path: decodeURIComponent(path), headers, body, charge: 0 };
        kept.push(recorded);
        await gathering;
      }
      const onward = forward({ hostname: target.hostname, port: target.port, method, path, headers });
      const answered = once(onward, 'response');
      onward.end(body);
      const answer = (await answered)[0] as IncomingMessage;
      if (recorded !== undefined) recorded.charge = Number(answer.headers['x-ms-request-charge'] ?? 0);
      response.writeHead(answer.statusCode ?? 502, answer.headers).end(await buffer(answer));
    } catch {
      response.destroy();
    }
  }

  async function proxy(url: string, classify: (request: IncomingMessage) => StoreCall) {
    const target = new URL(url);
    const server = createServer((request, response) => void pass(target, classify, request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, url: `http://127.0.0.1:${String(portOf(server.address()))}${target.pathname.replace(/\/$/, '')}` };
  }

  const [cosmos, blob] = [await proxy(stores.cosmosUrl, classifyCosmos), await proxy(stores.blobUrl, classifyBlob)];
  return {
    cosmosUrl: cosmos.url,
    blobUrl: blob.url,
    async record(work) {
      const calls: Recorded[] = [];
      [kept, round] = [calls, 0];
      await work();
      kept = undefined;
      return calls;
    },
    async close() {
      for (const { server } of [cosmos, blob]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
