// The Cosmos DB emulator's HTTP server: reads requests, and writes answers and errors in Cosmos DB's form.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { StartError } from '../../process/child.ts';
import { checkSignature } from './authorization.ts';
import { badRequest, CosmosError, tooLarge } from './errors.ts';
import type { Answer } from './exchange.ts';
import { createBaseline, type Baseline } from '../items/baseline.ts';
import { startExpiry } from '../items/expiry.ts';
import { route } from './routes.ts';
import { latestChange } from '../items/containers.ts';
import { openStore } from '../items/store.ts';
import type { Store } from '../items/store.ts';

export { emulatorKey } from './authorization.ts';

export interface CosmosEmulator {
  /** The endpoint that a client is given, with a slash at its end. */
  readonly url: string;
  /** How its items are put back as they were; leases of change feeds stay as they are. */
  readonly baseline: Baseline;
  /** Answers a request that comes without a connection, from the same process, as if it had come by one. Throws once it is closed. */
  answer(request: Received): Reply;
  close(): Promise<void>;
}

export interface EmulatorOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host?: string;
  /** The SQLite file; without it, the data is in memory. */
  readonly file?: string;
  /** Milliseconds since 1970; `_ts` and expiry follow this clock. */
  readonly clock?: () => number;
}

/** A request that has come whole; the names of its headers are in lower case. */
export interface Received {
  readonly method: string;
  /** The path and the query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for none. */
  readonly text: string;
}

/** The most bytes of a body that are kept: a longer body can only be answered with 413. */
const longestBody = 8 * 1024 * 1024;

/** Resolves when the emulator answers requests. Throws StartError for a taken port and for a file that is in use or damaged. */
export async function startCosmosEmulator({
  port,
  host = '127.0.0.1',
  file,
  clock = () => Date.now(),
}: EmulatorOptions): Promise<CosmosEmulator> {
  const store = openStore(file, () => Math.floor(clock() / 1000));
  const expiry = startExpiry(store);
  const server = createServer((request, response) => void serve(store, request, response));
  server.keepAliveTimeout = 60_000;
  try {
    await listen(server, port, host);
  } catch (error) {
    expiry.stop();
    store.close();
    throw error;
  }
  let isOpen = true;
  const address = server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening}/`,
    baseline: createBaseline(store, ['leases']),
    answer(request) {
      if (!isOpen) throw new Error('The emulator is closed.');
      return answer(store, request);
    },
    async close() {
      isOpen = false;
      expiry.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      });
      store.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject('code' in error && error.code === 'EADDRINUSE' ? new StartError(`Port ${port} for the Cosmos DB emulator is taken.`) : error),
    );
    server.listen(port, host, resolve);
  });
}

async function serve(store: Store, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  let reply: Reply;
  try {
    reply = answer(store, { method, url, headers, body: await readBody(request) });
  } catch (error) {
    // A caller that has closed its connection before the end of its body gets no answer.
    if (!request.complete) return;
    reply = written(refusal(error), headers, 1);
  }
  const bytes = Buffer.from(reply.text);
  const hasLength = reply.status !== 204 && reply.status !== 304;
  response.writeHead(reply.status, { ...reply.headers, ...(hasLength && { 'content-length': bytes.length }) });
  response.end(bytes);
}

function answer(store: Store, { method, url, headers, body }: Received): Reply {
  try {
    const segments = segmentsOf(url);
    checkSignature(method, segments, headers);
    const outcome = route({ store, method, segments, headers, body, endpoint: `http://${headers.host ?? ''}/` });
    return written(outcome, headers, latestIn(store, outcome));
  } catch (error) {
    return written(refusal(error), headers, 1);
  }
}

function written(outcome: Answer, asked: IncomingHttpHeaders, lsn: number): Reply {
  const activity = asked['x-ms-activity-id'];
  return {
    status: outcome.status,
    headers: {
      'content-type': 'application/json',
      'x-ms-request-charge': (outcome.charge ?? 1).toFixed(2),
      'x-ms-activity-id': typeof activity === 'string' ? activity : randomUUID(),
      'x-ms-version': '2020-07-15',
      'x-ms-session-token': `0:-1#${lsn}`,
      lsn: String(lsn),
      ...outcome.headers,
    },
    text: outcome.text ?? (outcome.body === undefined ? '' : JSON.stringify(outcome.body)),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    // The server reads the rest of the body, since a caller that is still writing would not see the answer.
    if (length <= longestBody) chunks.push(chunk);
  });
  await new Promise<void>((resolve, reject) => {
    request.on('end', resolve).on('error', reject);
    request.on('close', () => reject(new Error('The caller has gone.')));
  });
  if (length > longestBody) throw tooLarge();
  return Buffer.concat(chunks);
}

function segmentsOf(url: string): string[] {
  const path = url.split('?', 1)[0] ?? '';
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    throw badRequest('The path is not valid percent-encoding.');
  }
}

/** Sends `{"code", "message"}` in Cosmos DB's words; an unexpected error is a 500 and is printed on stderr. */
function refusal(error: unknown): Answer {
  if (error instanceof CosmosError) {
    const headers = error.substatus === undefined ? {} : { 'x-ms-substatus': String(error.substatus) };
    return { status: error.status, body: { code: error.code, message: error.message }, headers };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Cosmos DB emulator: ${detail}\n`);
  return { status: 500, body: { code: 'InternalServerError', message: error instanceof Error ? error.message : String(error) } };
}

/** The number of the container's latest change, for session consistency; 1 outside a container. */
function latestIn(store: Store, { headers }: Answer): number {
  const rid = headers?.['x-ms-content-path'];
  if (rid === undefined) return 1;
  const number = Buffer.from(rid.replaceAll('-', '/'), 'base64').readUInt32BE(4);
  return latestChange(store, number);
}
