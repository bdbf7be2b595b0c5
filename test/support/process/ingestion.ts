// A substitute for Application Insights: it receives what the exporter sends to /v2.1/track over https, and keeps it.
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { certificateFile } from '../../../infra/local/issuer/certificate.ts';
import { portOf } from '../../../infra/local/process/ports.ts';

const envelope = z.looseObject({
  sampleRate: z.number().optional(),
  tags: z.record(z.string(), z.string()),
  data: z.object({ baseType: z.string(), baseData: z.record(z.string(), z.unknown()) }),
});

/** One item of telemetry as it was received. */
export type Envelope = z.infer<typeof envelope>;

export interface Ingestion {
  /** Settings that make an app and its process send telemetry here. */
  readonly env: Readonly<Record<string, string>>;
  /** The paths and the Authorization headers of the requests so far. */
  readonly requests: readonly { readonly path: string; readonly authorization: string | undefined }[];
  /** The received items of one type, in order: `RequestData`, `RemoteDependencyData`, `MetricData`. */
  received(baseType: string): readonly Envelope[];
  /** All requests as they were received. */
  wire(): string;
  close(): Promise<void>;
}

export async function startIngestion(): Promise<Ingestion> {
  const folder = await mkdtemp(join(tmpdir(), 'ingestion-'));
  const certificate = await certificateFile(folder);
  const pem = await readFile(certificate);
  const requests: { path: string; authorization: string | undefined }[] = [];
  const bodies: string[] = [];
  const parse = (body: string): Envelope[] => z.array(envelope).parse(JSON.parse(body));

  async function take(request: IncomingMessage): Promise<string> {
    const body = await text(request);
    requests.push({ path: request.url ?? '', authorization: request.headers.authorization });
    bodies.push(body);
    const count = parse(body).length;
    return JSON.stringify({ itemsReceived: count, itemsAccepted: count, errors: [] });
  }
  const server = createServer({ key: pem, cert: pem }, (request, response) => {
    take(request).then(
      (answer) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer),
      () => response.writeHead(400).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    env: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=11111111-2222-4333-8444-555555555555;IngestionEndpoint=https://127.0.0.1:${portOf(server.address())}/`,
      NODE_EXTRA_CA_CERTS: certificate,
    },
    requests,
    received: (baseType) => bodies.flatMap(parse).filter(({ data }) => data.baseType === baseType),
    wire: () => bodies.join('\n'),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
