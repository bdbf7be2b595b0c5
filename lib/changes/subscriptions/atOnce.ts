// Bounds how much of one kind of work one caller has running at once.
import { ServiceError } from '../../runtime/errors.ts';

/** Runs work for somebody, unless `limit` of the same are running; then it throws 429 with `Retry-After`. */
export type AtOnce = <T>(who: string, work: () => Promise<T>) => Promise<T>;

/** `what`: the work in the error's text. `retryAfter`: seconds after which one of those that run has probably ended. */
export function createAtOnce(limit: number, what: string, retryAfter: number): AtOnce {
  const running = new Map<string, number>();
  return async (who, work) => {
    const others = running.get(who) ?? 0;
    if (others >= limit)
      throw new ServiceError(429, 'TooManyRequests', `Too many requests: at most ${limit} ${what} at once.`, {
        headers: { 'Retry-After': String(retryAfter) },
      });
    running.set(who, others + 1);
    try {
      return await work();
    } finally {
      const left = (running.get(who) ?? 1) - 1;
      if (left > 0) running.set(who, left);
      else running.delete(who);
    }
  };
}
