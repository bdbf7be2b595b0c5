// Builds the request that the host passes to the app: address, headers, query, parameters and the whole body.
import type { IncomingMessage } from 'node:http';
import type { NullableString, RequestData } from '../host/coreTypes.ts';
import { encodePath } from './requestTarget.ts';
import type { Target } from './requestTarget.ts';

export type Scheme = 'http' | 'https';

type Values = Readonly<Record<string, NullableString>>;

/**
 * Everything except the body. `url` has the scheme of the connection and the Host header as received. Undefined (a 400) when Host or
 * another header is invalid.
 */
export function describeRequest(
  request: IncomingMessage,
  scheme: Scheme,
  target: Target,
  params: Readonly<Record<string, string>>,
): RequestData | undefined {
  const nullableHeaders = readHeaders(request.rawHeaders);
  const host = nullableHeaders?.host?.value;
  // Other characters could move the border between host and path.
  if (host === undefined || !/^(?:[\w.~!$&'()*+;=%-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host)) return undefined;
  const url = `${scheme}://${host}${encodePath(target.path)}${target.query}`;
  if (nullableHeaders === undefined || !URL.canParse(url)) return undefined;
  return {
    method: request.method ?? '',
    url,
    nullableHeaders,
    nullableParams: toValues(Object.entries(params)),
    nullableQuery: toValues(new URLSearchParams(target.query)),
  };
}

/**
 * Kestrel decodes header values as UTF-8, Node as Latin-1; values of a repeated header are joined by commas. Undefined when a value isn't
 * UTF-8.
 */
function readHeaders(raw: readonly string[]): Values | undefined {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const value = fromUtf8(raw[index + 1] ?? '');
    if (value === undefined) return undefined;
    pairs.push([(raw[index] ?? '').toLowerCase(), value]);
  }
  return toValues(pairs);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function fromUtf8(latin1: string): string | undefined {
  if (!/[^\x00-\x7f]/.test(latin1)) return latin1;
  try {
    return utf8.decode(Buffer.from(latin1, 'latin1'));
  } catch {
    return undefined;
  }
}

function toValues(pairs: Iterable<[string, string]>): Values {
  const joined = new Map<string, string>();
  for (const [name, value] of pairs) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries([...joined].map(([name, value]) => [name, { value }]));
}

/**
 * The whole body: undefined without one, a word if it exceeds the limit (in bytes) or if its sender closed the connection. Like the host in
 * buffered mode, it passes on a body with a Content-Length, and nothing of a chunked body, which Node discards after the answer.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined | 'too large' | 'gone'> {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > limit) return Promise.resolve('too large');
  // Its sender may have gone while it waited.
  if (request.destroyed) return Promise.resolve('gone');
  if (length === 0) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let body: Buffer | undefined;
    let filled = 0;
    request.on('data', (chunk: Buffer) => {
      // Most bodies come in one chunk. Into a longer one each chunk is copied at once: to collect them first would hold all bytes twice.
      if (chunk.length < length) chunk.copy((body ??= Buffer.allocUnsafeSlow(length)), filled);
      else body = chunk;
      filled += chunk.length;
    });
    request.on('end', () => {
      resolve(body);
    });
    request.on('error', () => {
      resolve('gone');
    });
    request.on('close', () => {
      resolve('gone');
    });
  });
}
