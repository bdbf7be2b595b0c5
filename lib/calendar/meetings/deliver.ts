// Delivers an outbox: puts a message into each recipient's mailbox, then removes the outbox; a crash in between loses nothing.
import type { Documents, Write } from '../../stores/documents.ts';
import { newRecord } from '../../stores/records.ts';
import type { Entries } from '../entries/entries.ts';
import type { Mailbox } from '../mailbox.ts';
import { innermostOf } from './messages.ts';
import type { Inboxes, MeetingMessage } from './inbox.ts';
import type { MessageKind } from './message.ts';
import { shownTo, type Outbox } from './outbox.ts';
import { messageDocumentId, messageIdAt, placeOfMeeting } from './place.ts';
import { senderOf } from './senders.ts';
import { undeliveredWrite } from './undelivered.ts';

export interface DeliveryDependencies {
  readonly documents: Documents;
  readonly inboxes: Inboxes;
  /** Seconds that a message lives. */
  readonly messageTtl: number;
  /** Whether the mailbox's owner was deleted: then nothing may be written into it. */
  readonly isGone: (mailbox: Mailbox) => Promise<boolean>;
  /** Brings the entry of an attendee to the meeting as it is now. */
  readonly bring: Entries['bring'];
  /** Makes the event wait for a user with this address. */
  readonly expect: (outbox: Outbox, address: string) => Promise<void>;
}

/** How many messages of one outbox are written at the same time. */
const atOnce = 20;

const inbox = ['inbox'];

/**
 * Resolves when everybody, or `most` more people, have their message. It may run any number of times, also at once: each message has one
 * place and one id, whoever writes it. A full mailbox gets no message, and the batch that removes the outbox tells the organizer whose it
 * is. It doesn't for cancellations: whoever has no message of a meeting needs none of its end. Throws an AggregateError when somebody
 * couldn't be reached; the others have their messages, and the outbox stays due.
 */
export async function deliver(deps: DeliveryDependencies, partition: string, outbox: Outbox, most = Infinity): Promise<void> {
  const refusing: string[] = [...outbox.refused];
  const all = [
    ...outbox.sends.flatMap(({ tells, to }) =>
      to.map((user) => async () => {
        if ((await send(deps, outbox, tells, user)) === 'refused' && tells !== 'cancellation') refusing.push(user);
      }),
    ),
    ...outbox.awaits.map((address) => () => deps.expect(outbox, address)),
  ];
  const { told } = outbox;
  const letters = all.slice(told, told + most);
  const failures: unknown[] = [];
  for (let start = 0; start < letters.length; start += atOnce) {
    const settled = await Promise.allSettled(letters.slice(start, start + atOnce).map((deliverOne) => deliverOne()));
    for (const each of settled) if (each.status === 'rejected') failures.push(each.reason);
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} messages could not be delivered.`);
  // Refused when another delivery was faster, here and below.
  if (told + letters.length < all.length) {
    await deps.documents.commit(partition, [toldSoFar(outbox, told + letters.length, refusing)]);
    return;
  }
  const ends: Write = { write: 'remove', id: outbox.id };
  const telling = refusing.length === 0 ? [] : await undeliveredWrite(deps, partition, outbox, refusing);
  await deps.documents.commit(partition, [ends, ...telling]);
}

/** The write that notes in the outbox how many people were told, unless another delivery has noted it. */
function toldSoFar({ id, told }: Outbox, now: number, refused: readonly string[]): Write {
  return {
    write: 'patch',
    id,
    operations: [
      { op: 'set', path: '/told', value: now },
      { op: 'set', path: '/refused', value: refused },
    ],
    when: { is: 'eq', property: 'told', value: told },
  };
}

async function send(
  { inboxes, isGone, bring, messageTtl: ttl }: DeliveryDependencies,
  outbox: Outbox,
  tells: MessageKind,
  user: string,
): Promise<'delivered' | 'refused'> {
  const recipient: Mailbox = { tenant: outbox.meeting.mailbox.tenant, kind: 'users', id: user };
  if (await isGone(recipient)) return 'delivered';
  await bring(recipient, outbox.meeting, outbox.incarnation ?? '');
  return inboxes.put(recipient, senderOf(outbox.meeting.mailbox, outbox.createdBy), messageOf(outbox, tells, recipient, ttl));
}

function messageOf(outbox: Outbox, tells: MessageKind, recipient: Mailbox, ttl: number): MeetingMessage {
  const { meeting, incarnation, from, sender, comment, created, createdBy, version } = outbox;
  const messageId = messageIdAt(placeOfMeeting(recipient, outbox), outbox.id);
  return {
    id: messageDocumentId(messageId),
    kind: 'message',
    ...newRecord(Date.parse(created), createdBy),
    received: created,
    messageId,
    folders: inbox,
    inFolder: innermostOf(inbox),
    tells,
    version,
    meeting,
    incarnation,
    snapshot: shownTo(tells, outbox),
    from,
    sender,
    comment,
    ttl,
  };
}
