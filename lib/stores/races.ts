// Races between requests that write the same document: the loser reads and tries again, up to a fixed number of times.
import { unavailable } from '../runtime/errors.ts';

/**
 * How many attempts one request has. It loses an attempt only when another request succeeds, so the number limits how many other requests
 * may win first; it is never a time in which nobody's write succeeds.
 */
export const attemptsOf = {
  /** For what one request claims for good: the others find the winner's result at their next attempt. */
  claim: 4,
  /** For what only one person changes at a time, at most with a few programs. */
  change: 8,
  /** For what many requests change at once, each another part of it: an event with its answers and attachments. */
  sharedChange: 32,
  /** For the ranges of an upload: clients send many at once, and each is written into the same session document. */
  range: 40,
} as const;

/** What an attempt returns when another request was faster. */
export const lost = Symbol('lost');

/**
 * Repeats an attempt until it gives something other than `lost`, and resolves to that; throws what an attempt throws. After `attempts` lost
 * ones it throws 503 with the text `busy` and a second to wait, or the error that the function `busy` makes, which may clean up first. Each
 * attempt gets the number of those that were lost before it.
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
