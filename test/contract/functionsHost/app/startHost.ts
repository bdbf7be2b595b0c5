// Starts the Functions host as the local stack does, as a process of its own, and speaks HTTP to it without any client's manners.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import type { FromChild } from '../../../../infra/local/process/child.ts';

const main = fileURLToPath(new URL('../../../../infra/local/functions/main.ts', import.meta.url));

const sampleApp = fileURLToPath(new URL('.', import.meta.url));

export interface StartedHost {
  readonly url: string;
  readonly httpsUrl: string;
  readonly child: ChildProcess;
  /** What was written so far. */
  out(): string;
  err(): string;
  /** Resolves to its exit code when it has ended. */
  readonly exited: Promise<number | null>;
  /** Asks the host to stop, and waits for its end. */
  stop(): Promise<number | null>;
}

/** Of the environment of whoever runs the tests: what a process needs to run, and to run soon (vitest.config.ts). */
const { PATH, NODE_COMPILE_CACHE } = process.env;
const bare = { PATH, NODE_COMPILE_CACHE };

/** Starts a host on free ports; throws with its stderr when it ends instead. */
export async function startHost(environment: Readonly<Record<string, string>> = {}): Promise<StartedHost> {
  const child = fork(main, { env: { ...bare, PORT: '0', APP_ROOT: sampleApp, ...environment }, execArgv: [], silent: true });
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  // Not 'close', which doesn't come for a child whose channel was cut by its parent.
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const exited = Promise.all([child, ...streams].map((end) => once(end, end === child ? 'exit' : 'close'))).then(() => child.exitCode);
  const facts = await Promise.race([
    new Promise<FromChild['facts']>((resolve) => {
      child.once('message', (message: FromChild) => {
        resolve(message.facts);
      });
    }),
    exited.then((code) => {
      throw new Error(`The host ended with ${code ?? 'a signal'}: ${err}`);
    }),
  ]);
  return {
    url: facts.url ?? '',
    httpsUrl: facts.httpsUrl ?? '',
    child,
    out: () => out,
    err: () => err,
    exited,
    stop: () => {
      if (child.connected) child.send({ type: 'stop' });
      return exited;
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Request {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
  readonly agent?: http.Agent;
  readonly ca?: string;
}

/** Sends a request whose path isn't touched on the way. */
export async function call(url: string, path: string, { method = 'GET', headers = {}, body, agent, ca }: Request = {}): Promise<Answer> {
  const { hostname, port, protocol } = new URL(url);
  const options = { hostname, port, path, method, headers, agent: agent ?? false };
  const request = protocol === 'https:' ? https.request({ ...options, ca }) : http.request(options);
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject).end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

/** Sends bytes as they are, and gives what came back until the connection ended. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}
