// Ends a request that stands still: a connection that is half dead would otherwise never say so.
import { ConnectionLost, type Send } from './wire.ts';

/** Resolves after so many milliseconds; rejects with the signal's reason once that is aborted. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Milliseconds without a byte or an answer after which a connection counts as lost. */
const standstillMs = 45_000;

/** The same sender, but a request of which nothing is heard for so long rejects with `ConnectionLost`. */
export function withPatience(send: Send, wait: Wait, ms = standstillMs): Send {
  return async (asked) => {
    const lost = new AbortController();
    const over = new AbortController();
    let turn = new AbortController();
    const watch = (): void => {
      turn.abort();
      turn = new AbortController();
      const signal = AbortSignal.any([turn.signal, over.signal]);
      wait(ms, signal).then(
        () => lost.abort(new ConnectionLost()),
        () => undefined,
      );
    };
    watch();
    try {
      return await send({
        ...asked,
        signal: AbortSignal.any([asked.signal, lost.signal]),
        onProgress: (bytes) => {
          watch();
          asked.onProgress?.(bytes);
        },
      });
    } finally {
      over.abort();
    }
  };
}
