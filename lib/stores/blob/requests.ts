// Sends the requests to Blob Storage that attachments make, by its REST API: the SDK takes four times as long to build and to read each.
import {
  bearerTokenAuthenticationPolicy,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  proxyPolicy,
  RestError,
  type HttpClient,
  type HttpMethods,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { systemClock } from '../../runtime/clock.ts';
import { beginCall, type CallKind } from '../../runtime/meter.ts';
import type { Access } from '../access.ts';
import { statusOf } from './failures.ts';
import { signedByKey } from './sharedKey.ts';

/** The version of the REST API, as the SDK sends it. */
const version = '2026-10-06';

/** Whom a token is for, in every cloud ("Authorize access with Microsoft Entra ID"). */
const scopes = 'https://storage.azure.com/.default';

/** One request; each is sent once. */
export interface BlobRequest {
  /** As what it is counted; not at all without one. */
  readonly kind?: CallKind;
  readonly method: HttpMethods;
  /** The container's name, and a blob's behind a slash. */
  readonly path: string;
  /** As it is written behind the question mark. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly signal: AbortSignal;
}

/**
 * Resolves to the answer, with a stream of its body where it has bytes. Rejects with a `RestError` that has the status and Blob Storage's own
 * code of an answer that isn't a success, or with what the connection failed by.
 */
export type SendToBlobs = (request: BlobRequest) => Promise<PipelineResponse>;

/** Makes no call until a request is sent. */
export function blobRequests(endpoint: string, access: Access, http: HttpClient): SendToBlobs {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(proxyPolicy());
  pipeline.addPolicy(
    'key' in access ? signedByKey(endpoint, access.key) : bearerTokenAuthenticationPolicy({ credential: access.credential, scopes }),
  );
  const base = endpoint.replace(/\/$/, '');

  const send = async ({ method, path, query, headers, body, signal }: BlobRequest): Promise<PipelineResponse> => {
    const request = createPipelineRequest({
      url: `${base}/${encodeURIComponent(path).replaceAll('%2F', '/')}${query === undefined ? '' : `?${query}`}`,
      method,
      headers: createHttpHeaders({
        ...headers,
        ...lengthOf(body),
        'x-ms-date': new Date(systemClock()).toUTCString(),
        'x-ms-version': version,
      }),
      ...(body !== undefined && { body: typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength) }),
      abortSignal: signal,
      ...(method === 'GET' && { streamResponseStatusCodes: new Set([200, 206]) }),
      // An emulator has no TLS; a token is sent by nothing else.
      allowInsecureConnection: true,
    });
    const response = await pipeline.sendRequest(http, request);
    if (response.status < 300) return response;
    const code = response.headers.get('x-ms-error-code');
    const told = `Blob Storage answered ${response.status}${code === undefined ? '' : ` ${code}`}.`;
    throw new RestError(told, { ...(code !== undefined && { code }), statusCode: response.status, request, response });
  };

  return async (request) => {
    if (request.kind === undefined) return send(request);
    const end = beginCall(request.kind);
    try {
      const response = await send(request);
      end(response.status);
      return response;
    } catch (error) {
      end(statusOf(error));
      throw error;
    }
  };
}

/** A body of no bytes has no length that is signed. */
function lengthOf(body: Uint8Array | string | undefined): Readonly<Record<string, string>> {
  const bytes = body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  return bytes === 0 ? {} : { 'Content-Length': String(bytes) };
}
