// Chance that is the same for the same seed.
export interface Chance {
  /** A whole number from 0 to below the bound. */
  below(bound: number): number;
  oneOf<T>(all: readonly T[]): T | undefined;
}

/** A linear congruential generator (Numerical Recipes). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const below = (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  return { below, oneOf: (all) => all[below(all.length)] };
}
