// Sends the app's answer, and refuses what Kestrel refuses to send.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResponseData } from '../host/coreTypes.ts';
import { formatCookie } from './cookies.ts';

type Headers = Readonly<Record<string, string>>;

/** Two origins: an address that begins with `from` gets `to` in its place. */
export interface Redirects {
  readonly from: string;
  readonly to: string;
}

/** The answer with a Location at `from` moved to `to`. */
export function replaceOrigin(data: ResponseData | null | undefined, redirects: Redirects | undefined): ResponseData | undefined {
  if (!data || !redirects) return data ?? undefined;
  const move = ([name, value]: readonly [string, string]): [string, string] => {
    const moves = name.toLowerCase() === 'location' && value.startsWith(`${redirects.from}/`);
    return [name, moves ? `${redirects.to}${value.slice(redirects.from.length)}` : value];
  };
  return { ...data, headers: Object.fromEntries(Object.entries(data.headers).map(move)) };
}

/** Sends an answer of the host itself, without a body. */
export function respondEmpty(response: ServerResponse, status: number, customHeaders: Headers): void {
  response.statusCode = status;
  addMissing(response, customHeaders);
  if (status !== 204) response.setHeader('Content-Length', 0);
  response.end();
}

/**
 * Sends the app's answer, or 204 if the handler returned nothing. Throws before it sends anything when Kestrel would refuse a header or
 * when Content-Length isn't the length of the body.
 */
export function respond(request: IncomingMessage, response: ServerResponse, data: ResponseData | undefined, customHeaders: Headers): void {
  if (!data) {
    respondEmpty(response, 204, customHeaders);
    return;
  }
  const status = Number(data.statusCode);
  const body = data.body?.bytes;
  const headers = checkHeaders(data, request.method, status);
  response.statusCode = status;
  for (const [name, value] of headers) response.setHeader(name, value);
  if (data.cookies.length > 0) response.setHeader('Set-Cookie', data.cookies.map(formatCookie));
  addMissing(response, customHeaders);
  if (request.method === 'HEAD' || mayHaveNoBody(status) || !body || body.length === 0) {
    response.end();
    return;
  }
  // A separate write makes Node send a body without Content-Length in chunks, as Kestrel does.
  response.write(body);
  response.end();
}

const mayHaveNoBody = (status: number): boolean => status === 204 || status === 304;

function checkHeaders(data: ResponseData, method: string | undefined, status: number): [string, string][] {
  // The server decides how the body is framed; a 204 has no Content-Length (RFC 9110, section 8.6).
  const own = new Set(status === 204 ? ['transfer-encoding', 'content-length'] : ['transfer-encoding']);
  const headers = Object.entries(data.headers).filter(([name]) => !own.has(name.toLowerCase()));
  for (const [name, value] of headers) {
    if (/[^\t\x20-\x7e]/.test(value)) throw new Error(`The header ${name} of the answer holds a character outside ASCII.`);
    if (name.toLowerCase() !== 'content-length' || method === 'HEAD' || mayHaveNoBody(status)) continue;
    const length = data.body?.bytes?.length ?? 0;
    if (Number(value) !== length) throw new Error(`Content-Length says ${value}, the body of the answer has ${length} bytes.`);
  }
  return headers;
}

/** Adds the headers of host.json that the app hasn't set itself. */
function addMissing(response: ServerResponse, customHeaders: Headers): void {
  for (const [name, value] of Object.entries(customHeaders)) if (!response.hasHeader(name)) response.setHeader(name, value);
}
