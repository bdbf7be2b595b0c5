// Sends the SDKs' requests by undici, which takes half of what Node's own HTTP client takes.
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import Agent from 'undici/lib/dispatcher/agent.js';
import { AbortError, Exchange } from './exchange.ts';

const settings = {
  /** To one address at a time: as many as a Functions instance is sure to get ports for ("Managing connections", SNAT); further requests wait. */
  connections: 128,
  /** Milliseconds that a connection is kept without a request, unless the server says less: shorter than the 4 minutes of Azure's load balancers. */
  keepAliveTimeout: 60_000,
  /** Milliseconds that connecting may take. */
  connectTimeout: 5_000,
  // Neither store's REST API is documented for HTTP/2.
  allowH2: false,
};

/** What asks for anything rarer (a proxy, a stream as the body, progress, packed answers) goes to `others`. */
export function pooledClient(others: HttpClient): HttpClient {
  const agent = new Agent(settings);
  return {
    sendRequest(request) {
      const body = plainBody(request);
      return body === undefined ? others.sendRequest(request) : sent(agent, request, body);
    },
  };
}

/** The body as undici takes it, null for none; undefined where a request asks for something rare. */
function plainBody(request: PipelineRequest): string | Uint8Array | null | undefined {
  if (isRare(request)) return undefined;
  const { body = null } = request;
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) return body;
  return body instanceof ArrayBuffer ? new Uint8Array(body) : undefined;
}

const isRare = (request: PipelineRequest): boolean =>
  (request.agent ?? request.proxySettings ?? request.tlsSettings ?? request.requestOverrides) !== undefined ||
  (request.onUploadProgress ?? request.onDownloadProgress) !== undefined ||
  request.timeout > 0 ||
  request.disableKeepAlive === true ||
  request.headers.has('accept-encoding');

async function sent(agent: Agent, request: PipelineRequest, body: string | Uint8Array | null): Promise<PipelineResponse> {
  const { origin, protocol, pathname, search } = new URL(request.url);
  if (protocol !== 'https:' && request.allowInsecureConnection !== true)
    throw new Error(`Cannot connect to ${origin} while allowInsecureConnection is false.`);
  if (request.abortSignal?.aborted === true) throw new AbortError('The request was aborted before it was sent.');
  return await new Promise((resolve, reject) => {
    agent.dispatch(
      { origin, path: pathname + search, method: request.method, headers: request.headers.toJSON({ preserveCase: true }), body },
      new Exchange(request, { resolve, reject }),
    );
  });
}
