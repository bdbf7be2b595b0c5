// A request to the issuer and its answer, apart from sockets.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IssuerKey } from '../issuerKey.ts';
import type { Realm } from '../realm.ts';
import { Refusal, tell } from './refusal.ts';

/** What every part of the issuer knows. */
export interface IssuerContext {
  readonly key: IssuerKey;
  readonly realm: Realm;
  readonly applicationsFile: string | undefined;
}

export interface Exchange extends IssuerContext {
  /** Where the issuer was asked: scheme, host and port. */
  readonly base: string;
  readonly method: string;
  /** The path, decoded by nobody yet. */
  readonly pathname: string;
  readonly query: URLSearchParams;
  /** The form in the body; empty without one. */
  readonly form: URLSearchParams;
  /** By name in lower case. */
  readonly header: (name: string) => string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

/** Characters of a form: an assertion and a certificate chain have some ten thousand. */
const maxForm = 262_144;

/** Reads the request with its form. Throws a Refusal for a body that is too large, or that is no form. */
export async function receive(request: IncomingMessage, context: IssuerContext & { readonly base: string }): Promise<Exchange> {
  const url = URL.parse(request.url ?? '', context.base);
  if (url === null) throw new Refusal('invalid_request', 9002313, 'The path is malformed.');
  const method = request.method ?? 'GET';
  return {
    ...context,
    method,
    pathname: url.pathname,
    query: url.searchParams,
    form: method === 'POST' ? await formOf(request) : new URLSearchParams(),
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : value?.join(', ');
    },
  };
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > maxForm) throw new Refusal('invalid_request', 9002313, 'The form is too large.');
    chunks.push(bytes);
  }
  const type = request.headers['content-type'] ?? '';
  if (length > 0 && !/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type))
    throw new Refusal('invalid_request', 900144, 'The body must be a form (application/x-www-form-urlencoded).');
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

export function send(response: ServerResponse, { status, headers = {}, body = '' }: Reply): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status, { 'Cache-Control': 'no-store', Pragma: 'no-cache', 'X-Content-Type-Options': 'nosniff' });
  response.end(body);
}

export const jsonReply = (status: number, body: object, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

/** A refusal in JSON; throws again whatever else it is. */
export function refused(error: unknown, exchange: Exchange, headers: Reply['headers'] = {}): Reply {
  if (!(error instanceof Refusal)) throw error;
  const correlation = exchange.header('client-request-id') ?? exchange.form.get('client-request-id') ?? undefined;
  return jsonReply(error.status, tell(error, correlation), headers);
}
