// A request as the routes see it, and what they answer.
import type { IncomingHttpHeaders } from 'node:http';
import { badRequest } from './errors.ts';
import { parseJson } from './json.ts';
import type { Json } from './json.ts';
import type { Store } from '../items/store.ts';

export interface Exchange {
  readonly store: Store;
  readonly method: string;
  /** Of the path, decoded. */
  readonly segments: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Where the caller reached the emulator, with the scheme that it speaks. */
  readonly endpoint: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: Json | undefined;
  /** The body where it is JSON text already. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly charge?: number;
}

export function header({ headers }: Exchange, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

export const isSet = (exchange: Exchange, name: string): boolean => header(exchange, name)?.toLowerCase() === 'true';

/** A query travels as a POST like a create does; its header or its type tells them apart. */
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
