// An HTTP proxy in front of a store that simulates network faults: it answers itself, cuts connections, and counts requests.
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/**
 * What happens to one request: an answer that isn't the store's, a delay (in milliseconds), a connection that is cut before the store gets
 * the request, after the store has answered or within the answer, or no answer at all, before or after the store has done the work.
 */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | { readonly waits: number }
  | 'pass'
  | 'cut before'
  | 'cut amid'
  | 'cut after'
  | 'silent before'
  | 'silent after';

export interface FaultyProxy {
  /** Without a slash at its end. */
  readonly url: string;
  /** The number of requests so far that could meet a fault. */
  readonly hits: number;
  /** The number of requests without an answer whose sender has closed the connection. */
  readonly abandoned: number;
  /** Plans one fault for each of the next matching requests; `forever` repeats the last. */
  plan(
    matches: (method: string, path: string, headers: IncomingMessage['headers']) => boolean,
    faults: readonly Fault[],
    forever?: boolean,
  ): void;
  /** Chooses a fault for each request from now on, instead of the planned ones. */
  decide(choose: (method: string, path: string, headers: IncomingMessage['headers']) => Fault): void;
  close(): Promise<void>;
}

/** Starts a proxy in front of a URL; its own URL has the same path. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const upstream = new URL(target);
  let matches: Parameters<FaultyProxy['plan']>[0] = () => false;
  let faults: Fault[] = [];
  let last: Fault | undefined;
  let hits = 0;
  let abandoned = 0;
  const keepSilent = (request: IncomingMessage): void => {
    if (request.socket.destroyed) abandoned++;
    else request.socket.once('close', () => abandoned++);
  };
  let decided: Parameters<FaultyProxy['decide']>[0] | undefined;

  const nextFault = (request: IncomingMessage): Fault => {
    if (decided !== undefined) return decided(request.method ?? '', request.url ?? '', request.headers);
    if (!matches(request.method ?? '', request.url ?? '', request.headers)) return 'pass';
    hits++;
    return faults.shift() ?? last ?? 'pass';
  };

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const fault = nextFault(request);
    if (fault === 'cut before') {
      request.socket.destroy();
      return;
    }
    if (fault === 'silent before') {
      keepSilent(request);
      return;
    }
    if (typeof fault === 'object' && 'waits' in fault) await setTimeout(fault.waits, undefined, { ref: false });
    if (typeof fault === 'object' && 'status' in fault) {
      response.writeHead(fault.status, { 'Content-Type': 'application/json', ...fault.headers }).end(fault.body ?? '{}');
      return;
    }
    // The Host header stays: the emulators build their own URLs from it and check signatures with it.
    const { hostname, port } = upstream;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const { method, url: path, headers } = request;
      forward({ hostname, port, method, path, headers }, resolve).on('error', reject).end(body);
    });
    const bytes = await buffer(answer);
    if (fault === 'silent after') keepSilent(request);
    else if (fault === 'cut after') request.socket.destroy();
    else if (fault === 'cut amid')
      response
        .writeHead(answer.statusCode ?? 502, answer.headers)
        .write(bytes.subarray(0, bytes.length / 2), () => request.socket.destroy());
    else response.writeHead(answer.statusCode ?? 502, answer.headers).end(request.method === 'HEAD' ? undefined : bytes);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${upstream.pathname.replace(/\/$/, '')}`,
    get hits() {
      return hits;
    },
    get abandoned() {
      return abandoned;
    },
    plan(wanted, planned, forever = false) {
      matches = wanted;
      faults = [...planned];
      last = forever ? planned.at(-1) : undefined;
      hits = 0;
      decided = undefined;
    },
    decide(choose) {
      decided = choose;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
