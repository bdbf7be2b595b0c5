// One request to a store as undici sends it, and its answer.
import { Readable } from 'node:stream';
import { RestError, type PipelineRequest } from '@azure/core-rest-pipeline';
import type { Dispatcher } from 'undici';

type Controller = Dispatcher.DispatchController;

/** What the SDKs know an aborted request by. */
export class AbortError extends Error {
  override readonly name = 'AbortError';
}

/** An answer: whole, or a stream where the request asks for one of this status. Names of headers are in lower case. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly stream?: Readable;
}

/** What the exchange knows of its request, which may be one of an SDK. */
export interface Asked {
  readonly signal?: PipelineRequest['abortSignal'];
  readonly request?: PipelineRequest;
}

interface Listener {
  resolve(answered: Answered): void;
  /** With a `RestError` that has the code of the connection's failure, or with an `AbortError`. */
  reject(error: Error): void;
}

/** Hears what undici tells of a request, ends it with the request's signal, and tells the listener once. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #asked: Asked;
  readonly #listener: Listener;
  readonly #chunks: Buffer[] = [];
  #answered: Pick<Answered, 'status' | 'headers'> | undefined;
  #stream: Answer | undefined;
  #controller: Controller | undefined;

  constructor(asked: Asked, listener: Listener) {
    this.#asked = asked;
    this.#listener = listener;
    asked.signal?.addEventListener('abort', this.#abort);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    // It may have waited for a connection until now.
    if (this.#asked.signal?.aborted === true) this.#abort();
  }

  onResponseStart(controller: Controller, status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    // RFC 9110, section 15.2: the answer itself is still to come.
    if (status < 200) return;
    const streamed = this.#asked.request?.streamResponseStatusCodes;
    this.#answered = { status, headers: firstOf(headers) };
    if (streamed?.has(status) !== true && streamed?.has(Infinity) !== true) return;
    this.#stream = new Answer(controller);
    this.#listener.resolve({ ...this.#answered, text: '', stream: this.#stream });
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#stream === undefined) this.#chunks.push(chunk);
    else if (!this.#stream.push(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#end();
    if (this.#stream !== undefined) this.#stream.finish();
    else if (this.#answered !== undefined) this.#listener.resolve({ ...this.#answered, text: textOf(this.#chunks) });
  }

  onResponseError(_: Controller, error: Error): void {
    this.#end();
    const failure = error instanceof AbortError ? error : restError(error, this.#asked.request);
    if (this.#stream === undefined) this.#listener.reject(failure);
    else this.#stream.destroy(failure);
  }

  /** Whoever waits is told at once; undici tells of it when it comes to the request. */
  readonly #abort = (): void => {
    const error = new AbortError('The request was aborted.');
    if (this.#stream === undefined) this.#listener.reject(error);
    this.#controller?.abort(error);
  };

  #end(): void {
    this.#asked.signal?.removeEventListener('abort', this.#abort);
  }
}

/** An answer's body that is read as it comes: the connection waits for whoever reads it, and is closed when nobody wants the rest. */
class Answer extends Readable {
  readonly #controller: Controller;
  #whole = false;

  constructor(controller: Controller) {
    super();
    this.#controller = controller;
    // Whoever reads it later meets the error then; nobody yet is no reason to end the process.
    this.on('error', () => undefined);
  }

  override _read(): void {
    if (this.#controller.paused) this.#controller.resume();
  }

  finish(): void {
    this.#whole = true;
    this.push(null);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#whole && !this.#controller.aborted) this.#controller.abort(error ?? new AbortError('Nobody reads the answer.'));
    done(error);
  }
}

/** The values as the SDKs read them: of a header that is repeated, the first. */
function firstOf(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const first: Record<string, string> = {};
  for (const [name, given] of Object.entries(headers)) {
    const value = Array.isArray(given) ? given[0] : given;
    if (value !== undefined) first[name] = value;
  }
  return first;
}

const textOf = ([only, ...more]: readonly Buffer[]): string =>
  only === undefined ? '' : (more.length === 0 ? only : Buffer.concat([only, ...more])).toString('utf8');

function restError(error: Error, request: PipelineRequest | undefined): RestError {
  const code: unknown = Reflect.get(error, 'code');
  return new RestError(error.message, {
    code: typeof code === 'string' ? code : RestError.REQUEST_SEND_ERROR,
    ...(request && { request }),
  });
}
