// How many upload sessions of a mailbox are open: never more than it may have, however many are started at once.
import { createAllowances, recount } from '../calendar/allowance.ts';
import { commitCounted, type QuotaDependencies } from '../calendar/quota.ts';
import { ServiceError } from '../runtime/errors.ts';
import { maxRequestSeconds } from '../runtime/limits.ts';
import type { Committed, Condition, Write } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';

/** When the sweep ends a session that expires then (milliseconds since the epoch): no request that found it open is at work any more. */
export const dueOf = (expires: number): number => Math.ceil(expires / 1000) + maxRequestSeconds;

/** Seconds after which another session may have ended. */
const retryAfterSeconds = 60;

const sessionsDocument = 'uploads';

export interface SessionRoom extends QuotaDependencies {
  /** Sessions that one mailbox may have open. */
  readonly maxSessions: number;
}

/**
 * Commits what starts a session, and counts it in the same batch, with so many bytes more in the quota. Nothing gives back what ends, in
 * whatever way: the count is of what was started since the open ones were counted last, so that it is never too low. Once it is at the
 * limit they are counted again. Throws 429 where the mailbox has as many open sessions as it may; one that has expired isn't open. No call
 * more than the commit; a point read, a query and two writes each time that so many were started.
 */
export async function commitSession(
  deps: SessionRoom,
  partition: string,
  writes: readonly [Write, ...Write[]],
  more: number,
): Promise<Committed> {
  const { documents, clock, maxSessions } = deps;
  const allowances = createAllowances({ commit: (...given) => commitCounted(deps, ...given, more) }, clock);
  return winRace(attemptsOf.change, 'Too many requests start upload sessions of this mailbox at once.', async () => {
    const committed = await allowances.commit(partition, writes, [{ id: sessionsDocument, takes: 1, limit: maxSessions }]);
    if (committed.outcome !== 'spent') return committed;
    const counter = await documents.read(partition, sessionsDocument);
    if (counter === undefined) return lost;
    if ((await recount(documents, partition, counter, openAt(clock()), clock())) >= maxSessions) throw tooManySessions(maxSessions);
    return lost;
  });
}

const tooManySessions = (maxSessions: number): ServiceError =>
  new ServiceError(
    429,
    'TooManyRequests',
    `The mailbox has ${maxSessions} upload sessions open, as many as it may. Complete one, or cancel it by DELETE on its uploadUrl.`,
    { headers: { 'Retry-After': String(retryAfterSeconds) } },
  );

/** An open session is due when it expires, a completed one never. */
const openAt = (now: number): Condition => ({
  is: 'and',
  conditions: [
    { is: 'eq', property: 'kind', value: 'upload' },
    { is: 'gt', property: 'due', value: dueOf(now) },
  ],
});
