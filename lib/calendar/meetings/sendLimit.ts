// Limits how many people meetings tell something in an hour: the batch that writes the outbox counts them, for its mailbox and author.
import type { Clock } from '../../runtime/clock.ts';
import { isRefusedByLimit, ServiceError } from '../../runtime/errors.ts';
import type { Documents } from '../../stores/documents.ts';
import { createAllowances, type Allowance, type Allowances } from '../allowance.ts';
import { mailboxPartition } from '../mailbox.ts';
import { toldBy } from './outbox.ts';
import { sendersOf } from './senders.ts';

const hourMs = 60 * 60_000;

/**
 * The same documents, but each commit with an outbox counts the people whom the outbox tells something, so that no way to change a meeting
 * can forget to count. It counts them for the mailbox, and for the user who writes in somebody else's or a group's mailbox (`sendersOf`).
 * Hours begin on the hour: 60 minutes that lie in two hours may have twice as many. A commit throws 429 with `Retry-After`, and writes
 * nothing, when either count would exceed `recipients` in this hour. Costs one batch more for a user who writes in another mailbox.
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
 * Counts for the sender before the commit, since that count lies in another partition. If the process crashes in between, the sender loses
 * a little of the hour's allowance, but nobody is told uncounted. If nothing was written for certain, the count is given back.
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
