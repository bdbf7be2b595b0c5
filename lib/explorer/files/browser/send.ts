// How a page sends bytes: to the API through its one door, to upload URLs by XMLHttpRequest, which alone tells how far a request is.
import { announce, call, GraphError } from '../../graph.ts';
import { ConnectionLost, type Answered, type Send } from '../upload/wire.ts';

/** A request to the API, with the person's token. */
export const askApi: Send = async ({ method, url, headers = {}, body, signal }) => {
  try {
    const answer = await call(method, url, { headers, signal, as: 'text', ...(body !== undefined && { body: new Blob([body]) }) });
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
    return { status: answer.status, header: (name) => answer.headers.get(name), text };
  } catch (error) {
    if (error instanceof GraphError && error.status === 0) throw new ConnectionLost();
    throw error;
  }
};

/** A request to an upload session, whose URL is all the right that it needs. */
export const sendBytes: Send = ({ method, url, headers = {}, body, signal, onProgress }) =>
  new Promise<Answered>((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const ended = announce({ method, url, headers, withToken: false, body: typeof body === 'string' ? new Blob([body]) : body });
    const end = (error: Error): void => {
      signal.removeEventListener('abort', stop);
      ended(error.message);
      reject(error);
    };
    const stop = (): void => {
      request.abort();
      end(signal.reason instanceof Error ? signal.reason : new DOMException('Stopped.', 'AbortError'));
    };
    signal.addEventListener('abort', stop);
    request.upload.addEventListener('progress', ({ loaded }) => onProgress?.(loaded));
    request.addEventListener('error', () => end(new ConnectionLost()));
    request.addEventListener('load', () => {
      signal.removeEventListener('abort', stop);
      const { status, responseText: text } = request;
      ended({ status, headers: headersOf(request), body: parsed(text) });
      resolve({ status, header: (name) => request.getResponseHeader(name), text });
    });
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(body ?? null);
  });

function headersOf(request: XMLHttpRequest): Headers {
  const lines = request.getAllResponseHeaders().split('\r\n');
  return new Headers(lines.filter((line) => line.includes(': ')).map((line): [string, string] => splitAt(line, line.indexOf(': '))));
}

const splitAt = (line: string, at: number): [string, string] => [line.slice(0, at), line.slice(at + 2)];

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
