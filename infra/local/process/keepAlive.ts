// Keeps one part running: started again when it dies alone, replaced on request, given up when it keeps dying.
import { StartError, describe } from './child.ts';
import type { Child } from './children.ts';

/** This many deaths within this time (milliseconds) are no accident any more. */
const mostDeaths = 5;
const deathsWithin = 30_000;

export interface KeepAlive {
  readonly start: () => Promise<Child>;
  /** Told of each process that is ready, the first one included. */
  readonly onReady: (child: Child) => void;
  /** Told in one line why the part was started again. */
  readonly say: (line: string) => void;
  /** How long a part may take to stop, in milliseconds. */
  readonly patience: number;
  /** Aborted when the stack stops: from then on nothing is started again. */
  readonly over: AbortSignal;
}

export interface Kept {
  /** The process that was ready last. */
  current(): Child;
  /** Resolves when the part has ended because the stack stops. Throws StartError when it keeps dying. */
  readonly ended: Promise<void>;
  /** Stops the part and starts it again; during a start, once more after it. */
  replace(): void;
  /** Stops the part for good. The stack must be over by then. */
  stop(): Promise<void>;
}

/** Starts the part and keeps it. Throws what the first start throws. */
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
  // A function, for the compiler doesn't see that `replace` may have been called in between.
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
