// One upload as it is shown: which file, where it goes, how far it is.
import type { Failure } from './failures.ts';

/** Where an upload goes, and for whom. */
export interface Target {
  /** The path of the event's attachments, with its version. */
  readonly attachments: string;
  /** The event, in words. */
  readonly event: string;
}

export type UploadState =
  | { readonly is: 'queued' }
  | { readonly is: 'sending' }
  /** It goes on by itself at this time, in milliseconds since the epoch. */
  | { readonly is: 'waiting'; readonly why: string; readonly until: number }
  | { readonly is: 'paused' }
  /** It was begun before the page was loaded, and needs its file again. `wrong`: another one was given. */
  | { readonly is: 'interrupted'; readonly wrong: boolean; readonly handle?: unknown }
  | { readonly is: 'done'; readonly attachment: string }
  | { readonly is: 'failed'; readonly failure: Failure };

export interface Upload {
  readonly id: string;
  readonly target: Target;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes that have arrived or are on their way. */
  readonly sent: number;
  /** Bytes a second, over the last seconds. */
  readonly speed: number;
  readonly state: UploadState;
  /** Whether it can go on after another load of the page. */
  readonly isKept: boolean;
}

/** All uploads that aren't over: bytes, bytes that have gone, bytes a second. */
export function totalOf(uploads: readonly Upload[]): {
  readonly files: number;
  readonly size: number;
  readonly sent: number;
  readonly speed: number;
} {
  const counted = uploads.filter(({ state }) => state.is !== 'failed');
  const running = counted.some(({ state }) => state.is !== 'done');
  const sum = (of: (upload: Upload) => number): number => counted.reduce((total, upload) => total + of(upload), 0);
  return running
    ? { files: counted.length, size: sum(({ size }) => size), sent: sum(({ sent }) => sent), speed: sum(({ speed }) => speed) }
    : { files: 0, size: 0, sent: 0, speed: 0 };
}
