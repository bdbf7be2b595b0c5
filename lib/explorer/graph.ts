// The one door to the API: every request of the page goes through `call`, so that whoever listens can show what was asked and answered.
import { now } from './clock.ts';
import { errorText } from './errorText.ts';
import { listOf, objectOf, readObject, textOf, type JsonObject } from './model/json.ts';
import { fetchTold, type Told } from './told.ts';

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or bytes with a `Content-Type` among the headers. */
  readonly body?: object | Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
  /** Upload URLs are their own authority, and the storage account takes no token. */
  readonly withoutToken?: boolean;
  /** What the answer's body is read as; JSON unless this says otherwise. */
  readonly as?: 'json' | 'blob' | 'text';
  /** Whether the request may outlive the page. */
  readonly keepalive?: boolean;
  /** Told how many bytes of the body have left. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** JSON, a Blob or a text, as it was asked for; undefined without one. */
  readonly body: unknown;
}

/** A request and what came of it, for whoever shows it. It is told twice: when it is sent, and when it is answered. */
export interface Exchange {
  /** 1 for the page's first request. */
  readonly number: number;
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** As sent, but for the token. */
  readonly headers: Readonly<Record<string, string>>;
  readonly withToken: boolean;
  readonly body: Asked['body'];
  /** Milliseconds since the epoch. */
  readonly began: number;
  readonly answer?: Answer & { readonly milliseconds: number };
  /** Why there was no answer. */
  readonly failure?: string;
}

type Listener = (exchange: Exchange) => void;

const listeners = new Set<Listener>();

/** Tells of every request from now on, until the function that it returns is called. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tell = (exchange: Exchange): void => listeners.forEach((listener) => listener(exchange));

let tokenOf: (anew: boolean) => Promise<string> = () => Promise.reject(new Error('Nobody has signed in.'));

/** Whose requests they are from now on. */
export function signWith(token: (anew: boolean) => Promise<string>): void {
  tokenOf = token;
}

let sent = 0;

/** Where the API is; paths stand behind it. */
const version = '/v1.0';

/** `/me` becomes `https://…/v1.0/me`; what is absolute stays as it is. */
const urlOf = (path: string): string => new URL(path.startsWith('/') ? `${version}${path}` : path, location.origin).href;

/**
 * Sends a request to a path of the API (`/me/events`) or to an absolute URL that the API gave. Whatever the status, that is the answer; a token
 * that the service refuses is renewed once. The token is sent to this origin alone. Rejects with a GraphError of status 0 where no answer comes,
 * and with an AbortError when the signal aborts.
 */
export async function call(method: string, path: string, asked: Asked = {}): Promise<Answer> {
  const url = urlOf(path);
  const withToken = asked.withoutToken !== true && new URL(url).origin === location.origin;
  const first = await once(method, url, asked, { withToken, anew: false });
  return first.status === 401 && withToken ? once(method, url, asked, { withToken, anew: true }) : first;
}

/** Tells of a request that is sent now; the function that it returns tells what came of it: an answer, or why there was none. */
export function announce(request: Pick<Exchange, 'method' | 'url' | 'headers' | 'withToken' | 'body'>): (outcome: Answer | string) => void {
  const exchange: Exchange = { ...request, number: (sent += 1), began: now() };
  tell(exchange);
  return (outcome) => {
    const milliseconds = now() - exchange.began;
    tell(typeof outcome === 'string' ? { ...exchange, failure: outcome } : { ...exchange, answer: { ...outcome, milliseconds } });
  };
}

async function once(method: string, url: string, asked: Asked, token: { withToken: boolean; anew: boolean }): Promise<Answer> {
  const { body } = asked;
  const isJson = body !== undefined && !(body instanceof Blob) && !(body instanceof ArrayBuffer) && !ArrayBuffer.isView(body);
  const headers = { ...(isJson && { 'Content-Type': 'application/json' }), ...asked.headers };
  const authorization = token.withToken ? { Authorization: `Bearer ${await tokenOf(token.anew)}` } : {};
  const ended = announce({ method, url, headers, withToken: token.withToken, body });
  try {
    const answer = await fetched(url, asked, {
      method,
      headers: { ...headers, ...authorization },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as XMLHttpRequestBodyInit) }),
    });
    const read = { status: answer.status, headers: answer.headers, body: await bodyOf(answer, asked.as) };
    ended(read);
    return read;
  } catch (error) {
    ended(errorText(error));
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new GraphError(0, '', 'The service can’t be reached. Check the connection, and try again.');
  }
}

/** By `fetch`, but where somebody wants to be told how far it is. */
function fetched(url: string, asked: Asked, sent: Pick<Told, 'method' | 'headers' | 'body'>): Promise<Response> {
  const { signal, keepalive = false, onProgress } = asked;
  return onProgress === undefined
    ? fetch(url, { ...sent, ...(signal && { signal }), keepalive, cache: 'no-store' })
    : fetchTold(url, { ...sent, signal: signal ?? new AbortController().signal, onProgress });
}

/** Errors are JSON whatever was asked for. */
async function bodyOf(answer: Response, as: Asked['as'] = 'json'): Promise<unknown> {
  if (answer.ok && as === 'blob') return answer.blob();
  const text = await answer.text();
  if (as === 'text' && answer.ok) return text;
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the service refused, in its own words. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  /** 0 where no answer came. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The error that an answer tells; undefined for one that went well. */
export function errorIn({ status, body }: Answer): GraphError | undefined {
  if (status < 400) return undefined;
  const error = objectOf(readObject(body), 'error');
  return new GraphError(status, textOf(error, 'code'), textOf(error, 'message') || `The service answered ${status}.`);
}

/** Longest wait for a busy service, in milliseconds: somebody looks at the page. */
const mostPatience = 20_000;

/**
 * `call` for who wants what was asked for: rejects with a GraphError for every status of 400 and above. A busy service (429, 503) is asked
 * again after as long as it says, where it says so and nothing was done.
 */
export async function ask(method: string, path: string, asked: Asked = {}): Promise<Answer> {
  const until = now() + mostPatience;
  for (;;) {
    const answer = await call(method, path, asked);
    const error = errorIn(answer);
    if (error === undefined) return answer;
    const seconds = Number(answer.headers.get('Retry-After') ?? Number.NaN);
    const repeatable = error.status === 429 || (error.status === 503 && method === 'GET');
    if (!repeatable || !(seconds >= 0) || now() + seconds * 1000 > until) throw error;
    await new Promise((resolve) => setTimeout(resolve, Math.max(seconds, 0.5) * 1000));
    asked.signal?.throwIfAborted();
  }
}

/** All entries of a list, page by page; `onPage` sees each page as soon as it is there. */
export async function askAll(
  path: string,
  asked: Asked = {},
  onPage?: (entries: readonly JsonObject[]) => void,
): Promise<readonly JsonObject[]> {
  const all: JsonObject[] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const body = readObject((await ask('GET', next, asked)).body);
    const entries = listOf(body, 'value');
    onPage?.(entries);
    all.push(...entries);
    const link = body['@odata.nextLink'];
    next = typeof link === 'string' ? link : undefined;
  }
  return all;
}
