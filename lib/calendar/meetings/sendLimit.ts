// How many people the meetings of one mailbox tell something in an hour: counted in the batch that has something to tell.
import type { Clock } from '../../runtime/clock.ts';
import { ServiceError } from '../../runtime/errors.ts';
import type { Documents, Write } from '../../stores/documents.ts';
import { createAllowances } from '../allowance.ts';
import { recipientsOf } from './outbox.ts';

const hourMs = 60 * 60_000;

/**
 * The same documents, whose every commit with an outbox counts whom that tells something, so that no way to change a meeting can forget
 * it. An hour begins at the full one: in 60 minutes that lie in two there may be twice as many. A commit throws 429 with `Retry-After`
 * when they would be more than `recipients` in this hour; then nothing of it is written.
 */
export function limitSends(documents: Documents, clock: Clock, recipients: number): Documents {
  const allowances = createAllowances(documents, clock);
  return {
    ...documents,
    async commit(partition, writes) {
      const takes = writes.reduce((sum, write) => sum + toldBy(write), 0);
      if (takes === 0) return documents.commit(partition, writes);
      const hour = Math.floor(clock() / hourMs);
      const allowance = { id: `sends:${hour}`, takes, limit: recipients, ttl: (2 * hourMs) / 1000 };
      const committed = await allowances.commit(partition, writes, [allowance]);
      if (committed.outcome === 'spent') throw tooManyRecipients(recipients, (hour + 1) * hourMs - clock());
      return committed;
    },
  };
}

const toldBy = (write: Write): number => (write.write === 'create' && write.document.kind === 'outbox' ? recipientsOf(write.document) : 0);

const tooManyRecipients = (recipients: number, waitMs: number): ServiceError =>
  new ServiceError(
    429,
    'TooManyRequests',
    `The meetings of one mailbox tell at most ${recipients} recipients in an hour of invitations and updates. Nothing was changed; repeat the request after the time in Retry-After.`,
    { headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) } },
  );
