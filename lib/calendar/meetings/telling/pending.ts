// What stands beside an event that has attendees: when they are due to be told, and what the event alone doesn't say.
import { z } from 'zod';
import type { StoredDocument, Write } from '../../../stores/documents.ts';
import { decode, recordShape, type Author } from '../../../stores/records.ts';
import { mailboxIn, type Mailbox } from '../../mailbox.ts';
import { messageContent } from '../message.ts';

/** What is said of something that was called off: how its attendees saw it last, and why. */
const calledOff = z.object({ snapshot: messageContent.snapshot, comment: messageContent.comment });

/** People to whom a meeting was forwarded, and what was said to them. */
const forwarded = z.object({
  /** Their addresses, in lower case. */
  to: z.array(z.string()),
  comment: messageContent.comment,
  /** Who has forwarded it; undefined for the organizer. */
  sender: messageContent.sender,
  /** The date of the occurrence that was forwarded alone. */
  day: z.string().optional(),
});

const pending = z.object({
  ...recordShape,
  id: z.string(),
  meeting: messageContent.meeting,
  incarnation: z.string(),
  /** In seconds since the epoch; without it there is nothing to tell. */
  due: z.number().optional(),
  /** Counts the writes that made it due: it stays due after a delivery that began before the last of them. */
  writes: z.number().int(),
  /** Who has made the last of these writes, and in whose name it was sent; null where that is the same person. */
  author: z.string(),
  sender: messageContent.sender.unwrap().nullable(),
  /** How many people that write invites or tells news; counted in the sender's hour. */
  recipients: z.number().int(),
  /** Occurrences that were called off since everybody was told last, by day. */
  called: z.record(z.string(), calledOff),
  /** To whom it was forwarded since everybody was told last. */
  forwards: z.record(z.string(), forwarded).default({}),
  /** Set when the event is deleted: nothing of its properties is left then. `version`: the last one of its messages. */
  gone: calledOff.extend({ from: messageContent.from, version: z.number() }).optional(),
});

export type Pending = z.infer<typeof pending>;
export type CalledOff = z.infer<typeof calledOff>;
export type Forwarded = z.infer<typeof forwarded>;

export const decodePending = (document: StoredDocument | undefined): Pending | undefined => decode('pending', pending, document);

const prefix = 'pending:';

export const pendingId = (incarnation: string): string => `${prefix}${incarnation}`;

/** What a write to a meeting says beside the event: who has made it, and how many people it invites or tells news. */
export interface Telling {
  readonly by: Author;
  readonly recipients: number;
  readonly mailbox: Mailbox;
}

const created = pending.pick({ author: true, recipients: true });

/**
 * Whom a write that is about to be made tells something; undefined for any that tells nobody. People who only get a cancellation don't
 * count: removing somebody must always be possible, and each of them was counted when invited.
 */
export function tellingOf(partition: string, write: Write): Telling | undefined {
  const mailbox = mailboxIn(partition);
  if (mailbox === undefined) return undefined;
  if (write.write === 'create' && write.document.kind === 'pending') {
    const { author, recipients } = created.parse(write.document);
    return { by: author, recipients, mailbox };
  }
  if (write.write !== 'patch' || !write.id.startsWith(prefix)) return undefined;
  const set = new Map(write.operations.flatMap((each) => (each.op === 'set' ? [[each.path, each.value] as const] : [])));
  const said = created.safeParse({ author: set.get('/author'), recipients: set.get('/recipients') });
  return said.success ? { by: said.data.author, recipients: said.data.recipients, mailbox } : undefined;
}
