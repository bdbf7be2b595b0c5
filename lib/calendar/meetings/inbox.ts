// The inbox of a mailbox: takes the messages of others' meetings, one for each meeting, up to a limit.
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

/** How much one inbox takes. */
export interface InboxLimits {
  /** Messages about others' meetings in the inbox. */
  readonly messages: number;
  /** New messages in a day. */
  readonly daily: DailyInvitations;
}

/** A complete message for an inbox; its `id` is that of its place. */
export type MeetingMessage = Document & { readonly kind: 'message'; readonly version: number };

export interface Inboxes {
  /**
   * Puts a message about somebody's meeting at its place. A newer message there stays, so that this may be repeated, in any order and by
   * many at once. A message that replaces an older one doesn't count. A new one counts, and is `refused` where the inbox is full, or the
   * day's limit is reached for any of its senders (`sendersOf`). Costs one batch for a new message; to replace one, a point read and a
   * write.
   */
  put(inbox: Mailbox, senders: readonly Mailbox[], message: MeetingMessage): Promise<'delivered' | 'refused'>;
}

const inboxDocument = 'inbox';
/** The property of messages that count. */
const counted: JsonObject = { ofOthers: true };

export function createInboxes(documents: Documents, clock: Clock, limits: InboxLimits): Inboxes {
  const allowances = createAllowances(documents, clock);

  async function add(
    inbox: Mailbox,
    senders: readonly Mailbox[],
    writes: readonly [Write, ...Write[]],
  ): Promise<'done' | 'raced' | 'refused'> {
    const partition = mailboxPartition(inbox);
    const taken: readonly Allowance[] = [
      { id: inboxDocument, takes: 1, limit: limits.messages },
      ...dailyAllowances(senders, limits.daily, clock()),
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
    async put(inbox, senders, message) {
      const partition = mailboxPartition(inbox);
      // An invitation is nearly always the first message of its meeting, so that there is nothing to read.
      let found = message.tells === 'invitation' ? undefined : await documents.read(partition, message.id);
      return winRace(attemptsOf.change, 'Too many deliver messages of one meeting at once.', async () => {
        const there = decodeMessage(found);
        const held = there ?? decodeMessageTombstone(found);
        if (held !== undefined && held.version >= message.version) return 'delivered';
        if (there !== undefined && found !== undefined) {
          if ((await documents.replaceIf(partition, { ...message, ...counted }, found.etag)) !== undefined) return 'delivered';
        } else {
          const added = await add(inbox, senders, addition({ ...message, ...counted }, found));
          if (added !== 'raced') return added === 'done' ? 'delivered' : 'refused';
        }
        found = await documents.read(partition, message.id);
        return lost;
      });
    },
  };
}

/** The writes that create the message where there is none, or one was deleted; never over a message that was put there since. */
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

/** Recounts a full inbox, and tells whether it has room. At most once in an hour, since the cost grows with the number of messages. */
async function hasRoomOnceCounted(documents: Documents, partition: string, now: number): Promise<boolean> {
  const stored = await documents.read(partition, inboxDocument);
  const counter = decodeAllowance(stored);
  if (stored === undefined || counter === undefined || now - (counter.countedAt ?? 0) < inboxRecountMs) return false;
  return (await recount(documents, partition, stored, { is: 'eq', property: 'ofOthers', value: true }, now)) < counter.count;
}

type Removal = readonly [Write, Write, ...Write[]];

/** The removal without the write that lowers the count. */
export const uncounted = ([guard, tombstone]: Removal): Removal => [guard, tombstone];

/**
 * The writes that delete a message that was read: they put a tombstone in its place. Refused when another message has taken that place. The
 * last write, for a message that counts, lowers the inbox's count by one.
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
