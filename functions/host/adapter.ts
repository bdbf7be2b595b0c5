// Converts between Azure Functions and the service: the platform's request into ours, our reply into the platform's response.
import type { HttpHandler, HttpMethod, HttpRequest, HttpResponseInit } from '@azure/functions';
import { lengthRequired } from '../../lib/runtime/errors.ts';
import { turnFor } from '../../lib/runtime/inSteps.ts';
import { methodOf, type Reply } from '../../lib/http/messages.ts';
import type { Service } from '../../lib/api/pipeline.ts';
import { BytesResponse, encoded } from './bytesResponse.ts';
import { logFailure } from './log.ts';

/** All methods that a client may send: the platform answers a method that isn't registered with an empty 404. */
export const everyMethod: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Handles a request of the platform by a service. It takes path and query from the URL, since `request.params` and `request.query` lose the
 * encoding. It never throws: the platform would log the error with words of the caller's in it. A request that can't be converted is
 * answered with an empty 500.
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

async function answered(
  service: Service,
  request: HttpRequest,
  traceParent: string | undefined,
): Promise<HttpResponseInit | BytesResponse> {
  const reply = await service({
    method: methodOf(request.method),
    url: new URL(request.url),
    headers: request.headers,
    ...(traceParent !== undefined && { traceParent }),
    body: () => bodyOf(request),
  });
  // A long reply took the thread for long, and takes it again to be sent: other requests run between the two.
  await turnFor(reply.body?.length ?? 0);
  return responseTo(request.method, reply);
}

/**
 * The whole body. The platform passes on a body only if the request has a Content-Length: a chunked body (RFC 9112, section 7.1) looks like
 * none, but must not count as none. Throws 411 for a chunked body.
 */
async function bodyOf(request: HttpRequest): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength === 0 && request.headers.has('transfer-encoding')) throw lengthRequired();
  return bytes;
}

/** The reply as the platform sends it: with Content-Length, which the platform doesn't add, and without a body for HEAD. */
export function responseTo(method: string, { status, headers, body, bodyLength }: Reply): HttpResponseInit | BytesResponse {
  const length = bodyLength ?? (body === undefined ? 0 : Buffer.byteLength(body));
  const framed = mayHaveBody(status) ? { ...headers, 'Content-Length': String(length) } : headers;
  if (method === 'HEAD' || body === undefined || !mayHaveBody(status)) return { status, headers: framed };
  return new BytesResponse({ status, headers: framed }, typeof body === 'string' ? encoded(body, length) : body);
}

/** RFC 9110, sections 8.6, 15.3.5 and 15.4.5: a 204 has no Content-Length, and a 304 would have that of the 200. */
const mayHaveBody = (status: number): boolean => status !== 204 && status !== 304;
