// The host's sockets: http and https on the loopback addresses of both IP versions, and how they are closed.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Handler } from './httpHandler.ts';
import type { Scheme } from './requestData.ts';

/** A private key and its certificate, as PEM texts. */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

export interface Listener {
  readonly port: number;
  /** Stops listening; resolves when requests in flight are answered, or cut off after `patience` milliseconds. */
  close(patience: number): Promise<void>;
}

const options: ServerOptions = {
  /** Azure's front end gives a request 230 s; here this limits the time to receive it. */
  requestTimeout: 230_000,
  headersTimeout: 30_000,
  /** Kestrel's value, so that a client's idle connections live as long as in Azure. */
  keepAliveTimeout: 130_000,
  keepAlive: true,
  noDelay: true,
  /** Kestrel accepts 32 KB of headers and a request line of 8 KB. */
  maxHeaderSize: 40_960,
};

/**
 * Listens on 127.0.0.1 and, if there is IPv6, on ::1: `localhost` may mean either. Port 0 takes a free one. Throws the error of `listen`.
 */
export async function listen(scheme: Scheme, port: number, handler: Handler, tls?: TlsIdentity): Promise<Listener> {
  /** Connections without a request so far, which Node doesn't count as idle. */
  const unused = new Set<Socket>();
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    unused.delete(request.socket);
    handler(request, response, scheme);
  };
  const create = (): Server | TlsServer => {
    const server = tls ? createTlsServer({ ...options, ...tls }, listener) : createServer(options, listener);
    server.on('clientError', refuse);
    server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      unused.add(socket);
      socket.once('close', () => unused.delete(socket));
    });
    return server;
  };
  const first = create();
  await open(first, port, '127.0.0.1');
  const servers = [first];
  const address = first.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  try {
    const second = create();
    await open(second, taken, '::1');
    servers.push(second);
  } catch (error) {
    // Another program on the port of ::1 would answer the clients that prefer IPv6.
    if (port !== 0 && codeOf(error) === 'EADDRINUSE') {
      first.close();
      throw error;
    }
  }
  return {
    port: taken,
    close: async (patience) => {
      const closing = servers.map((server) => close(server, patience));
      for (const socket of unused) socket.destroy();
      await Promise.all(closing);
    },
  };
}

function open(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, patience);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

const refusals = new Map<unknown, string>([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

/** Like Kestrel, refuses what isn't HTTP without a body. */
function refuse(error: Error, socket: Socket): void {
  const code = codeOf(error);
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = refusals.get(code) ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
