// What the page has asked of the API: the last requests with their answers, short enough to be looked at, and without what gives a right.
import { signal, type ReadonlySignal } from '@preact/signals';
import { listen, type Exchange } from '../graph.ts';
import { withoutSecrets, type SeenBody, type SeenRequest } from './request.ts';

export interface Seen extends SeenRequest {
  /** 1 for the page's first request. */
  readonly number: number;
  readonly status: number | undefined;
  readonly milliseconds: number | undefined;
  readonly answerHeaders: readonly (readonly [name: string, value: string])[];
  readonly answer: SeenBody | undefined;
  /** Why there was no answer. */
  readonly failure: string | undefined;
}

/** Requests that are remembered. */
const maxShown = 50;

/** Characters of a body that are remembered. */
const longest = 16_000;

const state = signal<readonly Seen[]>([]);

/** The last requests, the newest first. */
export const seen: ReadonlySignal<readonly Seen[]> = state;

/** Begins to listen. A request for changes that has found none takes the place of the one before: one is sent every few seconds. */
export function see(): () => void {
  return listen((exchange) => {
    void seenOf(exchange).then((now) => {
      const others = state.value.filter(
        (each) => each.number !== now.number && !(isLook(each) && isLook(now) && pathOf(each) === pathOf(now)),
      );
      const at = others.findIndex(({ number }) => number < now.number);
      state.value = [...others.slice(0, at < 0 ? undefined : at), now, ...(at < 0 ? [] : others.slice(at))].slice(0, maxShown);
    });
  });
}

export function forget(): void {
  state.value = [];
}

const isLook = ({ url }: Seen): boolean => /[?&]\$deltatoken=/i.test(url);
const pathOf = ({ url }: Seen): string => new URL(url).pathname;

async function seenOf({ number, method, url, headers, withToken, body, answer, failure }: Exchange): Promise<Seen> {
  return {
    number,
    method,
    url: withoutSecrets(url),
    headers,
    withToken,
    body: await bodyOf(body, headers['Content-Type']),
    status: answer?.status,
    milliseconds: answer?.milliseconds,
    answerHeaders: answer === undefined ? [] : [...answer.headers],
    answer: await bodyOf(answer?.body),
    failure,
  };
}

async function bodyOf(body: unknown, type = ''): Promise<SeenBody | undefined> {
  if (body === undefined || body === '') return undefined;
  if (body instanceof Blob) {
    if (/json/i.test(type)) return textBody(await body.slice(0, longest + 1).text(), body.size > longest);
    return { kind: 'bytes', size: body.size, type: body.type || type };
  }
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return { kind: 'bytes', size: body.byteLength, type };
  return textBody(typeof body === 'string' ? body : JSON.stringify(body));
}

function textBody(given: string, isCut = false): SeenBody {
  const text = withoutSecrets(given);
  return { kind: 'text', text: text.slice(0, longest), cut: isCut || text.length > longest };
}
