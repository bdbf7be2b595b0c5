// Bounds how many of the tasks that somebody has run side by side.

/** Runs the task when there is a place for it. */
export type Place = <T>(task: () => Promise<T>) => Promise<T>;

/** Lets so many tasks run at once; the others follow in the order of their calls. */
export function places(free: number): Place {
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
