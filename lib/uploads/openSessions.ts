// How many upload sessions of a mailbox are open: never more than it may have, however many are started at once.
import { createAllowances, recount } from '../calendar/allowance.ts';
import { commitCounted, type QuotaDependencies } from '../calendar/quota.ts';
import { ServiceError } from '../runtime/errors.ts';
import { maxRequestSeconds } from '../runtime/limits.ts';
import type { Committed, Condition, Write } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';

/**
 * When the sweep ends a session, in seconds since the epoch; `expires` is in milliseconds. By then no request that found the session open
 * is still running.
 */
export const dueOf = (expires: number): number => Math.ceil(expires / 1000) + maxRequestSeconds;

/** Seconds to wait before the next try: another session may have ended by then. */
const retryAfterSeconds = 60;

const sessionsDocument = 'uploads';

export interface SessionRoom extends QuotaDependencies {
  /** Sessions that one mailbox may have open. */
  readonly maxSessions: number;
}

/**
 * Commits the writes that start a session. The same batch counts the session and charges `more` bytes to the quota. The counter doesn't go
 * down when a session ends: it holds the open sessions that were found by the last count and all that were started since, so it is never
 * too low. When it reaches the limit, the open sessions are counted again. Throws 429 when the mailbox has as many open sessions as it may;
 * an expired session isn't open. Costs the commit alone, and a point read, a query and two writes each time the counter reaches the limit.
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

/** Open sessions: those that are due later than one that expires now. A completed session has no `due`. */
const openAt = (now: number): Condition => ({
  is: 'and',
  conditions: [
    { is: 'eq', property: 'kind', value: 'upload' },
    { is: 'gt', property: 'due', value: dueOf(now) },
  ],
});
