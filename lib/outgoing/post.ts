// Sends requests to addresses that callers have named, in bounds: only to addresses that were judged, for a limited time, without redirects.
import { Resolver } from 'node:dns/promises';
import { request as plainRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import type { Clock } from '../runtime/clock.ts';
import type { Outgoing, OutgoingAnswer, OutgoingRequest } from './outgoing.ts';
import { judge, type Boundaries, type Target } from './target.ts';

/** Bytes that are read of an answer (contract, section 12). */
const maxAnswerBytes = 4096;

/** Bytes of an answer's headers. */
const maxHeaderBytes = 16 * 1024;

/** All addresses of a host's name, of both families; none for a name that nobody has. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

export interface OutgoingDependencies extends Boundaries {
  readonly clock: Clock;
  readonly resolve?: Resolve;
  /** Certificates of the authorities that receivers' certificates may be of, instead of those that Node knows; PEM. */
  readonly authorities?: readonly string[];
}

/** An error that says by itself what became of a request. */
class Refused extends Error {
  override readonly name = 'Refused';
}

export const createOutgoing = (deps: OutgoingDependencies): Outgoing => ({
  async post(request) {
    const target = judge(request.url, deps);
    if ('why' in target) return { is: 'refused', why: `The URL ${target.why}.` };
    const started = deps.clock();
    const signal = AbortSignal.timeout(request.timeout);
    try {
      const addresses = await addressesOf(target, deps.resolve ?? resolveBoth, signal);
      const answer = await exchange(target, addresses, request, { signal, authorities: deps.authorities });
      return { ...answer, took: Math.max(0, deps.clock() - started) };
    } catch (error) {
      if (signal.aborted) return { is: 'timedOut', why: 'There was no whole answer in time.' };
      if (error instanceof Refused) return { is: 'refused', why: error.message };
      return { is: 'failed', why: `The request failed: ${codeOf(error)}.` };
    }
  },
});

/** The code of an error of the system (`ECONNREFUSED`), which names no address as its message does. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no code';

/**
 * The addresses to connect to, each judged; one that may not be connected to refuses the whole name, so that nobody reaches by chance what
 * is closed. The name is asked for once: what it leads to a moment later counts for nothing.
 */
async function addressesOf({ host, isAddress, admits }: Target, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> {
  const found = isAddress ? [host] : host === 'localhost' ? ['127.0.0.1', '::1'] : await aborting(resolve(host, signal), signal);
  if (found.length === 0) throw new Error('The name has no address.');
  if (!found.every(admits)) throw new Refused('The name of the host leads to an address that may not be asked.');
  return found;
}

/** Names are asked for by the system's name servers, but not by the system: its own look-ups stand in a line, in which slow ones hold up all others. */
async function resolveBoth(host: string, signal: AbortSignal): Promise<readonly string[]> {
  const resolver = new Resolver();
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    // A name may have addresses of one family alone.
    const families = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    return families.flatMap((family) => (family.status === 'fulfilled' ? family.value : []));
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** What a promise gives, unless the signal comes first; then it rejects. */
function aborting<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('aborted'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Gives the judged addresses for whatever name is asked for, so that nothing else is connected to. */
const only =
  (addresses: readonly string[]): LookupFunction =>
  (_host, { all }, answer) => {
    const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    const [first] = found;
    if (all === true || first === undefined) answer(null, found);
    else answer(null, first.address, first.family);
  };

type Answered = Extract<OutgoingAnswer, { is: 'answered' }>;

/** One connection that is shared with no other request and carries no other one. */
function exchange(
  { url, host, isAddress }: Target,
  addresses: readonly string[],
  { headers, body }: OutgoingRequest,
  { signal, authorities }: { readonly signal: AbortSignal; readonly authorities: readonly string[] | undefined },
): Promise<Omit<Answered, 'took'>> {
  const options: RequestOptions = {
    method: 'POST',
    agent: false,
    signal,
    lookup: only(addresses),
    maxHeaderSize: maxHeaderBytes,
    headers: { ...headers, 'Content-Length': String(body.byteLength) },
  };
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      firstBytes(response).then((bytes) => resolve(answerOf(response, bytes)), reject);
    };
    const sent: ClientRequest =
      url.protocol === 'http:'
        ? plainRequest(url, options, answered)
        : tlsRequest(
            url,
            { ...options, minVersion: 'TLSv1.2', ...(!isAddress && { servername: host }), ...(authorities && { ca: [...authorities] }) },
            answered,
          );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The first bytes of an answer, of which no more is read. */
async function firstBytes(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    length += chunk.byteLength;
    // To leave the loop destroys the connection.
    if (length >= maxAnswerBytes) break;
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, maxAnswerBytes));
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, body: Uint8Array): Omit<Answered, 'took'> {
  const { 'content-type': contentType, 'retry-after': retryAfter } = headers;
  return {
    is: 'answered',
    status: statusCode,
    ...(contentType !== undefined && { contentType }),
    ...(retryAfter !== undefined && { retryAfter }),
    body,
  };
}
