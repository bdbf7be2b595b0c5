// Sends requests to the stores by undici, which takes half of what Node's own HTTP client takes.
import { createHttpHeaders, type HttpClient, type PipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import Agent from 'undici/lib/dispatcher/agent.js';
import { AbortError, Exchange, type Answered, type Asked } from './exchange.ts';

/** A request as undici takes it. */
export interface PlainRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  /** Names and values in turns, or by name. */
  readonly headers: string[] | Record<string, string>;
  readonly body: string | Uint8Array | null;
}

/** Sends a request as it is, without an SDK. Rejects as `HttpClient` does. */
export type SendPlain = (request: PlainRequest, asked: Asked) => Promise<Answered>;

/** The client of an SDK, and how what is no SDK's is sent over the same connections. */
export interface PooledClient extends HttpClient {
  readonly plain: SendPlain;
}

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
export function pooledClient(others: HttpClient): PooledClient {
  const agent = new Agent(settings);
  const plain: SendPlain = (request, asked) =>
    new Promise((resolve, reject) => {
      agent.dispatch(request, new Exchange(asked, { resolve, reject }));
    });
  return {
    plain,
    sendRequest(request) {
      const body = plainBody(request);
      return body === undefined ? others.sendRequest(request) : sent(plain, request, body);
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

async function sent(plain: SendPlain, request: PipelineRequest, body: string | Uint8Array | null): Promise<PipelineResponse> {
  const { origin, protocol, pathname, search } = new URL(request.url);
  if (protocol !== 'https:' && request.allowInsecureConnection !== true)
    throw new Error(`Cannot connect to ${origin} while allowInsecureConnection is false.`);
  const { abortSignal: signal, method } = request;
  if (signal?.aborted === true) throw new AbortError('The request was aborted before it was sent.');
  const headers = request.headers.toJSON({ preserveCase: true });
  const answered = await plain({ origin, path: pathname + search, method, headers, body }, { ...(signal && { signal }), request });
  const { status, stream, text } = answered;
  const response = { request, status, headers: createHttpHeaders(answered.headers) };
  return stream === undefined ? { ...response, bodyAsText: text } : { ...response, readableStreamBody: stream };
}
