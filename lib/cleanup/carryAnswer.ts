// Carries an attendee's answer to the organizer's event where the request that gave it could not.
import type { PendingAnswer } from '../calendar/entries/pendingAnswer.ts';
import type { Entries } from '../calendar/entries/entries.ts';
import { mailboxIn } from '../calendar/mailbox.ts';

/** `partition`: that of the attendee's mailbox, where the answer waits. */
export async function carryAnswer(
  { entries }: { readonly entries: Pick<Entries, 'carry'> },
  partition: string,
  pending: PendingAnswer,
): Promise<void> {
  const mailbox = mailboxIn(partition);
  if (mailbox === undefined) throw new Error(`Not a mailbox: ${partition}`);
  await entries.carry(mailbox, pending);
}
