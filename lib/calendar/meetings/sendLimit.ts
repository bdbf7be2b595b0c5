// How many people are told something by meetings in an hour: counted in the batch that has something to tell, for its mailbox and its author.
import type { Clock } from '../../runtime/clock.ts';
import { isRefusedByLimit, ServiceError } from '../../runtime/errors.ts';
import type { Documents } from '../../stores/documents.ts';
import { createAllowances, type Allowance, type Allowances } from '../allowance.ts';
import { mailboxPartition } from '../mailbox.ts';
import { toldBy } from './outbox.ts';
import { sendersOf } from './senders.ts';

const hourMs = 60 * 60_000;

/**
 * The same documents, whose every commit with an outbox counts whom that tells something, so that no way to change a meeting can forget
 * it: for the mailbox, and for the user who writes where that is another's or a group's (`sendersOf`). An hour begins at the full one: in 60
 * minutes that lie in two there may be twice as many. A commit throws 429 with `Retry-After` when they would be more than `recipients` in
 * this hour for either; then nothing of it is written. One batch more where somebody writes in another mailbox than the own.
 */
export function limitSends(documents: Documents, clock: Clock, recipients: number): Documents {
  const allowances = createAllowances(documents, clock);
  return {
    ...documents,
    async commit(partition, writes) {
      const telling = writes.flatMap((write) => (write.write === 'create' ? (toldBy(write.document) ?? []) : []));
      const takes = telling.reduce((sum, each) => sum + each.recipients, 0);
      if (takes === 0) return documents.commit(partition, writes);
      const hour = Math.floor(clock() / hourMs);
      const allowance = { id: `sends:${hour}`, takes, limit: recipients, ttl: (2 * hourMs) / 1000 };
      const waitMs = (hour + 1) * hourMs - clock();
      const senders = telling.flatMap(({ mailbox, by }) => sendersOf(mailbox, by).map(mailboxPartition));
      const others = [...new Set(senders)].filter((each) => each !== partition);
      const commit = async () => {
        const committed = await allowances.commit(partition, writes, [allowance]);
        if (committed.outcome === 'spent') throw tooManyRecipients('The meetings of one mailbox tell', recipients, waitMs);
        return committed;
      };
      return others.reduce((then, other) => () => reserving(allowances, other, allowance, waitMs, then), commit)();
    },
  };
}

type Committing = () => ReturnType<Documents['commit']>;

/**
 * Takes from the sender's hour first, since that is counted in another partition: whoever dies in between has lost a little of it, and
 * nobody has told anybody uncounted. What was not written for sure is given back.
 */
async function reserving(allowances: Allowances, sender: string, allowance: Allowance, waitMs: number, commit: Committing) {
  const reserved = await allowances.commit(sender, [], [allowance]);
  if (reserved.outcome !== 'done') throw tooManyRecipients('One user, in whatever mailboxes, tells by meetings', allowance.limit, waitMs);
  try {
    const committed = await commit();
    if (committed.outcome === 'refused' && !committed.repeated) await allowances.giveBack(sender, allowance);
    return committed;
  } catch (error) {
    if (isRefusedByLimit(error) || (error instanceof ServiceError && error.status === 507)) await allowances.giveBack(sender, allowance);
    throw error;
  }
}

const tooManyRecipients = (who: string, recipients: number, waitMs: number): ServiceError =>
  new ServiceError(
    429,
    'TooManyRequests',
    `${who} at most ${recipients} recipients in an hour of invitations and updates. Nothing was changed; repeat the request after the time in Retry-After.`,
    { headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) } },
  );
