// Sends requests to the service one after the other, and records each answer.
import { methodOf, type Reply } from '../../lib/http/messages.ts';
import { publicUrl, type AppName, type RecordedService } from './service.ts';

/** A request; `as` is an access token, and `json` is sent as application/json. */
export interface Asked {
  readonly as?: string | undefined;
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly app?: AppName;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body if it is a JSON object, otherwise an empty one. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The body's `id`, as a segment of a path. */
  readonly id: string;
}

/** An entry of the record: text only, which is compared byte for byte. */
export interface Recorded {
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Recorder {
  readonly service: RecordedService;
  /** Sends a request (`METHOD /path` below the base, or `METHOD` and an absolute URL) and records the answer. */
  readonly ask: (request: string, asked?: Asked) => Promise<Answered>;
  /** Does the same for a list and its further pages. */
  readonly askAll: (path: string, asked?: Asked) => Promise<readonly Answered[]>;
  /** Records something other than an answer, such as the result of a sweep. */
  readonly note: (what: string, value: unknown) => void;
  readonly answers: readonly Recorded[];
}

/** Of a longer body, in bytes, only the length is recorded. */
const longestBody = 256 * 1024;

export function createRecorder(service: RecordedService): Recorder {
  const answers: Recorded[] = [];

  const ask: Recorder['ask'] = async (request, { as, json, body, headers = {}, app = 'usual' } = {}) => {
    const [method = '', target = ''] = request.split(/ (.*)/s);
    const url = new URL(target.startsWith('http') ? target : `${publicUrl}${target}`);
    const bytes = Buffer.from(json === undefined ? (body ?? '') : JSON.stringify(json));
    service.turn();
    const reply = await serviceAt(
      service,
      app,
      url,
    )({
      method: methodOf(method),
      url,
      headers: new Headers({
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...(as !== undefined && { Authorization: `Bearer ${as}` }),
        ...((json !== undefined || body !== undefined) && { 'Content-Length': String(bytes.length) }),
        ...headers,
      }),
      body: () => Promise.resolve(new Uint8Array(bytes)),
    });
    answers.push({ request: `${request} ${app === 'usual' ? '' : app}`.trim(), ...written(reply) });
    return answeredBy(reply);
  };

  return {
    service,
    answers,
    ask,
    async askAll(path, asked) {
      const pages: Answered[] = [];
      for (let next: unknown = path; typeof next === 'string'; next = pages.at(-1)?.json['@odata.nextLink']) {
        pages.push(await ask(`GET ${next}`, asked));
        if (pages.length > 50) throw new Error(`${path} has no end.`);
      }
      return pages;
    },
    note: (what, value) => answers.push({ request: what, status: 0, headers: {}, body: JSON.stringify(value) }),
  };
}

function serviceAt({ apps }: RecordedService, app: AppName, { pathname }: URL) {
  const name = /^\/(uploads|hooks)\//.exec(pathname)?.[1];
  return apps[app][name === 'uploads' || name === 'hooks' ? name : 'graph'];
}

function written({ status, headers, body, bodyLength }: Reply): Omit<Recorded, 'request'> {
  const bytes = Buffer.from(body ?? '');
  const text = bytes.toString();
  return {
    status,
    headers: { ...headers, ...(bodyLength !== undefined && { '(body length)': String(bodyLength) }) },
    body:
      bytes.length > longestBody
        ? `(${bytes.length} bytes)`
        : Buffer.from(text).equals(bytes)
          ? text
          : `(base64) ${bytes.toString('base64')}`,
  };
}

function answeredBy({ status, headers, body }: Reply): Answered {
  const text = typeof body === 'string' ? body : '';
  const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : {};
  const json = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  return { status, headers, text, json, id: 'id' in json ? String(json.id) : '' };
}
