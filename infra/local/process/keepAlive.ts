// Keeps one part running: starts it again when it dies, replaces it on request, and gives up when it keeps dying.
import { StartError, describe } from './child.ts';
import type { Child } from './children.ts';

/** A part that dies this many times within this time (milliseconds) isn't started again. */
const mostDeaths = 5;
const deathsWithin = 30_000;

export interface KeepAlive {
  readonly start: () => Promise<Child>;
  /** Called with each process that is ready, the first one included. */
  readonly onReady: (child: Child) => void;
  /** Called with one line that says why the part was started again. */
  readonly say: (line: string) => void;
  /** Milliseconds that a part may take to stop. */
  readonly patience: number;
  /** Aborted when the stack stops: from then on no part is started again. */
  readonly over: AbortSignal;
}

export interface Kept {
  /** The process that was ready last. */
  current(): Child;
  /** Resolves when the part has ended because the stack stops. Rejects with StartError when the part keeps dying. */
  readonly ended: Promise<void>;
  /** Stops the part and starts it again; a call during a start makes it start once more after that. */
  replace(): void;
  /** Stops the part for good. The caller must have aborted `over` before. */
  stop(): Promise<void>;
}

/** Starts the part and keeps it running. Throws the error of the first start. */
export async function keepAlive({ start, onReady, say, patience, over }: KeepAlive): Promise<Kept> {
  let current = await start();
  onReady(current);
  let replacing = false;

  const keep = async (): Promise<void> => {
    const { name } = current;
    let deaths: number[] = [];
    let how = await current.ended;
    while (!over.aborted) {
      if (replacing) replacing = false;
      else {
        const now = Date.now();
        deaths = [...deaths.filter((time) => time > now - deathsWithin), now];
        if (deaths.length >= mostDeaths)
          throw new StartError(`The ${name} ended ${mostDeaths} times within ${deathsWithin / 1000} s, the last time by ${how}.`);
        say(`The ${name} ended (${how}); starting it again.`);
      }
      try {
        current = await start();
      } catch (error) {
        how = describe(error);
        continue;
      }
      onReady(current);
      if (asked()) void current.stop(patience);
      how = await current.ended;
    }
  };
  // A function, since the compiler doesn't see that `replace` may have been called meanwhile.
  const asked = (): boolean => replacing;

  return {
    current: () => current,
    ended: keep(),
    replace: () => {
      replacing = true;
      void current.stop(patience);
    },
    stop: () => current.stop(patience),
  };
}
