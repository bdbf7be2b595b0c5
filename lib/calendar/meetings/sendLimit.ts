// How many people are told something by meetings in an hour: counted in the batch that has something to tell, for its sender.
import type { Clock } from '../../runtime/clock.ts';
import { isRefusedByLimit, ServiceError } from '../../runtime/errors.ts';
import type { Documents } from '../../stores/documents.ts';
import { createAllowances, type Allowance, type Allowances } from '../allowance.ts';
import { mailboxPartition } from '../mailbox.ts';
import { senderOf } from './senders.ts';
import { tellingOf } from './telling/pending.ts';

const hourMs = 60 * 60_000;

/**
 * The same documents. Every commit that makes a meeting's people due counts whom it invites or tells news, so that no way to change a meeting can forget it: for
 * whoever sends it (`senderOf`). An hour begins at the full one: in 60 minutes that lie in two there may be twice as many. A commit throws
 * 429 with `Retry-After` when the sender would have more than `recipients` in this hour; then nothing of it is written. It costs one batch
 * more where somebody writes in another mailbox than the own.
 */
export function limitSends(documents: Documents, clock: Clock, recipients: number): Documents {
  const allowances = createAllowances(documents, clock);
  return {
    ...documents,
    async commit(partition, writes) {
      const telling = writes.flatMap((write) => tellingOf(partition, write) ?? []);
      const takes = telling.reduce((sum, each) => sum + each.recipients, 0);
      const [first] = telling;
      if (first === undefined || takes === 0) return documents.commit(partition, writes);
      const hour = Math.floor(clock() / hourMs);
      const allowance = { id: `sends:${hour}`, takes, limit: recipients, ttl: (2 * hourMs) / 1000 };
      const refusal = () => tooManyRecipients(recipients, (hour + 1) * hourMs - clock());
      // A batch is written by one author.
      const sender = mailboxPartition(senderOf(first.mailbox, first.by));
      if (sender !== partition) return reserving(allowances, { sender, allowance, refusal }, () => documents.commit(partition, writes));
      const committed = await allowances.commit(partition, writes, [allowance]);
      if (committed.outcome === 'spent') throw refusal();
      return committed;
    },
  };
}

interface Reservation {
  /** The partition that counts. */
  readonly sender: string;
  readonly allowance: Allowance;
  readonly refusal: () => ServiceError;
}

/**
 * Takes from the sender's hour first, since that is counted in another partition: whoever dies in between has lost a little of it, and
 * nobody has told anybody uncounted. What was not written for sure is given back.
 */
async function reserving(
  allowances: Allowances,
  { sender, allowance, refusal }: Reservation,
  commit: () => ReturnType<Documents['commit']>,
): ReturnType<Documents['commit']> {
  const reserved = await allowances.commit(sender, [], [allowance]);
  if (reserved.outcome !== 'done') throw refusal();
  try {
    const committed = await commit();
    if (committed.outcome === 'refused' && !committed.repeated) await allowances.giveBack(sender, allowance);
    return committed;
  } catch (error) {
    if (isRefusedByLimit(error) || (error instanceof ServiceError && error.status === 507)) await allowances.giveBack(sender, allowance);
    throw error;
  }
}

const tooManyRecipients = (recipients: number, waitMs: number): ServiceError =>
  new ServiceError(
    429,
    'TooManyRequests',
    `The meetings of one sender tell at most ${recipients} recipients in an hour of invitations and updates. Nothing was changed; repeat the request after the time in Retry-After.`,
    { headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) } },
  );
