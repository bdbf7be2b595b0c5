// Sends point reads and queries of one partition past the SDK, as the SDK has just sent one: what it does around each takes longer than to send it.
import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import type { SqlQuerySpec } from '@azure/cosmos';
import type { Clock } from '../../runtime/clock.ts';
import { turnFor } from '../../runtime/inSteps.ts';
import { beginCall } from '../../runtime/meter.ts';
import type { Answered } from '../transport/exchange.ts';
import type { SendPlain } from '../transport/pooledClient.ts';
import { OutdatedPattern, StoreFailure } from './failures.ts';
import type { Signed } from './masterKey.ts';

/**
 * Milliseconds for which a request of the SDK is the pattern of others. It alone knows where the account's region is, and renews the token of
 * the app's identity: it sends one a minute, and the next one after each failure.
 */
const patternMs = 60_000;

/** What is the same of all requests of a kind: where they go, and the headers of the SDK's. */
interface Pattern {
  readonly origin: string;
  readonly headers: readonly string[];
  /** Of an identity; a key signs each request. */
  readonly authorization: string;
  readonly learned: number;
}

type Kind = 'read' | 'query';

/** Headers that are a request's own. The last one is no more than a name by which the SDK's own log joins the pages of a query. */
const ofEach: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'x-ms-date',
  'x-ms-documentdb-partitionkey',
  'x-ms-max-item-count',
  'x-ms-continuation',
  'x-ms-cosmos-correlated-activityid',
]);

/** An answer to a point read. Without a resource it is a 404. */
export interface Found<T> {
  readonly resource: T | undefined;
  readonly etag: string;
  readonly statusCode: number;
  readonly substatus?: number | undefined;
}

/** The answers to a query, as they come. */
export interface Pages<T> {
  hasMoreResults(): boolean;
  fetchNext(): Promise<{ readonly resources: readonly T[] }>;
}

export interface QueryOptions {
  readonly partition: string;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Undefined where the SDK is to send a request: it hasn't sent such a one for a while, or the ids are to be escaped. `container` is its URL in the SDK. */
export interface Direct {
  read<T>(container: string, partition: string, id: string, signal: AbortSignal): Promise<Found<T>> | undefined;
  query<T>(container: string, sql: SqlQuerySpec, options: QueryOptions): Pages<T> | undefined;
}

/** Paths of documents, and keys of partitions, that the SDK sends as they are. */
const plainPath = /^dbs\/[\w.-]+\/colls\/[\w.-]+\/docs(?:\/[\w:.-]+)?$/;
const plainKey = /^[\x20-\x7e]+$/;

/** `plain`: what sends, once it is loaded. `watched` makes a client whose requests are the patterns. */
export function createDirect(
  plain: () => SendPlain | undefined,
  sign: ((request: Signed) => string) | undefined,
  clock: Clock,
): { readonly direct: Direct; readonly watched: (client: HttpClient) => HttpClient } {
  const patterns = new Map<Kind, Pattern>();

  function learn(request: PipelineRequest): void {
    const kind = kindOf(request);
    if (kind === undefined) return;
    const headers = Object.entries(request.headers.toJSON()).filter(([name]) => !ofEach.has(name));
    patterns.set(kind, {
      origin: new URL(request.url).origin,
      headers: headers.flat(),
      authorization: request.headers.get('authorization') ?? '',
      learned: clock(),
    });
  }

  /** Sends one request if there is a pattern, and sees to it that the SDK sends the next one if it fails. */
  const senderOf = (kind: Kind, path: string, partition: string): ((asked: AskedOf) => Promise<Answered>) | undefined => {
    if (!plainPath.test(path) || !plainKey.test(partition)) return undefined;
    const pattern = patterns.get(kind);
    const send = plain();
    if (pattern === undefined || send === undefined || clock() - pattern.learned > patternMs) return undefined;
    return async (asked) => {
      try {
        return await metered(kind, () => send(toPlain(pattern, asked, sign, clock()), { signal: asked.signal }));
      } catch (error) {
        if (!isBusy(error)) patterns.delete(kind);
        throw error;
      }
    };
  };

  return {
    direct: {
      read: <T>(container: string, partition: string, id: string, signal: AbortSignal) => {
        const path = `${container}/docs/${id}`;
        return senderOf(
          'read',
          path,
          partition,
        )?.({ verb: 'GET', path, resourceId: path, partition, headers: [], body: null, signal }).then(foundIn<T>);
      },
      query: <T>(container: string, sql: SqlQuerySpec, { partition, limit, signal }: QueryOptions) => {
        const path = `${container}/docs`;
        const send = senderOf('query', path, partition);
        if (send === undefined) return undefined;
        const body = JSON.stringify(sql);
        return pagesOf<T>((continuation) => {
          const headers = [
            'x-ms-max-item-count',
            String(limit),
            ...(continuation === undefined ? [] : ['x-ms-continuation', continuation]),
          ];
          return send({ verb: 'POST', path, resourceId: container, partition, headers, body, signal });
        });
      },
    },
    watched: (client) => ({
      async sendRequest(request) {
        const response = await client.sendRequest(request);
        if (response.status === 200) learn(request);
        return response;
      },
    }),
  };
}

/** What the SDK sends that can be a pattern: a point read, or a query of one partition. */
function kindOf({ method, url, headers }: PipelineRequest): Kind | undefined {
  if (!headers.has('x-ms-documentdb-partitionkey')) return undefined;
  if (method === 'GET' && url.includes('/docs/')) return 'read';
  return headers.has('x-ms-documentdb-isquery') && !headers.has('x-ms-cosmos-is-query-plan-request') ? 'query' : undefined;
}

/** A request, as far as it differs from the pattern. */
interface AskedOf {
  readonly verb: 'GET' | 'POST';
  readonly path: string;
  readonly resourceId: string;
  readonly partition: string;
  readonly headers: readonly string[];
  readonly body: string | null;
  readonly signal: AbortSignal;
}

function toPlain(pattern: Pattern, asked: AskedOf, sign: ((request: Signed) => string) | undefined, now: number): Parameters<SendPlain>[0] {
  const { verb, path, resourceId, partition, headers, body } = asked;
  const date = new Date(now).toUTCString();
  const authorization =
    sign === undefined ? pattern.authorization : encodeURIComponent(sign({ verb, resourceType: 'docs', resourceId, date }));
  return {
    origin: pattern.origin,
    path: `/${path}`,
    method: verb,
    headers: [
      ...pattern.headers,
      ...headers,
      'x-ms-documentdb-partitionkey',
      JSON.stringify([partition]),
      'x-ms-date',
      date,
      'authorization',
      authorization,
    ],
    body,
  };
}

/** Counts the call for the work that it is made in. Throws what the SDK would throw for the status, but for a 404 of a point read. */
async function metered(kind: Kind, send: () => Promise<Answered>): Promise<Answered> {
  const end = beginCall(kind);
  let answered: Answered;
  try {
    answered = await send();
  } catch (error) {
    end();
    throw error;
  }
  const { status, headers, text } = answered;
  end(status, Number(headers['x-ms-request-charge'] ?? 0));
  await turnFor(text.length);
  if (status === 401) throw new OutdatedPattern();
  if (status >= 400 && (status !== 404 || kind === 'query' || substatusOf(answered) !== undefined))
    throw new StoreFailure('A read', status, substatusOf(answered), retryAfterOf(answered));
  return answered;
}

const isBusy = (error: unknown): boolean => error instanceof StoreFailure && error.code === 429;

const numberOf = ({ headers }: Answered, name: string): number | undefined =>
  headers[name] === undefined ? undefined : Number(headers[name]);
const substatusOf = (answered: Answered): number | undefined => numberOf(answered, 'x-ms-substatus') || undefined;
const retryAfterOf = (answered: Answered): number | undefined => numberOf(answered, 'x-ms-retry-after-ms');

function foundIn<T>(answered: Answered): Found<T> {
  const { status, headers, text } = answered;
  const resource = status === 404 ? undefined : (JSON.parse(text) as T);
  return { resource, etag: headers.etag ?? '', statusCode: status, substatus: substatusOf(answered) };
}

function pagesOf<T>(send: (continuation: string | undefined) => Promise<Answered>): Pages<T> {
  let next: string | undefined;
  let isDone = false;
  return {
    hasMoreResults: () => !isDone,
    async fetchNext() {
      const { headers, text } = await send(next);
      next = headers['x-ms-continuation'];
      isDone = next === undefined || next === '';
      return { resources: (JSON.parse(text) as { readonly Documents: readonly T[] }).Documents };
    },
  };
}
