// Races between requests that write the same document: whoever loses one reads again and tries again, so many times and no more.
import { unavailable } from '../runtime/errors.ts';

/**
 * Attempts of one request. An attempt is lost to another request that succeeded, so the budget bounds how many others may come in between,
 * never how long nothing happens.
 */
export const attemptsOf = {
  /** What is claimed once: whoever wins leaves an answer that the others find at their next attempt. */
  claim: 4,
  /** What one person changes at a time, by some programs at most. */
  change: 8,
  /** What many change at once, each something else of it: an event with its answers and attachments. They take turns. */
  sharedChange: 32,
  /** The ranges of an upload: clients send many at once, and each is written into the same session. */
  range: 40,
} as const;

/** An attempt that another request has won. */
export const lost = Symbol('lost');

/**
 * Resolves to what the first attempt gives that isn't `lost`, and throws what an attempt throws. After `attempts` it throws 503 with the
 * text of `busy`, to be tried again in a second; or the error that `busy` makes, which may clean up before. An attempt is told how many
 * were lost before it.
 */
export async function winRace<T>(
  attempts: number,
  busy: string | (() => Promise<Error>),
  attempt: (losses: number) => Promise<T | typeof lost>,
): Promise<T> {
  for (let losses = 0; losses < attempts; losses++) {
    const outcome = await attempt(losses);
    if (outcome !== lost) return outcome;
  }
  throw typeof busy === 'string' ? unavailable(busy, 1) : await busy();
}
