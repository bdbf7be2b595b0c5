// Limits how many new invitations a mailbox takes in a day, from one sender and from all together.
import { secondsPerDay } from '../../runtime/clock.ts';
import { hashedId } from '../../runtime/ids.ts';
import type { Allowance } from '../allowance.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';

export interface DailyInvitations {
  /** From one organizer into one mailbox, and from one user, in whoever's name the user sends. */
  readonly ofOne: number;
  /** From all organizers into one mailbox. */
  readonly ofAll: number;
}

/**
 * The allowances that one new invitation of these senders (`sendersOf`) takes of the invited person's UTC day. The caller commits them in
 * the batch, in that person's mailbox, that creates the invitation; one that replaces an older message takes none. Then no more invitations
 * come in one UTC day than the limits say, whatever is deleted or repeated meanwhile; 24 hours that lie in two days may have twice as many.
 * The caller decides what happens when a limit is reached.
 */
export function dailyAllowances(senders: readonly Mailbox[], { ofOne, ofAll }: DailyInvitations, now: number): readonly Allowance[] {
  const day = new Date(now).toISOString().slice(0, 10);
  return [
    { id: `invitations:${day}`, takes: 1, limit: ofAll, ttl: 2 * secondsPerDay },
    ...senders.map((each) => ({
      id: hashedId('invitations', day, mailboxPartition(each)),
      takes: 1,
      limit: ofOne,
      ttl: 2 * secondsPerDay,
    })),
  ];
}
