// Limits each caller: requests and bytes in a window of time, and requests at the same time. Beyond the limits: 429 with `Retry-After`.
import type { Clock, Randomness } from '../../runtime/clock.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { createCellFinder, createSlidingCounts, type SlidingCounts } from './slidingCounts.ts';

/** What one caller may have; each instance counts by itself (contract, section 6). */
export interface ThrottleLimits {
  readonly windowMs: number;
  /** In a window. */
  readonly requests: number;
  /** Bytes in a window: those of the bodies of requests, and those that are copied for them. */
  readonly bytes: number;
  readonly atOnce: number;
}

/** The target of a request, and how many bytes of bodies the target accepts in a window from all senders together. */
export interface Destination {
  readonly key: string;
  readonly bytes: number;
}

/** One request, which can be let in once. */
export interface ThrottledRequest {
  /**
   * Lets the request in, with a body of so many bytes. Throws 429 with `Retry-After`. A refused request isn't counted, so a caller that
   * comes back at the time named there is let in.
   */
  admit(who: string, bytes: number, to?: Destination): void;
  /**
   * Counts so many bytes more for the request, which it causes without having sent them. Throws 429 as `enter` does. More bytes than the
   * limit of a window are allowed if the window is empty.
   */
  countBytes(bytes: number): void;
  /** Counts so many requests more for the request, since it causes as much work as they would. Throws 429 as `bring` does. */
  countRequests(requests: number): void;
  /** The request has ended. Does nothing if it was never let in, or when called a second time. */
  end(): void;
}

export interface Throttle {
  begin(): ThrottledRequest;
}

/** Seconds after which one of the running requests has probably ended. */
const retryAfterOthersSeconds = 1;

export function createThrottle(limits: ThrottleLimits, clock: Clock, randomness: Randomness): Throttle {
  const cellsOf = createCellFinder(randomness);
  const requests = createSlidingCounts(clock, limits.windowMs);
  const bodies = createSlidingCounts(clock, limits.windowMs);
  /** Bytes by destination; made when the first body is sent to one. */
  let arrived: SlidingCounts | undefined;
  /** How many requests each caller has running; callers without any have no entry. */
  const atWork = new Map<string, number>();
  const windowSeconds = limits.windowMs / 1000;

  const tooManyBytes = (waitMs: number): ServiceError =>
    tooMany(`${limits.bytes} bytes of bodies in ${windowSeconds} seconds, copies included`, Math.ceil(waitMs / 1000));

  const fill = ({ key, bytes: limit }: Destination, bytes: number): void => {
    arrived ??= createSlidingCounts(clock, limits.windowMs);
    const cells = cellsOf(key);
    const wait = arrived.wait(cells, bytes, limit);
    if (wait > 0) throw tooMuch(limit, windowSeconds, Math.ceil(wait / 1000));
    arrived.add(cells, bytes);
  };
  const enter = (who: string, bytes: number, to?: Destination): void => {
    const others = atWork.get(who) ?? 0;
    if (others >= limits.atOnce) throw tooMany(`${limits.atOnce} at once`, retryAfterOthersSeconds);
    const cells = cellsOf(who);
    const waitForRequests = requests.wait(cells, 1, limits.requests);
    const waitForBytes = bodies.wait(cells, bytes, limits.bytes);
    const longer = Math.max(waitForRequests, waitForBytes);
    if (waitForRequests > 0) throw tooMany(`${limits.requests} in ${windowSeconds} seconds`, Math.ceil(longer / 1000));
    if (waitForBytes > 0) throw tooManyBytes(longer);
    if (to !== undefined) fill(to, bytes);
    requests.add(cells, 1);
    bodies.add(cells, bytes);
    atWork.set(who, others + 1);
  };
  const bring = (who: string, bytes: number): void => {
    const cells = cellsOf(who);
    const waitMs = bodies.wait(cells, Math.min(bytes, limits.bytes), limits.bytes);
    if (waitMs > 0) throw tooManyBytes(waitMs);
    bodies.add(cells, bytes);
  };
  const work = (who: string, count: number): void => {
    const cells = cellsOf(who);
    const waitMs = requests.wait(cells, Math.min(count, limits.requests), limits.requests);
    if (waitMs > 0) throw tooMany(`${limits.requests} in ${windowSeconds} seconds`, Math.ceil(waitMs / 1000));
    requests.add(cells, count);
  };
  const leave = (who: string): void => {
    const others = (atWork.get(who) ?? 1) - 1;
    if (others > 0) atWork.set(who, others);
    else atWork.delete(who);
  };

  return {
    begin() {
      let entered: string | undefined;
      let counted: string | undefined;
      return {
        admit(who, bytes, to) {
          enter(who, bytes, to);
          entered = who;
          counted = who;
        },
        countBytes(bytes) {
          if (counted !== undefined) bring(counted, bytes);
        },
        countRequests(more) {
          if (counted !== undefined) work(counted, more);
        },
        end() {
          if (entered !== undefined) leave(entered);
          entered = undefined;
        },
      };
    },
  };
}

const tooMany = (limit: string, retryAfterSeconds: number): ServiceError =>
  refusal(`Too many requests: one application has at most ${limit} for one mailbox.`, retryAfterSeconds);

const tooMuch = (bytes: number, windowSeconds: number, retryAfterSeconds: number): ServiceError =>
  refusal(
    `This upload session takes at most ${bytes} bytes in ${windowSeconds} seconds, ranges that come again included.`,
    retryAfterSeconds,
  );

const refusal = (message: string, retryAfterSeconds: number): ServiceError =>
  new ServiceError(429, 'TooManyRequests', `${message} Repeat the request after the time in Retry-After.`, {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
