// Delivers what lies in an outbox: a message into each recipient's mailbox, then the outbox goes. Whoever dies in between has lost nothing.
import type { Documents } from '../../stores/documents.ts';
import { newRecord } from '../../stores/records.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { innermostOf } from '../messages.ts';
import { messageDocumentId, type MessageKind } from './message.ts';
import { messageIdFrom, shownTo, type Outbox } from './outbox.ts';

export interface DeliveryDependencies {
  readonly documents: Documents;
  /** Whether the mailbox has lost its owner: nothing may be written into it. */
  readonly isGone: (mailbox: Mailbox) => Promise<boolean>;
  /** Lets the event wait for somebody who is called so. */
  readonly expect: (outbox: Outbox, address: string) => Promise<void>;
}

/** Messages that are written at once for one outbox. */
const atOnce = 20;

const inbox = ['inbox'];

/**
 * Resolves when everybody has their message, however often and by how many at once this is done: each message has one id, whoever writes
 * it. Throws an AggregateError when somebody couldn't be reached; the others have theirs, and the outbox stays due.
 */
export async function deliver(deps: DeliveryDependencies, partition: string, outbox: Outbox): Promise<void> {
  const letters = [
    ...outbox.sends.flatMap(({ tells, to }) => to.map((user) => () => send(deps, outbox, tells, user))),
    ...outbox.awaits.map((address) => () => deps.expect(outbox, address)),
  ];
  const failures: unknown[] = [];
  for (let start = 0; start < letters.length; start += atOnce) {
    const settled = await Promise.allSettled(letters.slice(start, start + atOnce).map((deliverOne) => deliverOne()));
    for (const each of settled) if (each.status === 'rejected') failures.push(each.reason);
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} messages could not be delivered.`);
  // Refused when another delivery was faster.
  await deps.documents.commit(partition, [{ write: 'remove', id: outbox.id }]);
}

async function send({ documents, isGone }: DeliveryDependencies, outbox: Outbox, tells: MessageKind, user: string): Promise<void> {
  const recipient: Mailbox = { tenant: outbox.meeting.mailbox.tenant, kind: 'users', id: user };
  if (await isGone(recipient)) return;
  const { meeting, incarnation, from, sender, comment, created, createdBy } = outbox;
  const messageId = messageIdFrom(outbox.id, user);
  const document = {
    id: messageDocumentId(messageId),
    kind: 'message' as const,
    ...newRecord(Date.parse(created), createdBy),
    received: created,
    messageId,
    folders: inbox,
    inFolder: innermostOf(inbox),
    tells,
    meeting,
    incarnation,
    snapshot: shownTo(tells, outbox),
    from,
    sender,
    comment,
  };
  // Refused when the message is there: somebody has delivered it before.
  await documents.commit(mailboxPartition(recipient), [{ write: 'create', document }]);
}
