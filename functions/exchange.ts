// Between Azure Functions and the service: its request becomes ours, our answer its response.
import type { HttpHandler, HttpMethod } from '@azure/functions';
import { methodOf } from '../lib/http/exchange.ts';
import type { Service } from '../lib/http/service.ts';
import { BytesResponse } from './bytesResponse.ts';

/** All that a client may send: what isn't registered, the platform answers with an empty 404. */
export const everyMethod: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Path and query are taken from the URL, since `request.params` and `request.query` lose what was encoded. */
export const handledBy =
  (service: Service): HttpHandler =>
  async (request, { traceContext }) => {
    const traceParent = traceContext?.traceParent;
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
  };
