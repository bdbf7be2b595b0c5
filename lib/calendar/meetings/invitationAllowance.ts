// How many new invitations a mailbox takes in a day: from one sender, and from all of them together.
import { secondsPerDay } from '../../runtime/clock.ts';
import { dailySeriesOfOne } from '../../runtime/limits/meetings.ts';
import { hashedId } from '../../runtime/ids.ts';
import type { Allowance } from '../allowance.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';

export interface DailyInvitations {
  /** From one sender (`senderOf`) into one mailbox. */
  readonly ofOne: number;
  /** From all senders into one mailbox. */
  readonly ofAll: number;
}

/**
 * What one new invitation of this sender takes of the invited person's day (UTC). It belongs into the batch, in that person's mailbox, that
 * makes what the invitation is about; what takes the place of something that is there already takes nothing. In one UTC day no more come
 * than the limits say, whatever is deleted or repeated meanwhile. In 24 hours that begin within a day there may be twice as many. What
 * happens beyond is the caller's to say.
 */
export function dailyAllowances(sender: Mailbox, { ofOne, ofAll }: DailyInvitations, now: number): readonly Allowance[] {
  const day = new Date(now).toISOString().slice(0, 10);
  const ttl = 2 * secondsPerDay;
  return [
    { id: `invitations:${day}`, takes: 1, limit: ofAll, ttl },
    { id: hashedId('invitations', day, mailboxPartition(sender)), takes: 1, limit: ofOne, ttl },
  ];
}

/**
 * What a new series in somebody's calendar takes of that person's day: beyond it, the invitation is a message alone, and an answer makes the
 * entry (contract, section 18). A series makes its reader busy for years, and every window of theirs dearer.
 */
export const newSeriesAllowance = (sender: Mailbox, now: number): Allowance => ({
  id: hashedId('series', new Date(now).toISOString().slice(0, 10), mailboxPartition(sender)),
  takes: 1,
  limit: dailySeriesOfOne,
  ttl: 2 * secondsPerDay,
});
