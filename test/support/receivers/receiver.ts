// A receiver of notifications: a server on this machine that answers handshakes, rightly or as a test wants it.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request that a receiver got. */
export interface Received {
  readonly method: string;
  /** The path with its query, as it was sent. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The decoded token of a handshake; undefined for any other request. */
  readonly validationToken: string | undefined;
  /** When it had come entirely, in milliseconds since 1970. */
  readonly at: number;
}

/** Answers a request; undefined for what a good receiver does: the decoded token to a handshake, 202 to the rest. */
export type Answering = (received: Received, response: ServerResponse) => void;

export interface TestReceiver {
  /** `http://localhost:{port}` */
  readonly url: string;
  readonly received: readonly Received[];
  answer: Answering | undefined;
  stop(): Promise<void>;
}

export const echo: Answering = ({ validationToken }, response) => {
  if (validationToken === undefined) response.writeHead(202).end();
  else response.writeHead(200, { 'Content-Type': 'text/plain' }).end(validationToken);
};

/** On a free port, unless one is given. */
export async function startReceiver(port = 0): Promise<TestReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const validationToken = new URL(url, 'http://localhost').searchParams.get('validationToken') ?? undefined;
      const got = { method, path: url, headers, body, validationToken, at: Date.now() };
      received.push(got);
      (receiver.answer ?? echo)(got, response);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const receiver: TestReceiver = {
    url: `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`,
    received,
    answer: undefined,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += String(chunk);
  return body;
}
