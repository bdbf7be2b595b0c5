// Brings one person to what a meeting is now: their messages, and their entry, in a batch of their mailbox.
import type { EventRecord } from '../../events/record/eventRecord.ts';
import type { EventKey, Mailbox } from '../../mailbox.ts';
import type { Along, Inboxes } from '../inbox.ts';
import { senderOf } from '../senders.ts';
import { messageOf, type Subject } from './letters.ts';
import type { Visit } from './plan.ts';

/** The meeting that an entry shows. */
export interface Shown {
  readonly key: EventKey;
  readonly incarnation: string;
  /** Whose limits count what comes new (`senderOf`). */
  readonly sender: Mailbox;
  /** Undefined once it is gone. */
  readonly event: EventRecord | undefined;
}

/**
 * Makes the writes that bring one person's entry to the meeting as it is now, with what they take from the person's allowances; none where
 * it is there already. Called for everybody whose told version is older, whether or not a message is due, and again for each attempt.
 */
export type EntryWrites = (recipient: Mailbox, shown: Shown) => Promise<Along>;

export interface BringDependencies {
  readonly inboxes: Inboxes;
  readonly entryWrites: EntryWrites;
  /** Seconds that a message lives. */
  readonly messageTtl: number;
  /** Whether the mailbox's owner was deleted: then nothing may be written into it. */
  readonly isGone: (mailbox: Mailbox) => Promise<boolean>;
}

/**
 * Sends a visit's letters: those of occurrences first, then the event's own in one batch with the entry. `refused` where a mailbox takes no
 * more messages; then the others were delivered all the same. May be repeated, also at once: each message has one place and one id.
 */
export async function bring(deps: BringDependencies, subject: Subject, { user, letters }: Visit): Promise<'delivered' | 'refused'> {
  const { inboxes, entryWrites, messageTtl, isGone } = deps;
  const { meeting, incarnation, author } = subject.pending;
  const recipient: Mailbox = { tenant: meeting.mailbox.tenant, kind: 'users', id: user };
  if (await isGone(recipient)) return 'delivered';
  const sender = senderOf(meeting.mailbox, author);
  const shown: Shown = { key: meeting, incarnation, sender, event: subject.event };
  const along = (): Promise<Along> => entryWrites(recipient, shown);
  let isRefused = false;
  for (const letter of letters.filter(({ day }) => day !== undefined)) {
    const message = messageOf(subject, letter, recipient, messageTtl);
    if ((await inboxes.put(recipient, sender, message, letter)) === 'refused') isRefused = true;
  }
  const own = letters.find(({ day }) => day === undefined);
  if (own === undefined) await inboxes.bring(recipient, along);
  else {
    const message = messageOf(subject, own, recipient, messageTtl);
    if ((await inboxes.put(recipient, sender, message, { ...own, along })) === 'refused') isRefused = true;
  }
  return isRefused ? 'refused' : 'delivered';
}
