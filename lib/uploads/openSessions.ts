// How many upload sessions of a mailbox are open: counted from their documents, so that nothing can be forgotten or counted twice.
import { ServiceError } from '../runtime/errors.ts';
import { maxRequestSeconds } from '../runtime/limits.ts';
import type { Condition, Documents } from '../stores/documents.ts';

/** When the sweep ends a session that expires then (milliseconds since the epoch): no request that found it open is at work any more. */
export const dueOf = (expires: number): number => Math.ceil(expires / 1000) + maxRequestSeconds;

/** Seconds after which another session may have ended. */
const retryAfterSeconds = 60;

/**
 * Throws 429 where a mailbox has as many open sessions as it may; one that has expired isn't open. One query. Requests at the same moment
 * may each find the last place free, so there may be as many more as are started at once.
 */
export async function requireSessionRoom(
  { documents, clock, maxSessions }: { readonly documents: Documents; readonly clock: () => number; readonly maxSessions: number },
  partition: string,
): Promise<void> {
  if ((await documents.count(partition, openAt(clock()))) < maxSessions) return;
  throw new ServiceError(
    429,
    'TooManyRequests',
    `The mailbox has ${maxSessions} upload sessions open, as many as it may. Complete one, or cancel it by DELETE on its uploadUrl.`,
    { headers: { 'Retry-After': String(retryAfterSeconds) } },
  );
}

/** An open session is due when it expires, a completed one never. */
const openAt = (now: number): Condition => ({
  is: 'and',
  conditions: [
    { is: 'eq', property: 'kind', value: 'upload' },
    { is: 'gt', property: 'due', value: dueOf(now) },
  ],
});
