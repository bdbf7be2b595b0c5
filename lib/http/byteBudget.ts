// How many bytes of bodies and contents one process holds at once; beyond it a request is told to come again.
import { unavailable } from '../errors.ts';

/** A request's part of the budget. */
export interface Share {
  /** Takes so many bytes more. Throws 503 with `Retry-After` when the budget is spent. */
  take(bytes: number): void;
  /** Gives everything back. */
  release(): void;
}

export interface ByteBudget {
  share(): Share;
  readonly used: number;
  /** The most bytes that were taken at once since this was asked before. */
  takePeak(): number;
}

const retryAfterSeconds = 1;

/** A budget of so many bytes (contract, section 6). */
export function createByteBudget(total: number): ByteBudget {
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
      return {
        take(bytes) {
          if (used + bytes > total) throw unavailable('The service is busy with other files.', retryAfterSeconds);
          used += bytes;
          taken += bytes;
          peak = Math.max(peak, used);
        },
        release() {
          used -= taken;
          taken = 0;
        },
      };
    },
  };
}
