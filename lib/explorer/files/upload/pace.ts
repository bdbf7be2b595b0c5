// How fast bytes go, over the last seconds, and how long the rest will take.

/** Milliseconds that are looked back on. */
const windowMs = 5_000;

export interface Pace {
  /** So many bytes in all have gone by now. A smaller number than before begins anew: what was on its way is lost. */
  note(bytes: number): void;
  /** Bytes a second; 0 until a quarter of a second is seen. */
  speed(): number;
  reset(): void;
}

/** A pace that is asked by this clock, in milliseconds. */
export function createPace(now: () => number): Pace {
  let seen: { readonly at: number; readonly bytes: number }[] = [];
  return {
    note(bytes) {
      const at = now();
      if ((seen.at(-1)?.bytes ?? 0) > bytes) seen = [];
      seen.push({ at, bytes });
      // One that is older stays, to measure from.
      while (seen.length > 2 && at - (seen[1]?.at ?? at) > windowMs) seen.shift();
    },
    speed() {
      const [first, last] = [seen[0], seen.at(-1)];
      if (first === undefined || last === undefined) return 0;
      // What stands still gets slower with each moment.
      const ms = now() - first.at;
      return ms < 250 ? 0 : ((last.bytes - first.bytes) / ms) * 1000;
    },
    reset() {
      seen = [];
    },
  };
}

/** Seconds that the rest takes at this speed; undefined where nothing moves. */
export const secondsLeft = (bytes: number, speed: number): number | undefined => (speed > 0 ? Math.ceil(bytes / speed) : undefined);
