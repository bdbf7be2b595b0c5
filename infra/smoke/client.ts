// Sends the smoke test's requests, and describes what is wrong with an answer.
import { SmokeFailure, connectionFailure } from './failure.ts';
import { explainRefusal, type TokenFacts } from './token.ts';

/** Whose token a request sends. */
export interface Identity {
  readonly token: string;
  readonly facts: TokenFacts;
}

export interface Ask {
  readonly method?: string;
  readonly json?: unknown;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  /** No token by default. */
  readonly as?: Identity;
}

export interface Answer {
  /** The request: `GET /v1.0/…`. */
  readonly asked: string;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body if it is a JSON object, otherwise an empty one. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly as: Identity | undefined;
}

export type Client = (path: string, ask?: Ask) => Promise<Answer>;

/** Milliseconds that an answer may take, with a cold start or a range of an upload over a slow line. */
const patienceMs = 60_000;

/** Sends requests to paths below this address, or to absolute URLs. Throws SmokeFailure when no answer comes. */
export function createClient(url: string, stopping: AbortSignal): Client {
  return async (path, { method, json, bytes, headers = {}, as } = {}) => {
    const body = json === undefined ? bytes : JSON.stringify(json);
    const way = method ?? (body === undefined ? 'GET' : 'POST');
    const target = path.startsWith('http') ? path : `${url}${path}`;
    const late = AbortSignal.timeout(patienceMs);
    try {
      const response = await fetch(target, {
        method: way,
        redirect: 'manual',
        signal: AbortSignal.any([stopping, late]),
        headers: {
          ...(json !== undefined && { 'Content-Type': 'application/json' }),
          ...(as !== undefined && { Authorization: `Bearer ${as.token}` }),
          ...headers,
        },
        ...(body !== undefined && { body }),
      });
      const content = Buffer.from(await response.arrayBuffer());
      const text = content.toString('utf8');
      // The URLs of uploads and downloads are secrets and aren't shown.
      const asked = `${way} ${path.startsWith('http') ? 'of the URL that was given' : path}`;
      return { asked, status: response.status, headers: response.headers, bytes: content, text, json: objectIn(text), as };
    } catch (error) {
      if (stopping.aborted) throw new SmokeFailure('Interrupted.');
      if (late.aborted) throw new SmokeFailure(`${new URL(target).host} did not answer within ${patienceMs / 1000} s.`);
      throw connectionFailure(new URL(target).host, error);
    }
  };
}

/** Throws SmokeFailure unless the answer has one of these statuses; the message has the actual status and a likely reason. */
export function requireStatus(answer: Answer, ...statuses: readonly number[]): void {
  const { asked, status, text, json, as } = answer;
  if (statuses.includes(status)) return;
  const error = objectOf(json.error);
  const code = typeof error.code === 'string' ? ` ${error.code}` : '';
  const message =
    typeof error.message === 'string'
      ? `: ${error.message}`
      : text === ''
        ? ', with an empty body'
        : ', with a body that is no error of this service';
  const id = answer.headers.get('request-id');
  const why = as !== undefined && (status === 401 || status === 403) ? ` ${explainRefusal(status, as.facts)}` : (hints[status] ?? '');
  throw new SmokeFailure(
    `${asked} was answered with ${status}${code}${message}${why === '' ? '' : `\n         ${why.trim()}`}` +
      `\n         Expected: ${statuses.join(' or ')}.${id === null ? '' : ` Its request-id in the log: ${id}.`}`,
  );
}

const hints: Readonly<Record<number, string>> = {
  429: 'The stores are busy: more request units for Cosmos DB, or try again.',
  500: 'A fault of the service: its log has the cause.',
  502: 'Something before the app answered: it may still be starting.',
  503: 'The app is not configured, is stopping, or its stores do not answer: its log says which.',
};

/** Throws SmokeFailure with this message unless the condition holds. */
export function require(holds: boolean, { asked }: Answer, words: string): void {
  if (!holds) throw new SmokeFailure(`${asked} was answered wrongly: ${words}`);
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The value if it is a JSON object, otherwise an empty one. */
export const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {});

/** The entities of a list; none where the answer is no list. */
export const entriesOf = ({ json }: Answer): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(json.value) ? json.value.map(objectOf) : [];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
