// The inbox of a mailbox: what others' meetings put there, one message for each, up to a limit.
import type { Clock } from '../../runtime/clock.ts';
import { inboxRecountMs } from '../../runtime/limits/meetings.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { Document, Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { setKind, newRecord, type Author } from '../../stores/records.ts';
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

/** What is written in the same batch, into the same mailbox, with what it takes from the mailbox's allowances. */
export interface AccompanyingWrites {
  readonly writes: readonly Write[];
  /** Whether a meeting comes into the calendar by it: with a new message, or counted as one. */
  readonly isNew: boolean;
  readonly allowances: readonly Allowance[];
}

/** How a message is put. */
export interface PutMessageOptions {
  /** Whether it only takes the place of one that is there. */
  readonly mends?: boolean;
  /** Made anew for each attempt. What its allowances refuse is left out; the message comes all the same. */
  readonly along?: (() => Promise<AccompanyingWrites>) | undefined;
}

/** How something was put: `alone` without what should come along, whose allowances were spent; `refused` not at all. */
export type PutOutcome = 'delivered' | 'alone' | 'refused';

export interface Inboxes {
  /**
   * Puts a message about somebody's meeting at its place. What says something newer there stays, so that this may be done any number of
   * times, by any number at once, in any order. What replaces an older message counts for nothing; a new one counts, and is `refused` where
   * the inbox is full, or its day, or the sender's (`senderOf`). Costs one batch for a new message; to replace one, a point read and a write.
   */
  put(inbox: Mailbox, sender: Mailbox, message: MeetingMessage, how?: PutMessageOptions): Promise<PutOutcome>;
  /**
   * Writes what else belongs into the mailbox, where no message is due: one batch, none where there is nothing to write. What is new counts
   * in the day as a message would, and is left out beyond it: then `refused`.
   */
  bring(inbox: Mailbox, sender: Mailbox, along: () => Promise<AccompanyingWrites>): Promise<PutOutcome>;
}

const inboxDocument = 'inbox';
/** What finds the messages that count. */
const counted: JsonObject = { ofOthers: true };
const nothing: AccompanyingWrites = { writes: [], isNew: false, allowances: [] };

export interface InboxDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly limits: InboxLimits;
}

export function createInboxes({ documents, clock, limits }: InboxDependencies): Inboxes {
  const allowances = createAllowances(documents, clock);

  /** Commits the message's writes with the others. Where the others' allowances are spent, the message comes alone. */
  async function add(inbox: Mailbox, taken: readonly Allowance[], writes: readonly Write[], along: AccompanyingWrites): Promise<Added> {
    const partition = mailboxPartition(inbox);
    if (writes.length + along.writes.length === 0) return 'delivered';
    for (let again = false; ; again = true) {
      const committed = await allowances.commit(partition, [...writes, ...along.writes], [...taken, ...along.allowances]);
      if (committed.outcome === 'done') return 'delivered';
      if (committed.outcome === 'refused') return 'raced';
      if (along.allowances.includes(committed.allowance)) {
        const rest = await add(inbox, taken, writes, nothing);
        return rest === 'delivered' ? 'alone' : rest;
      }
      const mayHaveRoom = !again && committed.allowance.id === inboxDocument && (await hasRoomOnceCounted(documents, partition, clock()));
      if (!mayHaveRoom) return 'refused';
    }
  }

  const ofDay = (sender: Mailbox): readonly Allowance[] => dailyAllowances(sender, limits.daily, clock());
  const takenBy = (sender: Mailbox): readonly Allowance[] => [{ id: inboxDocument, takes: 1, limit: limits.messages }, ...ofDay(sender)];
  /** What comes along, where no new message does. */
  const addAlone = (inbox: Mailbox, sender: Mailbox, along: AccompanyingWrites): ReturnType<typeof add> =>
    add(inbox, along.isNew ? ofDay(sender) : [], [], along);
  const busy = 'Too many deliver messages of one meeting at once.';

  /** One attempt, on what was found at the message's place. */
  async function tryPut(inbox: Mailbox, sender: Mailbox, message: MeetingMessage, attempt: Attempt): Promise<Added> {
    const { found, mends, others } = attempt;
    const document = { ...message, ...counted };
    const there = decodeMessage(found);
    const held = there ?? decodeMessageTombstone(found);
    const isNewest = held !== undefined && held.version >= message.version;
    if (isNewest || (mends && there === undefined)) {
      const added = await addAlone(inbox, sender, others);
      return added === 'refused' ? 'alone' : added;
    }
    if (there !== undefined) {
      if (others.writes.length > 0) return add(inbox, [], replacement(document, there), others);
      const replaced = await documents.replaceIf(mailboxPartition(inbox), document, there.etag);
      return replaced === undefined ? 'raced' : 'delivered';
    }
    const added = await add(inbox, takenBy(sender), addition(document, found), others);
    if (added !== 'refused' || others.isNew) return added;
    return (await add(inbox, [], [], others)) === 'raced' ? 'raced' : added;
  }

  return {
    async put(inbox, sender, message, { mends = false, along } = {}) {
      const readPlace = () => documents.read(mailboxPartition(inbox), message.id);
      // An invitation is the first message of its meeting nearly always.
      let found = message.tells === 'invitation' && !mends ? undefined : await readPlace();
      return winRace(attemptsOf.change, busy, async () => {
        const others = (await along?.()) ?? nothing;
        const tried = await tryPut(inbox, sender, message, { found, mends, others });
        if (tried !== 'raced') return tried;
        found = await readPlace();
        return lost;
      });
    },

    async bring(inbox, sender, along) {
      return winRace(attemptsOf.change, busy, async () => {
        const added = await addAlone(inbox, sender, await along());
        return added === 'raced' ? lost : added;
      });
    },
  };
}

/** What an attempt comes to. */
type Added = PutOutcome | 'raced';

/** What one attempt to put a message is decided on. */
interface Attempt {
  /** What lies at the message's place. */
  readonly found: StoredDocument | undefined;
  readonly mends: boolean;
  readonly others: AccompanyingWrites;
}

/** What puts the message in the place of the one that was read. */
const replacement = (document: Document, there: MessageRecord): readonly Write[] => [stillThere(there), { write: 'replace', document }];

/** Holds as long as no other message has taken the place. */
const stillThere = ({ id, messageId }: MessageRecord): Write => ({
  write: 'patch',
  id,
  operations: [setKind('message')],
  when: {
    is: 'and',
    conditions: [
      { is: 'eq', property: 'kind', value: 'message' },
      { is: 'eq', property: 'messageId', value: messageId },
    ],
  },
});

/** What makes the message where none is, or where one was deleted: never over what somebody has put there since. */
const addition = (document: Document, found: StoredDocument | undefined): readonly Write[] =>
  found === undefined
    ? [{ write: 'create', document }]
    : [
        {
          write: 'patch',
          id: found.id,
          operations: [setKind('messageTombstone')],
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
export const withoutCount = ([guard, tombstone]: Removal): Removal => [guard, tombstone];

/**
 * What deletes a message that was read: a tombstone takes its place. Refused when another message has. The owner's inbox has room for one
 * more then; the write for that comes last.
 */
export function messageRemoval(message: MessageRecord, now: number, by: Author): Removal {
  const { id, version, ofOthers } = message;
  return [
    stillThere(message),
    { write: 'replace', document: { id, kind: 'messageTombstone', ...newRecord(now, by), version, deletedBy: by, ttl: tombstoneTtl } },
    ...(ofOthers === true
      ? ([{ write: 'patch', id: inboxDocument, operations: [{ op: 'increment', path: '/count', by: -1 }] }] satisfies Write[])
      : []),
  ];
}
