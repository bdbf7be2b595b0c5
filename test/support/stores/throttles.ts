// Throttles for tests: by a clock that the test sets, and one that lets everything in.
import { systemRandomness, type Clock } from '../../../lib/runtime/clock.ts';
import { createThrottle, type Throttle, type ThrottleLimits } from '../../../lib/api/throttling/throttle.ts';

const plenty: ThrottleLimits = { windowMs: 600_000, requests: 1e9, bytes: 1e15, atOnce: 1e9 };

/** A throttle with these limits, and without the others. */
export const throttleOf = (limits: Partial<ThrottleLimits>, clock: Clock): Throttle =>
  createThrottle({ ...plenty, ...limits }, clock, systemRandomness);

export const unthrottled = (): Throttle => throttleOf({}, () => 0);
