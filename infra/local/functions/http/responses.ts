// How the app's answer goes out, with what Kestrel refuses to send refused too.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResponseData } from '../host/coreTypes.ts';
import { formatCookie } from './cookies.ts';

type Headers = Readonly<Record<string, string>>;

/** Origins: what begins with the one is to begin with the other. */
export interface Redirects {
  readonly from: string;
  readonly to: string;
}

/** The answer with its Location at the other origin, if it is at the one. */
export function redirected(data: ResponseData | null | undefined, redirects: Redirects | undefined): ResponseData | undefined {
  if (!data || !redirects) return data ?? undefined;
  const move = ([name, value]: readonly [string, string]): [string, string] => {
    const moves = name.toLowerCase() === 'location' && value.startsWith(`${redirects.from}/`);
    return [name, moves ? `${redirects.to}${value.slice(redirects.from.length)}` : value];
  };
  return { ...data, headers: Object.fromEntries(Object.entries(data.headers).map(move)) };
}

/** An answer without a body, as the host itself gives it. */
export function respondEmpty(response: ServerResponse, status: number, customHeaders: Headers): void {
  response.statusCode = status;
  addMissing(response, customHeaders);
  if (status !== 204) response.setHeader('Content-Length', 0);
  response.end();
}

/**
 * Sends the app's answer. A handler that returned nothing is answered 204.
 * Throws, with nothing sent, when a header holds what Kestrel doesn't send or Content-Length isn't the body's.
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
  // Written apart from the end, a body whose length the app doesn't say goes out in chunks, as from Kestrel.
  response.write(body);
  response.end();
}

const mayHaveNoBody = (status: number): boolean => status === 204 || status === 304;

function checkHeaders(data: ResponseData, method: string | undefined, status: number): [string, string][] {
  // How the body is framed is the server's business; a 204 has no length (RFC 9110, section 8.6).
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

/** Headers of host.json: what the app itself set stays. */
function addMissing(response: ServerResponse, customHeaders: Headers): void {
  for (const [name, value] of Object.entries(customHeaders)) if (!response.hasHeader(name)) response.setHeader(name, value);
}
