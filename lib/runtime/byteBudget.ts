// How many bytes of bodies and contents one process holds at once; beyond it a request is told to come again.
import { unavailable } from './errors.ts';
import { turnPatienceSeconds } from './limits.ts';
import { createMutex, type Mutex } from './mutex.ts';

/** A request's part of the budget. */
export interface Share {
  /** Takes so many bytes more. Throws 503 with `Retry-After` when the budget is spent. */
  take(bytes: number): void;
  /**
   * Waits for the turn, of which there is one, so that large files pass through one at a time, and keeps it; a second call does nothing.
   * Throws 503 with `Retry-After` when the turn doesn't come in time.
   */
  acquire(): Promise<void>;
  /**
   * Lends so many bytes beyond the request's end, until another request needs them: then it calls `takenBack`, for the oldest loan first.
   * Returns a function that gives them back; undefined if there is no room now. They aren't part of `used`.
   */
  lend(bytes: number, takenBack: () => void): (() => void) | undefined;
  /** Gives everything that was taken back, the turn too. */
  release(): void;
}

interface Loan {
  readonly bytes: number;
  readonly takenBack: () => void;
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
export function createByteBudget(total: number, turns: Mutex = createMutex(turnPatienceSeconds * 1000, retryAfterTurnSeconds)): ByteBudget {
  let used = 0;
  let peak = 0;
  let lent = 0;
  const loans = new Set<Loan>();
  const end = (loan: Loan): void => {
    if (loans.delete(loan)) lent -= loan.bytes;
  };
  /** Takes back what is lent until there is room for so many more. */
  const makeRoom = (bytes: number): void => {
    for (const loan of loans) {
      if (used + lent + bytes <= total) return;
      end(loan);
      loan.takenBack();
    }
  };

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
          makeRoom(bytes);
          used += bytes;
          taken += bytes;
          peak = Math.max(peak, used);
        },
        lend(bytes, takenBack) {
          if (used + lent + bytes > total) return undefined;
          const loan = { bytes, takenBack };
          loans.add(loan);
          lent += bytes;
          return () => {
            end(loan);
          };
        },
        async acquire() {
          await (turn ??= turns.acquire());
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
