// A TLS proxy in front of the blob service, which speaks http: it decrypts with localhost's certificate and forwards the bytes.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Server } from 'node:tls';
import { portOf } from '../process/ports.ts';

export interface TlsFront {
  /** `https://localhost:…`, without a slash at the end; browsers that trust localhost's certificate also trust it on this port. */
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 and, if there is IPv6, on ::1; port 0 takes a free one. A signature in a URL of the blob service doesn't include
 * scheme and host (Azure Storage, "Create a service SAS"), so that a URL which was signed for http is valid here. Throws the error of
 * `listen`.
 */
export async function startTlsFront(target: URL, port: number, pemFile: string): Promise<TlsFront> {
  const pem = await readFile(pemFile, 'utf8');
  const open = new Set<Socket>();
  const create = (): Server =>
    createServer({ key: pem, cert: pem }, (client) => {
      const store = connect(Number(target.port === '' ? 80 : target.port), target.hostname.replace(/^\[|\]$/g, ''));
      for (const [socket, other] of [
        [client, store],
        [store, client],
      ] as const) {
        open.add(socket);
        socket.pipe(other);
        // When one of the two connections fails, both are closed; nobody is left to hear of it.
        socket.on('error', () => other.destroy()).on('close', () => open.delete(socket) && other.destroy());
      }
    });
  const first = create();
  first.listen(port, '127.0.0.1');
  await once(first, 'listening');
  const taken = portOf(first.address());
  const second = create();
  const servers = [first, second];
  await new Promise<void>((resolve) => {
    // A machine may have no IPv6.
    second.once('error', () => resolve()).listen(taken, '::1', resolve);
  });
  return {
    origin: `https://localhost:${taken}`,
    stop: async () => {
      const closed = servers.filter(({ listening }) => listening).map((server) => once(server.close(), 'close'));
      for (const socket of open) socket.destroy();
      await Promise.all(closed);
    },
  };
}
