// Throttles for tests: one with a clock that the test sets, and one that accepts every request.
import { expect } from 'vitest';
import { systemRandomness, type Clock } from '../../../lib/runtime/clock.ts';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import { createThrottle, type Destination, type Throttle, type ThrottleLimits } from '../../../lib/api/throttling/throttle.ts';

const plenty: ThrottleLimits = { windowMs: 600_000, requests: 1e9, bytes: 1e15, atOnce: 1e9 };

/** A throttle with only these limits. */
export const throttleOf = (limits: Partial<ThrottleLimits>, clock: Clock): Throttle =>
  createThrottle({ ...plenty, ...limits }, clock, systemRandomness);

export const unthrottled = (): Throttle => throttleOf({}, () => 0);

/** Sends one request that ends at once; returns the seconds of `Retry-After` when it is refused, otherwise 0. */
export function retryAfterOf(throttle: Throttle, who: string, bytes = 0, to?: Destination): number {
  const visit = throttle.begin();
  try {
    visit.admit(who, bytes, to);
    return 0;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect([error.status, error.code]).toEqual([429, 'TooManyRequests']);
    return Number(error.headers['Retry-After']);
  } finally {
    visit.end();
  }
}
