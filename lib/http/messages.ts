// A request and its answer as this service sees them: HTTP, and no platform.
import type { Json, JsonObject } from '../runtime/json.ts';

/** What the service answers; what a caller writes in a method's place is none of the log's business. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof methods)[number] | 'other';

/** The method of a request as it was written: methods are case-sensitive (RFC 9110, section 9.1). */
export const methodOf = (text: string): Method => methods.find((method) => method === text) ?? 'other';

export interface Request {
  readonly method: Method;
  /** Absolute, as received: its path is still percent-encoded. */
  readonly url: URL;
  readonly headers: Headers;
  /** The trace that the platform counts it to (W3C Trace Context, section 3.2). */
  readonly traceParent?: string;
  /** The whole body; to be asked for once. */
  body(): Promise<Uint8Array>;
  /** What the body says, where it has been read as JSON already. Whoever takes it doesn't ask for the body. */
  readonly json?: ReadJson;
}

/** JSON that has been measured and parsed as a part of a longer text, and so is within all limits of one. */
export interface ReadJson {
  readonly value: Json;
  /** Bytes of the whole text, which are in the budget. */
  readonly withinBytes: number;
}

/** The headers that an answer sets; `Content-Length` is the trigger's and `Date` the server's. */
export type ReplyHeaders = Readonly<Record<string, string>>;

export interface Reply {
  readonly status: number;
  readonly headers: ReplyHeaders;
  /** What a JSON answer says, which `written` makes the body of. Only operations' answers have it. */
  readonly json?: JsonObject;
  readonly body?: string | Uint8Array;
  /** Whether bytes of a body are text that the service has written itself, and not a file's. */
  readonly isText?: boolean;
  /** Bytes of a body that wasn't made, since the request is a HEAD. */
  readonly bodyLength?: number;
}

/** OData's JSON (OData JSON Format 4.01, section 3), as Graph labels it. */
export const jsonType = 'application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8';

export const jsonHeaders: ReplyHeaders = { 'Content-Type': jsonType, 'OData-Version': '4.0', 'Cache-Control': 'private, no-store' };

/** An answer in JSON; `written` writes it. */
export const jsonReply = (status: number, json: JsonObject, headers: ReplyHeaders = {}): Reply => ({
  status,
  headers: { ...jsonHeaders, ...headers },
  json,
});

export const textReply = (status: number, body: string): Reply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'private, no-store' },
  body,
});

export const emptyReply = (status: number, headers: ReplyHeaders = {}): Reply => ({ status, headers });
