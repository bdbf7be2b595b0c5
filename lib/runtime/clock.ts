// The sources of time and of randomness: callers pass them in everywhere, so that tests decide both.
import { randomBytes } from 'node:crypto';

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** `n` bytes that nobody can guess. */
export type Randomness = (n: number) => Buffer;

export const systemClock: Clock = () => Date.now();

/** Milliseconds since the process began, by a clock that nobody sets: for how long something took or was kept, in this process alone. */
export const elapsed: Clock = () => performance.now();

export const systemRandomness: Randomness = (n) => randomBytes(n);

export const secondsPerDay = 24 * 60 * 60;
export const msPerDay = 1000 * secondsPerDay;
