// Converts between Azure Functions and the service: the platform's request into ours, our reply into the platform's response.
import type { HttpRequest, InvocationContext } from '@azure/functions';
import { lengthRequired } from '../../lib/runtime/errors.ts';
import { turnFor } from '../../lib/runtime/inSteps.ts';
import { methodOf, type Reply } from '../../lib/http/messages.ts';
import type { Service } from '../../lib/api/pipeline.ts';
import { logFailure } from './log.ts';

/** A response as the platform takes it, but for bytes, which become a `BytesResponse` (functions/host/late.ts). */
export interface Response {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** Handles a request of the platform. */
export type Handler = (request: HttpRequest, context: Pick<InvocationContext, 'traceContext'>) => Promise<Response>;

/**
 * Handles a request of the platform by a service. It takes path and query from the URL, since `request.params` and `request.query` lose the
 * encoding. It never throws: the platform would log the error with words of the caller's in it. A request that can't be converted is
 * answered with an empty 500.
 */
export const handledBy =
  (service: Service): Handler =>
  async (request, { traceContext }) => {
    try {
      return await answered(service, request, traceContext?.traceParent);
    } catch (error) {
      logFailure('request', error, 'ours');
      return { status: 500 };
    }
  };

async function answered(service: Service, request: HttpRequest, traceParent: string | undefined): Promise<Response> {
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
 * none, but must not count as none. Throws 411 for a chunked body. The platform's request holds the body in one chunk, which is handed on as
 * it is: its own `arrayBuffer` copies it twice.
 */
async function bodyOf(request: HttpRequest): Promise<Uint8Array> {
  const stream: ReadableStream<Uint8Array> | null = request.body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk);
  const [only = new Uint8Array(), ...more] = chunks;
  const bytes = more.length === 0 ? only : Buffer.concat(chunks);
  if (bytes.byteLength === 0 && request.headers.has('transfer-encoding')) throw lengthRequired();
  return bytes;
}

/** The reply as the platform sends it: with Content-Length, which the platform doesn't add, and without a body for HEAD. */
export function responseTo(method: string, { status, headers, body, bodyLength }: Reply): Response {
  const length = bodyLength ?? (body === undefined ? 0 : Buffer.byteLength(body));
  const framed = mayHaveBody(status) ? { ...headers, 'Content-Length': String(length) } : headers;
  if (method === 'HEAD' || body === undefined || !mayHaveBody(status)) return { status, headers: framed };
  return { status, headers: framed, body: typeof body === 'string' ? encoded(body, length) : body };
}

/** RFC 9110, sections 8.6, 15.3.5 and 15.4.5: a 204 has no Content-Length, and a 304 would have that of the 200. */
const mayHaveBody = (status: number): boolean => status !== 204 && status !== 304;

/** A text in memory of its own. As a text, the platform's own class would read it as a stream, which takes longer than all else that it does. */
function encoded(text: string, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(length);
  bytes.write(text);
  return bytes;
}
