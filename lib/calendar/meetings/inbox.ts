// The inbox of a mailbox: what others' meetings put there, one message for each, up to a limit.
import type { Clock } from '../../runtime/clock.ts';
import { inboxRecountMs } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { Document, Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { becomes, newRecord, type Author } from '../../stores/records.ts';
import { tombstoneTtl } from '../../stores/tombstone.ts';
import { createAllowances, decodeAllowance, recount, type Allowance } from '../allowance.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { dailyAllowances, type DailyInvitations } from './invitationAllowance.ts';
import { decodeMessage, decodeMessageTombstone, type MessageRecord } from './message.ts';

/** What one inbox takes. */
export interface InboxLimits {
  /** Messages about others' meetings in it. */
  readonly messages: number;
  /** New ones in a day. */
  readonly daily: DailyInvitations;
}

/** What is put into an inbox, complete: `id` is its place's. */
export type MeetingMessage = Document & { readonly kind: 'message'; readonly version: number };

export interface Inboxes {
  /**
   * Puts a message about somebody's meeting at its place. What says something newer there stays, so that this may be done any number of
   * times, by any number at once, in any order. What replaces an older message counts for nothing; a new one counts, and is `refused` where
   * the inbox is full, or its day, or the sender's (`senderOf`). Costs one batch for a new message; to replace one, a point read and a write.
   */
  put(inbox: Mailbox, sender: Mailbox, message: MeetingMessage): Promise<'delivered' | 'refused'>;
}

const inboxDocument = 'inbox';
/** What finds the messages that count. */
const counted: JsonObject = { ofOthers: true };

export interface InboxDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly limits: InboxLimits;
}

export function createInboxes({ documents, clock, limits }: InboxDependencies): Inboxes {
  const allowances = createAllowances(documents, clock);

  async function add(inbox: Mailbox, sender: Mailbox, writes: readonly [Write, ...Write[]]): Promise<'done' | 'raced' | 'refused'> {
    const partition = mailboxPartition(inbox);
    const taken: readonly Allowance[] = [
      { id: inboxDocument, takes: 1, limit: limits.messages },
      ...dailyAllowances(sender, limits.daily, clock()),
    ];
    for (let again = false; ; again = true) {
      const committed = await allowances.commit(partition, writes, taken);
      if (committed.outcome === 'done') return 'done';
      if (committed.outcome === 'refused') return 'raced';
      const mayHaveRoom = !again && committed.allowance.id === inboxDocument && (await hasRoomOnceCounted(documents, partition, clock()));
      if (!mayHaveRoom) return 'refused';
    }
  }

  return {
    async put(inbox, sender, message) {
      const partition = mailboxPartition(inbox);
      // An invitation is the first message of its meeting nearly always.
      let found = message.tells === 'invitation' ? undefined : await documents.read(partition, message.id);
      return winRace(attemptsOf.change, 'Too many deliver messages of one meeting at once.', async () => {
        const there = decodeMessage(found);
        const held = there ?? decodeMessageTombstone(found);
        if (held !== undefined && held.version >= message.version) return 'delivered';
        if (there !== undefined && found !== undefined) {
          if ((await documents.replaceIf(partition, { ...message, ...counted }, found.etag)) !== undefined) return 'delivered';
        } else {
          const added = await add(inbox, sender, addition({ ...message, ...counted }, found));
          if (added !== 'raced') return added === 'done' ? 'delivered' : 'refused';
        }
        found = await documents.read(partition, message.id);
        return lost;
      });
    },
  };
}

/** What makes the message where none is, or where one was deleted: never over what somebody has put there since. */
const addition = (document: Document, found: StoredDocument | undefined): readonly [Write, ...Write[]] =>
  found === undefined
    ? [{ write: 'create', document }]
    : [
        {
          write: 'patch',
          id: found.id,
          operations: [becomes('messageTombstone')],
          when: { is: 'eq', property: 'kind', value: 'messageTombstone' },
        },
        { write: 'replace', document },
      ];

/** Whether a full inbox may have room once it was counted anew; that is asked once in an hour at most, since it costs by what there is. */
async function hasRoomOnceCounted(documents: Documents, partition: string, now: number): Promise<boolean> {
  const stored = await documents.read(partition, inboxDocument);
  const counter = decodeAllowance(stored);
  if (stored === undefined || counter === undefined || now - (counter.countedAt ?? 0) < inboxRecountMs) return false;
  return (await recount(documents, partition, stored, { is: 'eq', property: 'ofOthers', value: true }, now)) < counter.count;
}

type Removal = readonly [Write, Write, ...Write[]];

/** The same without the write for the count. */
export const uncounted = ([guard, tombstone]: Removal): Removal => [guard, tombstone];

/**
 * What deletes a message that was read: a tombstone takes its place. Refused when another message has. The owner's inbox has room for one
 * more then; the write for that comes last.
 */
export function messageRemoval({ id, messageId, version, ofOthers }: MessageRecord, now: number, by: Author): Removal {
  return [
    {
      write: 'patch',
      id,
      operations: [becomes('message')],
      when: {
        is: 'and',
        conditions: [
          { is: 'eq', property: 'kind', value: 'message' },
          { is: 'eq', property: 'messageId', value: messageId },
        ],
      },
    },
    { write: 'replace', document: { id, kind: 'messageTombstone', ...newRecord(now, by), version, deletedBy: by, ttl: tombstoneTtl } },
    ...(ofOthers === true
      ? ([{ write: 'patch', id: inboxDocument, operations: [{ op: 'increment', path: '/count', by: -1 }] }] satisfies Write[])
      : []),
  ];
}
