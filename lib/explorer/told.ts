// `fetch` that tells how much of the body is on its way, which XMLHttpRequest alone can.

export interface Told {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: XMLHttpRequestBodyInit;
  readonly signal: AbortSignal;
  /** Bytes of the body that have left; not called for a body that is empty. */
  readonly onProgress: ((bytes: number) => void) | undefined;
}

/** Answers of these have no body, not even an empty one. */
const withoutBody: readonly number[] = [204, 205, 304];

/** Rejects as `fetch` does: with a TypeError where no answer comes, and with the signal's reason once that is aborted. */
export function fetchTold(url: string, { method, headers, body: sent, signal, onProgress }: Told): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const stop = (): void => {
      request.abort();
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('Stopped.', 'AbortError'));
    };
    signal.addEventListener('abort', stop);
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
    request.upload.addEventListener('progress', ({ loaded }) => onProgress?.(loaded));
    request.addEventListener('error', () => reject(new TypeError('The connection was lost.')));
    request.addEventListener('load', () => {
      const { status } = request;
      const bytes: unknown = request.response;
      const body = bytes instanceof ArrayBuffer && !withoutBody.includes(status) ? bytes : null;
      resolve(new Response(body, { status, headers: headersOf(request) }));
    });
    request.open(method, url);
    request.responseType = 'arraybuffer';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(sent ?? null);
  });
}

function headersOf(request: XMLHttpRequest): Headers {
  const lines = request.getAllResponseHeaders().split('\r\n');
  return new Headers(lines.filter((line) => line.includes(': ')).map((line): [string, string] => splitAt(line, line.indexOf(': '))));
}

const splitAt = (line: string, at: number): [string, string] => [line.slice(0, at), line.slice(at + 2)];
