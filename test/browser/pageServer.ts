// A small web site: one page that runs a script, and hands back what came of it.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { portOf } from '../../infra/local/process/ports.ts';

export interface PageServer {
  /** `http://127.0.0.1:<port>`; the same site is another origin as `http://localhost:<port>`. */
  readonly origin: string;
  readonly port: number;
  /** What the page runs: an expression for a promise, as text. Resolves to what that came to, rejects with what it threw. */
  run(script: string): Promise<unknown>;
  close(): Promise<void>;
}

const report = z.union([z.strictObject({ error: z.string() }), z.strictObject({ result: z.unknown() })]);

/** Starts it on a free port. `files`: what it has beside the page, by path. */
export async function startPageServer(
  files: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {},
): Promise<PageServer> {
  let script = '';
  let reported = Promise.withResolvers<z.infer<typeof report>>();
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      void text(request).then((body) => {
        reported.resolve(report.parse(JSON.parse(body)));
        response.end();
      });
      return;
    }
    const file = request.url === '/' ? { type: 'text/html', text: page(script) } : files[request.url ?? ''];
    response.writeHead(file === undefined ? 404 : 200, { 'Content-Type': file?.type ?? 'text/plain' }).end(file?.text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    async run(expression) {
      script = expression;
      reported = Promise.withResolvers();
      const outcome = await reported.promise;
      if ('error' in outcome) throw new Error(outcome.error);
      return outcome.result;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const page = (script: string): string => `<!doctype html><title>page</title><script type="module">
const send = (report) => fetch('/report', { method: 'POST', body: JSON.stringify(report) });
try { await send({ result: await (${script}) }); } catch (error) { await send({ error: String(error) }); }
</script>`;
