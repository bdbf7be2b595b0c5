// How much one caller may ask for: requests and bytes in a window of time, and requests at once. Beyond it: 429 with `Retry-After`.
import type { Clock, Randomness } from '../../runtime/clock.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { createCellFinder, createSlidingCounts, type SlidingCounts } from './slidingCounts.ts';

/** What one caller may have; each instance counts by itself (contract, section 6). */
export interface ThrottleLimits {
  readonly windowMs: number;
  /** In a window. */
  readonly requests: number;
  /** Bytes of requests' bodies, and of what is copied for them, in a window. */
  readonly bytes: number;
  readonly atOnce: number;
}

/** What a request is sent to, and how many bytes of bodies that takes in a window, whoever sends them. */
export interface Destination {
  readonly key: string;
  readonly bytes: number;
}

/** One request, which may be let in once. */
export interface Visit {
  /**
   * Lets it in, with a body of so many bytes. Throws 429 with `Retry-After`; what is refused isn't counted, so that who comes again at that
   * time is let in.
   */
  enter(who: string, bytes: number, to?: Destination): void;
  /**
   * Counts so many bytes more for it, which it makes without bringing them. Throws 429 as `enter` does; more than a window's bytes at once are
   * let in where the window is empty.
   */
  bring(bytes: number): void;
  /** Counts so many requests more for it, whose work it makes. Throws 429 as `bring` does. */
  work(requests: number): void;
  /** It isn't at work any more, where it ever was; a second call changes nothing. */
  leave(): void;
}

export interface Throttle {
  visit(): Visit;
}

/** Seconds after which one of the requests that are at work has likely ended. */
const retryAfterOthersSeconds = 1;

export function createThrottle(limits: ThrottleLimits, clock: Clock, randomness: Randomness): Throttle {
  const cellsOf = createCellFinder(randomness);
  const requests = createSlidingCounts(clock, limits.windowMs);
  const bodies = createSlidingCounts(clock, limits.windowMs);
  /** Where bodies were sent to; there once something was. */
  let arrived: SlidingCounts | undefined;
  /** Of those alone that have requests at work. */
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
    visit() {
      let entered: string | undefined;
      let counted: string | undefined;
      return {
        enter(who, bytes, to) {
          enter(who, bytes, to);
          entered = who;
          counted = who;
        },
        bring(bytes) {
          if (counted !== undefined) bring(counted, bytes);
        },
        work(more) {
          if (counted !== undefined) work(counted, more);
        },
        leave() {
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
