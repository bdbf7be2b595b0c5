// A request and its answer as this service sees them: plain HTTP, independent of the platform.
import type { JsonObject } from '../runtime/json.ts';

/** The methods that the service knows. Any other text counts as `other`, so that a caller can't write text of its own into the log. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof methods)[number] | 'other';

/** The method of a request as it was written: methods are case-sensitive (RFC 9110, section 9.1). */
export const methodOf = (text: string): Method => methods.find((method) => method === text) ?? 'other';

export interface Request {
  readonly method: Method;
  /** Absolute, as received: its path is still percent-encoded. */
  readonly url: URL;
  readonly headers: Headers;
  /** The trace to which the platform assigns the request (W3C Trace Context, section 3.2). */
  readonly traceParent?: string;
  /** Reads the whole body. May be called only once. */
  body(): Promise<Uint8Array>;
}

/** The headers that an answer sets. The HTTP trigger adds `Content-Length`, and the server adds `Date`. */
export type ReplyHeaders = Readonly<Record<string, string>>;

export interface Reply {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body?: string | Uint8Array;
  /** The length of the body that a GET would have had, for a HEAD, whose body isn't made. */
  readonly bodyLength?: number;
}

/** OData's JSON (OData JSON Format 4.01, section 3), as Graph labels it. */
const jsonType = 'application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8';

export const jsonHeaders: ReplyHeaders = { 'Content-Type': jsonType, 'OData-Version': '4.0', 'Cache-Control': 'private, no-store' };

export const jsonReply = (status: number, body: JsonObject, headers: ReplyHeaders = {}): Reply => ({
  status,
  headers: { ...jsonHeaders, ...headers },
  body: JSON.stringify(body),
});

export const textReply = (status: number, body: string): Reply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'private, no-store' },
  body,
});

export const emptyReply = (status: number, headers: ReplyHeaders = {}): Reply => ({ status, headers });
