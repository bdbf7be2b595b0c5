// How many upload sessions of a mailbox are open: never more than it may have, nor its writers, however many are started at once.
import { createAllowances, recount, type Allowance } from '../calendar/allowance.ts';
import { mailboxPartition, type Mailbox } from '../calendar/mailbox.ts';
import { commitCounted, type QuotaDependencies } from '../calendar/quota.ts';
import { ServiceError } from '../runtime/errors.ts';
import { hashedId } from '../runtime/ids.ts';
import { maxRequestSeconds } from '../runtime/limits.ts';
import type { Committed, Condition, Write } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import type { Author } from '../stores/records.ts';

/**
 * When the sweep ends a session, in seconds since the epoch; `expires` is in milliseconds. By then no request that found the session open
 * is still running.
 */
export const sweepTimeOf = (expires: number): number => Math.ceil(expires / 1000) + maxRequestSeconds;

/** Seconds to wait before the next try: another session may have ended by then. */
const retryAfterSeconds = 60;

const sessionsDocument = 'uploads';
const othersDocument = 'uploads:others';

/** How many upload sessions a mailbox may have open, and whose. */
export interface SessionLimits {
  /** Of everybody together. */
  readonly all: number;
  /** Of everybody together but the user whose mailbox it is, who so keeps the rest. A group's mailbox is nobody's own. */
  readonly ofOthers: number;
  /** Of one of those: a user, whoever's application that is, or an application that acts for itself. */
  readonly ofOne: number;
}

/** The limits of a mailbox that may have `all` open: others have half of it, and each of them a quarter unless `ofOne` says otherwise. */
export const sessionLimits = (all: number, ofOne = Math.ceil(all / 4)): SessionLimits => ({ all, ofOthers: Math.floor(all / 2), ofOne });

export interface SessionRoom extends QuotaDependencies {
  readonly sessionLimits: SessionLimits;
}

/** Whose mailbox a session is started in, and who starts it. */
export interface Starter {
  readonly mailbox: Mailbox;
  readonly by: Author;
}

/** A bound on open sessions: the counter that holds it, which sessions it counts, and what is said where it is reached. */
interface Bound {
  readonly allowance: Allowance;
  readonly counts: readonly Condition[];
  readonly refusal: string;
}

/**
 * Commits the writes that start a session. The same batch counts the session and charges `more` bytes to the quota. Counters don't go down
 * when a session ends: each holds the open sessions that were found by the last count and all that were started since, so it is never too
 * low. When one reaches its limit, its open sessions are counted again. Throws 429 when as many are open as the mailbox may have, or this
 * starter, or everybody but its user together; an expired session isn't open. Costs the commit alone, one commit more the first time that a
 * mailbox or a starter has one, and a point read, a query and two writes each time a counter reaches its limit.
 */
export async function commitSession(
  deps: SessionRoom,
  starter: Starter,
  writes: readonly [Write, ...Write[]],
  more: number,
): Promise<Committed> {
  const { documents, clock } = deps;
  const partition = mailboxPartition(starter.mailbox);
  const bounds = boundsOf(starter, deps.sessionLimits);
  const allowances = createAllowances({ commit: (...given) => commitCounted(deps, ...given, more) }, clock);
  return winRace(attemptsOf.change, 'Too many requests start upload sessions of this mailbox at once.', async () => {
    const committed = await allowances.commit(
      partition,
      writes,
      bounds.map(({ allowance }) => allowance),
    );
    if (committed.outcome !== 'spent') return committed;
    const { id, limit } = committed.allowance;
    const reached = bounds.find(({ allowance }) => allowance.id === id);
    const counter = await documents.read(partition, id);
    if (reached === undefined || counter === undefined) return lost;
    if ((await recount(documents, partition, counter, openAt(clock(), reached.counts), clock())) >= limit)
      throw tooManySessions(reached.refusal);
    return lost;
  });
}

/** The bounds that count what this starter starts. Where the first isn't counted yet, the others aren't either. */
function boundsOf({ mailbox, by }: Starter, { all, ofOthers, ofOne }: SessionLimits): readonly Bound[] {
  const isOwn = by === `user:${mailbox.id}`;
  const bounds: Bound[] = [
    {
      allowance: { id: sessionsDocument, takes: 1, limit: all },
      counts: [],
      refusal: `The mailbox has ${all} upload sessions open, as many as it may.`,
    },
  ];
  if (mailbox.kind === 'users' && !isOwn)
    bounds.push({
      allowance: { id: othersDocument, takes: 1, limit: ofOthers },
      counts: [{ is: 'ne', property: 'createdBy', value: `user:${mailbox.id}` }],
      refusal: `The mailbox has ${ofOthers} upload sessions open that others than its user have started, as many as they may together.`,
    });
  if (!isOwn)
    bounds.push({
      allowance: { id: hashedId(sessionsDocument, by), takes: 1, limit: ofOne },
      counts: [{ is: 'eq', property: 'createdBy', value: by }],
      refusal: `You have ${ofOne} upload sessions open in this mailbox, as many as anybody may in a mailbox that isn't the own.`,
    });
  return bounds;
}

const tooManySessions = (refusal: string): ServiceError =>
  new ServiceError(429, 'TooManyRequests', `${refusal} Complete one, or cancel it by DELETE on its uploadUrl.`, {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });

/** Open sessions that meet `more`: those that are due later than one that expires now. A completed session has no `due`. */
const openAt = (now: number, more: readonly Condition[]): Condition => ({
  is: 'and',
  conditions: [{ is: 'eq', property: 'kind', value: 'upload' }, { is: 'gt', property: 'due', value: sweepTimeOf(now) }, ...more],
});
