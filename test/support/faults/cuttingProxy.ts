// A TCP proxy whose connections can be cut, as a network is: what was on its way is lost, and both sides find the connection closed.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { portOf } from '../../../infra/local/process/ports.ts';

export interface CuttingProxy {
  /** Without a slash at its end. */
  readonly url: string;
  /** Bytes that have come from clients. */
  readonly bytes: number;
  /** Closes every connection, and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Starts it in front of a URL, on a free port of the same host. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let isCut = false;
  let bytes = 0;
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const service = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, service],
      [service, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (chunk) => (bytes += chunk.length));
    client.pipe(service).pipe(client);
  });
  const cut = (): void => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  server.listen(0, hostname);
  await once(server, 'listening');
  return {
    url: `http://${hostname}:${String(portOf(server.address()))}`,
    get bytes() {
      return bytes;
    },
    cut,
    mend: () => {
      isCut = false;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
