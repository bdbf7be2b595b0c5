// Gathers lines of the log for a moment and writes them at once: to write takes as long as all else that the log does, however much it is.

/** Milliseconds that a line waits for others at most. */
const gatherMs = 20;

export interface Gathered {
  /** Takes a line, which is written within 20 ms. */
  add(line: string): void;
  /** Writes all that was taken, before it returns. */
  flush(): void;
}

/** `write` is given the lines with line feeds between them; `later` begins the wait. */
export function gathered(write: (lines: string) => void, later: (flush: () => void) => void = afterAWhile): Gathered {
  let lines: string[] = [];
  const flush = (): void => {
    const waiting = lines;
    lines = [];
    if (waiting.length > 0) write(waiting.join('\n'));
  };
  return {
    add(line) {
      if (lines.push(line) === 1) later(flush);
    },
    flush,
  };
}

/** The wait keeps no process alive: what ends by itself flushes as it ends. */
const afterAWhile = (flush: () => void): void => void setTimeout(flush, gatherMs).unref();

/** The signals that end a process which doesn't listen for them. */
const deadly = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Has this called before the process ends, however it does: by itself, by an error that nobody catches, or by a signal. A signal that nobody
 * else listens for ends the process as if nobody had listened. Only what kills at once (SIGKILL, no memory left) leaves no time.
 */
export function beforeTheEnd(run: () => void): void {
  process.on('exit', run);
  for (const signal of deadly)
    process.once(signal, () => {
      run();
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
}
