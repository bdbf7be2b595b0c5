// The control channel: a server on this machine's loopback address, for whoever has the secret of the start. Its own requests and answers are JSON.
import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { portOf } from '../process/ports.ts';
import { clockSchema, tokenSchema, type Controls } from './controls.ts';
import { faultSchema } from './faults.ts';
import { seedSchema } from './seed/seedSchema.ts';

export interface ControlServer {
  /** `http://127.0.0.1:…`. */
  readonly url: string;
  stop(): Promise<void>;
}

type Answer = (body: unknown) => unknown;

/** What each method and path does; `body` is the request's JSON, undefined without one. */
const routesOf = (controls: Controls, facts: () => Promise<object>): Readonly<Record<string, Answer>> => ({
  'GET /': () => facts(),
  'GET /clock': () => ({ now: controls.now() }),
  'POST /clock': async (body) => ({ now: await controls.moveClock(clockSchema.parse(body)) }),
  'POST /faults': (body) => controls.fault(faultSchema.parse(body)),
  'DELETE /faults': () => controls.heal(),
  'GET /requests': () => controls.requests(),
  'DELETE /requests': () => controls.forget(),
  'POST /token': async (body) => ({ token: await controls.token(tokenSchema.parse(body)) }),
  'POST /seed': (body) => controls.seed(seedSchema.parse(body)),
  'POST /reset': () => controls.reset(),
});

/** Port 0 takes a free one. Throws the error of `listen`. */
export async function startControlServer(
  { port, secret, controls }: { readonly port: number; readonly secret: string; readonly controls: Controls },
  facts: () => Promise<object>,
): Promise<ControlServer> {
  const routes = routesOf(controls, facts);
  const server = createServer((request, response) => {
    answer(request, secret, routes).then(
      ([status, body]) => reply(response, status, body),
      (error: unknown) => reply(response, 400, { error: messageOf(error) }),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(request: IncomingMessage, secret: string, routes: Readonly<Record<string, Answer>>): Promise<[number, unknown]> {
  const { method = '', url = '', headers } = request;
  const body = await text(request);
  if (!isSecret(headers.authorization ?? '', secret)) return [401, { error: 'Authorization: Bearer <CONTROL_SECRET>' }];
  const route = routes[`${method} ${url}`];
  if (route === undefined) return [404, { error: `There are: ${Object.keys(routes).join(', ')}.` }];
  const given: unknown = body === '' ? undefined : JSON.parse(body);
  const told = await route(given);
  return told === undefined ? [204, undefined] : [200, told];
}

const digest = (value: string): Buffer => createHash('sha256').update(value).digest();

const isSecret = (header: string, secret: string): boolean => timingSafeEqual(digest(header), digest(`Bearer ${secret}`));

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}
