// Between Azure Functions and the service: its request becomes ours, our answer its response.
import type { HttpHandler, HttpMethod, HttpRequest, HttpResponse, HttpResponseInit } from '@azure/functions';
import { methodOf } from '../lib/http/exchange.ts';
import type { Service } from '../lib/http/service.ts';
import { BytesResponse } from './bytesResponse.ts';
import { logFailure } from './log.ts';

/** All that a client may send: what isn't registered, the platform answers with an empty 404. */
export const everyMethod: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Path and query are taken from the URL, since `request.params` and `request.query` lose what was encoded. Nothing is thrown to the
 * platform, which would write it down with a caller's words in it: what can't even become a request of ours is an empty 500.
 */
export const handledBy =
  (service: Service): HttpHandler =>
  async (request, { traceContext }) => {
    try {
      return await answered(service, request, traceContext?.traceParent);
    } catch (error) {
      logFailure('request', error, 'ours');
      return { status: 500 };
    }
  };

async function answered(service: Service, request: HttpRequest, traceParent: string | undefined): Promise<HttpResponseInit | HttpResponse> {
  const { status, headers, body, bodyLength } = await service({
    method: methodOf(request.method),
    url: new URL(request.url),
    headers: new Headers([...request.headers]),
    ...(traceParent !== undefined && { traceParent }),
    body: async () => new Uint8Array(await request.arrayBuffer()),
  });
  if (request.method === 'HEAD') {
    const length = bodyLength ?? (body === undefined ? undefined : Buffer.byteLength(body));
    return { status, headers: { ...headers, ...(length !== undefined && { 'Content-Length': String(length) }) } };
  }
  if (typeof body === 'object') return new BytesResponse({ status, headers }, body);
  return { status, headers, ...(body !== undefined && { body }) };
}
