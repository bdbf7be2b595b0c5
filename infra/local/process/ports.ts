// Checks that the ports of a start are free before anything is started.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { StartError } from './child.ts';
import type { PortVariable } from '../cli/options.ts';

/** Milliseconds that a stack which is about to end may still hold a port. */
const patience = 1000;

/** Resolves when all these ports are free. Throws StartError that names the first one that isn't, and the variable to change. */
export async function checkPorts(ports: Readonly<Partial<Record<PortVariable, number>>>): Promise<void> {
  const wanted = Object.entries(ports).filter(([, port]) => port !== 0);
  for (const [index, [name, port]] of wanted.entries()) {
    const twin = wanted.slice(0, index).find(([, other]) => other === port);
    if (twin !== undefined) throw new StartError(`${twin[0]} and ${name} are both ${port}.`);
  }
  const until = Date.now() + patience;
  for (const [name, port] of wanted) {
    for (;;) {
      const refusal = await refusalOf(port);
      if (refusal === undefined) break;
      if (refusal !== 'EADDRINUSE') throw new StartError(`Port ${port} can't be listened on (${refusal}). Set ${name} to another one.`);
      if (Date.now() >= until) throw new StartError(`Port ${port} is taken. Free it, or set ${name} to another one.`);
      await setTimeout(50);
    }
  }
}

/** The system's error code when the loopback address refuses this port; undefined when the port is free. */
async function refusalOf(port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
  server.close();
  await once(server, 'close');
  return undefined;
}

/** A port of the loopback address that is free at this moment, for programs that can't choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** The port in a listening server's address. */
export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('A server on a TCP port has an address with a port.');
  return address.port;
}
