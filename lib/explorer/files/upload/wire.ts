// What the engine of uploads asks of its surroundings: requests, and nothing of a browser, so that it runs wherever bytes can be sent.

/** A file as a person has chosen it; a browser's `File` is one. */
export interface Chosen {
  readonly name: string;
  /** The media type, or an empty text. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  slice(first: number, end: number): Blob;
}

export interface Asked {
  readonly method: string;
  /** A path of the API, or an upload session's URL. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Blob | string;
  readonly signal: AbortSignal;
  /** Told how many bytes of the body are on their way; where it can't be known, it is never called. */
  readonly onProgress?: (bytes: number) => void;
}

export interface Answered {
  readonly status: number;
  /** A header's value, by its name in any case. */
  header(name: string): string | null;
  readonly text: string;
}

/** Sends one request. Rejects with `ConnectionLost` when no answer comes, and with the signal's reason once that is aborted. */
export type Send = (asked: Asked) => Promise<Answered>;

/** No answer came: the connection couldn't be made, was cut, or stands still. */
export class ConnectionLost extends Error {
  constructor() {
    super('The connection was lost.');
    this.name = 'ConnectionLost';
  }
}

/** A property of an answer's JSON; undefined where it isn't JSON, or has none of that name. */
export function propertyOf(text: string, ...names: readonly string[]): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const name of names) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, name)?.value;
  }
  return value;
}
