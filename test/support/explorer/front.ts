// Serves the explorer's files in front of a stack, and passes everything else on to it.
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import { makeExplorer } from '../../../infra/build/explorer.ts';
import { portOf } from '../../../infra/local/process/ports.ts';
import { demoTenant, localAudience } from '../../../infra/local/provision/demo/tenant.ts';

export interface Front {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts it on a free port. */
export async function startFront(api: string, authority: string): Promise<Front> {
  const { files } = await makeExplorer();
  const settings = { clientId: '7c1b8f0a-94d2-4f3e-8e5b-2a6d9c0f1e34', authority, tenant: demoTenant, scope: `${localAudience}/.default` };
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    if (path === '/explorer/settings.json') {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(settings));
      return;
    }
    const file = files.find((each) => each.path === path);
    if (file !== undefined) {
      for (const [name, value] of Object.entries(file.headers))
        response.setHeader(name, value.replaceAll('{AUTHORITY}', authority).replaceAll('{BLOB_ENDPOINT}', 'http://127.0.0.1:*'));
      response.end(file.bytes);
      return;
    }
    const passed = ask(`${api}${request.url ?? '/'}`, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${portOf(server.address())}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
