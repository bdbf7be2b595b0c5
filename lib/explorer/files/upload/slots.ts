// So many requests at a time, whichever file they belong to: a browser has six connections to a host, and the page needs some itself.

export interface Slots {
  /** Runs it as soon as there is room; rejects with the signal's reason if that is aborted before. */
  use<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<() => void>();
  const wakeNext = (): void => {
    const [next] = waiting;
    next?.();
  };
  /** Until it is woken, or the signal is aborted. */
  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const woken = (): void => {
        waiting.delete(woken);
        signal.removeEventListener('abort', woken);
        resolve();
      };
      waiting.add(woken);
      signal.addEventListener('abort', woken);
    });
  return {
    async use(signal, run) {
      while (free === 0 && !signal.aborted) await turn(signal);
      if (signal.aborted) {
        // A free place may have been offered to this request, which passes it on.
        if (free > 0) wakeNext();
        signal.throwIfAborted();
      }
      free -= 1;
      try {
        return await run();
      } finally {
        free += 1;
        wakeNext();
      }
    },
  };
}
