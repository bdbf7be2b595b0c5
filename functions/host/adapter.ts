// Between Azure Functions and the service: its request becomes ours, our answer its response.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HttpHandler, HttpMethod, HttpRequest, HttpResponseInit } from '@azure/functions';
import { lengthRequired } from '../../lib/runtime/errors.ts';
import { methodOf, type Reply } from '../../lib/http/messages.ts';
import type { Service } from '../../lib/api/pipeline.ts';
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

async function answered(
  service: Service,
  request: HttpRequest,
  traceParent: string | undefined,
): Promise<HttpResponseInit | BytesResponse> {
  const reply = await service({
    method: methodOf(request.method),
    url: new URL(request.url),
    headers: new Headers([...request.headers]),
    ...(traceParent !== undefined && { traceParent }),
    body: () => bodyOf(request),
  });
  // It took its time to make a long one, and takes more to send it: others have a turn between the two.
  if (reply.body !== undefined && reply.body.length > longBody) await nextTurn();
  return responseTo(request.method, reply);
}

/** Characters or bytes of an answer that isn't sent by the way. */
const longBody = 256 * 1024;

/**
 * The whole body. The platform hands one over only where its length was said: one in chunks (RFC 9112, section 7.1) looks like none, and
 * must not be taken for none. Throws 411 for it.
 */
async function bodyOf(request: HttpRequest): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength === 0 && request.headers.has('transfer-encoding')) throw lengthRequired();
  return bytes;
}

/** A reply as the platform sends it: with its length, which the platform doesn't add, and to a HEAD without the body. */
export function responseTo(method: string, { status, headers, body, bodyLength }: Reply): HttpResponseInit | BytesResponse {
  // The platform's own class encodes a text slowly, and in one piece.
  const sent = typeof body === 'string' && body.length > longBody ? Buffer.from(body) : body;
  const length = bodyLength ?? (sent === undefined ? 0 : Buffer.byteLength(sent));
  const framed = mayHaveBody(status) ? { ...headers, 'Content-Length': String(length) } : headers;
  if (method === 'HEAD' || sent === undefined) return { status, headers: framed };
  return typeof sent === 'string' ? { status, headers: framed, body: sent } : new BytesResponse({ status, headers: framed }, sent);
}

/** RFC 9110, sections 8.6, 15.3.5 and 15.4.5: a 204 has no length, and a 304's would be that of the 200. */
const mayHaveBody = (status: number): boolean => status !== 204 && status !== 304;
