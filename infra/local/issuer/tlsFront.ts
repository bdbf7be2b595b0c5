// https in front of the blob service, which speaks http: ends TLS with localhost's certificate, and passes on what comes as it is.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Server } from 'node:tls';
import { portOf } from '../process/ports.ts';

export interface TlsFront {
  /** `https://localhost:…`, without a slash at the end: a browser that was told to trust localhost's certificate trusts it here too. */
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 and, where there is IPv6, on ::1; port 0 takes a free one. A signature in a URL of the blob service doesn't cover
 * scheme and host (Azure Storage, "Create a service SAS"), so that one which was made for http counts here too.
 * Throws what `listen` reports.
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
        // Either end's failure is the end of both, for which there is nobody to tell.
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
