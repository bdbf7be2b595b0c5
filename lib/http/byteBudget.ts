// How many bytes of bodies and contents one process holds at once; beyond it a request is told to come again.
import { unavailable } from '../errors.ts';
import { turnPatienceSeconds } from '../limits.ts';
import { createTurns, type Turns } from './turns.ts';

/** A request's part of the budget. */
export interface Share {
  /** Takes so many bytes more. Throws 503 with `Retry-After` when the budget is spent. */
  take(bytes: number): void;
  /**
   * Waits until nobody else has the turn by which large files pass through one at a time, and keeps it; a second call changes nothing.
   * Throws 503 with `Retry-After` when it doesn't come in time.
   */
  takeTurn(): Promise<void>;
  /** Gives everything back, the turn too. */
  release(): void;
}

export interface ByteBudget {
  share(): Share;
  readonly used: number;
  /** The most bytes that were taken at once since this was asked before. */
  takePeak(): number;
}

const retryAfterSeconds = 1;
const retryAfterTurnSeconds = 5;

/** A budget of so many bytes, and of one turn (contract, sections 2 and 6). */
export function createByteBudget(total: number, turns: Turns = createTurns(turnPatienceSeconds * 1000, retryAfterTurnSeconds)): ByteBudget {
  let used = 0;
  let peak = 0;
  return {
    get used() {
      return used;
    },
    takePeak() {
      const highest = peak;
      peak = used;
      return highest;
    },
    share() {
      let taken = 0;
      let turn: Promise<() => void> | undefined;
      return {
        take(bytes) {
          if (used + bytes > total) throw unavailable('The service is busy with other files.', retryAfterSeconds);
          used += bytes;
          taken += bytes;
          peak = Math.max(peak, used);
        },
        async takeTurn() {
          await (turn ??= turns.take());
        },
        release() {
          used -= taken;
          taken = 0;
          turn?.then(
            (end) => end(),
            () => undefined,
          );
          turn = undefined;
        },
      };
    },
  };
}
