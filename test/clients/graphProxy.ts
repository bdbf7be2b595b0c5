// The local stack under Graph's own name, for clients that know no other: a TLS front of its own, and a preload that leads them to it.
import { createServer, request, type Server } from 'node:https';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { Stack } from '../support/process/stack.ts';

const graphHost = 'graph.microsoft.com';

export interface GraphProxy {
  /** Variables for a client's process: Node then connects to the stack wherever it would connect to Graph, and trusts its certificate. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts the front on a free port before the stack; requests keep `Host: graph.microsoft.com`. `folder` gets its certificate. */
export async function startGraphProxy(stack: Pick<Stack, 'httpsUrl' | 'certificateFile'>, folder: string): Promise<GraphProxy> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: graphHost }], {
    notBeforeDate: new Date(Date.now() - 86_400_000),
    notAfterDate: new Date(Date.now() + 86_400_000),
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: graphHost }] },
    ],
  });
  const certificate = join(folder, 'graph.pem');
  await writeFile(certificate, cert);
  const ca = readFileSync(stack.certificateFile, 'utf8');
  const server = createServer({ key, cert }, (incoming, outgoing) => passOn(stack.httpsUrl, ca, incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    env: {
      NODE_EXTRA_CA_CERTS: certificate,
      NODE_OPTIONS: `--import=${new URL('./toGraphProxy.js', import.meta.url).href}`,
      GRAPH_PROXY_PORT: String(portOf(server)),
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo | null;
  if (address === null) throw new Error('The proxy has no port.');
  return address.port;
}

function passOn(url: string, ca: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { hostname, port } = new URL(url);
  const { method, url: path, headers } = incoming;
  const passed = request({ hostname, port, ca, servername: hostname, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(outgoing);
  });
  passed.on('error', () => outgoing.writeHead(502).end());
  incoming.pipe(passed);
}
