// A test's client for the running API: requests with a token, and complete answers.
import { anHour } from './events.ts';
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { readFunctionsKey } from '../../../infra/local/issuer/functionsKey.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { signToken, type TokenRequest } from '../../../infra/local/issuer/signToken.ts';

/** A request; `json` is sent as application/json, `token` as a bearer token (null: none). */
export interface Sent {
  readonly method?: string;
  readonly json?: unknown;
  /** A stream is sent in chunks, without its length. */
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body if it is a JSON object, otherwise an empty one. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Api {
  /** Without a slash at its end. */
  readonly url: string;
  /**
   * Sends to a path below the base, or to an absolute URL; as adele unless a token is given. Rejects when an answer of the API has no
   * Content-Length.
   */
  send(path: string, sent?: Sent): Promise<Answer>;
  token(request: TokenRequest): Promise<string>;
  /** Runs the hourly sweep at once, with the host's key. */
  sweep(): Promise<Answer>;
  /** Runs the minute's work at once, with the host's key. */
  work(): Promise<Answer>;
  /** Puts a new event into adele's default calendar and resolves to its id. */
  newEvent(): Promise<string>;
  /** Attaches a small file to an event of adele's and resolves to the attachment's id. */
  newFile(event: string, name?: string, bytes?: Uint8Array): Promise<string>;
}

/** The addresses of a stack; by default those of the stack that all tests share. */
export async function openApi(stack: { readonly url: string; readonly dataDir: string } = inject('stack')): Promise<Api> {
  const key = await readIssuerKey(stack.dataDir);
  const token = (request: TokenRequest): Promise<string> => signToken(key, request);
  const adele = await token({ user: demoUsers.adele.upn });

  const send: Api['send'] = async (path, { method, json, body, headers = {}, token: bearer = adele } = {}) => {
    const content = json === undefined ? body : JSON.stringify(json);
    const response = await fetch(path.startsWith('http') ? path : `${stack.url}${path}`, {
      method: method ?? (content === undefined ? 'GET' : 'POST'),
      headers: {
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...(bearer !== null && { Authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      redirect: 'manual',
      ...(content !== undefined && { body: content }),
      ...(content instanceof ReadableStream && { duplex: 'half' as const }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.url.startsWith(`${stack.url}/`) && method !== 'HEAD') requireLength(response, bytes.length);
    return answerOf(response, bytes);
  };

  const succeeded = async (answer: Promise<Answer>): Promise<Answer> => {
    const got = await answer;
    if (got.status !== 201) throw new Error(`Expected 201, got ${got.status}: ${got.text}`);
    return got;
  };

  const runTimer = async (name: 'sweep' | 'work'): Promise<Answer> => {
    const headers = { 'x-functions-key': await readFunctionsKey(stack.dataDir) };
    return send(`/admin/functions/${name}`, { method: 'POST', token: null, headers });
  };

  return {
    url: stack.url,
    send,
    token,
    sweep: () => runTimer('sweep'),
    work: () => runTimer('work'),
    async newEvent() {
      const id = `event-${randomUUID()}`;
      await succeeded(send(`/v1.0/me/events/${id}`, { method: 'PUT', json: { subject: id, ...anHour } }));
      return id;
    },
    async newFile(event, name = 'file.txt', bytes = Buffer.from('hello')) {
      const json = { '@odata.type': '#microsoft.graph.fileAttachment', name, contentBytes: Buffer.from(bytes).toString('base64') };
      const { json: made } = await succeeded(send(`/v1.0/me/events/${event}/attachments`, { json }));
      return String(made.id);
    },
  };
}

/** The answer, whose text and JSON are read when they are asked for: many are large files. */
function answerOf({ status, headers }: Response, bytes: Buffer): Answer {
  let [text, json]: [Answer['text']?, Answer['json']?] = [];
  return {
    status,
    headers,
    bytes,
    get text() {
      return (text ??= bytes.toString());
    },
    get json() {
      return (json ??= jsonObject(this.text));
    },
  };
}

/** Fails unless the answer has a Content-Length or a status without a body. That of a page in a coding is of bytes that `fetch` has decoded. */
function requireLength({ status, url, headers }: Response, bytes: number): void {
  if (headers.has('content-encoding') && Number(headers.get('content-length')) > 0) return;
  const expected = status === 204 || status === 304 ? null : String(bytes);
  const length = headers.get('content-length');
  if (length !== expected)
    throw new Error(`The Content-Length of ${status} to ${url} is ${String(length)} instead of ${String(expected)}.`);
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
