// A request in the form that the routes read, and the answer in the form that they give.
import type { IncomingHttpHeaders } from 'node:http';
import { badRequest } from './errors.ts';
import { parseJson } from './json.ts';
import type { Json } from './json.ts';
import type { Store } from '../items/store.ts';

export interface Exchange {
  readonly store: Store;
  readonly method: string;
  /** The segments of the path, decoded. */
  readonly segments: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The emulator's address as the caller used it, with the scheme. */
  readonly endpoint: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: Json | undefined;
  /** A string is sent as it is, as JSON text. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly charge?: number;
}

export function header({ headers }: Exchange, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

export const isSet = (exchange: Exchange, name: string): boolean => header(exchange, name)?.toLowerCase() === 'true';

/** Whether a POST is a query and not a create: its header or its content type says so. */
export const isQuery = (exchange: Exchange): boolean =>
  isSet(exchange, 'x-ms-documentdb-isquery') || header(exchange, 'content-type')?.startsWith('application/query+json') === true;

/** Throws 400 for a body that isn't JSON. */
export function jsonOf({ body }: Exchange): Json {
  try {
    return parseJson(body.toString('utf8'));
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
}
