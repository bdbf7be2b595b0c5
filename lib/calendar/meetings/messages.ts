// The messages of a mailbox: read, deleted, and listed from the newest to the oldest. Each is about a meeting and leads to its event.
import type { Clock } from '../../runtime/clock.ts';
import type { Condition, Documents } from '../../stores/documents.ts';
import { documentsBehind, firstOf, type Order } from '../../stores/keyset.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { messageRemoval, uncounted } from './inbox.ts';
import { decodeMessage, type MessageRecord } from './message.ts';
import { messageDocumentId } from './place.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../mailbox.ts';

/** A message to be added, and the event that it is about. */
export interface EventMessage extends Partial<Pick<MessageRecord, 'snapshot' | 'from'>> {
  readonly messageId: string;
  readonly folders: readonly string[];
  readonly meeting: EventKey;
}

export interface MessagePageRequest {
  readonly limit: number;
  /** Ids of mail folders on the way, outermost first; empty for all messages. */
  readonly folders: readonly string[];
  /** How many to pass over from the beginning. */
  readonly skip?: number;
  readonly filter?: Condition;
  /** The last entry of the page before. */
  readonly after?: { readonly received: string; readonly id: string };
}

export interface MessagePage {
  /** What of the page lies in the folders, which may be less than `limit` though there are more. */
  readonly messages: readonly MessageRecord[];
  /** Where the next page begins; nothing on the last one. */
  readonly next?: { readonly received: string; readonly id: string };
}

export interface Messages {
  /** A message of the mailbox, by one point read; undefined for one whose place a newer one has taken. */
  read(mailbox: Mailbox, messageId: string): Promise<MessageRecord | undefined>;
  /** A page of the mailbox's messages, the newest first: one query along an index. */
  list(mailbox: Mailbox, request: MessagePageRequest): Promise<MessagePage>;
  /** How many messages the pages have together: one query, or as many as there are pages where more than one folder is named. */
  count(mailbox: Mailbox, wanted: Pick<MessagePageRequest, 'folders' | 'filter'>): Promise<number>;
  /** Adds a message unless it is there already. */
  enter(mailbox: Mailbox, entering: EventMessage, by: Author): Promise<void>;
  /** Deletes the message that was read, by one batch; false when it is there no more. */
  remove(mailbox: Mailbox, message: MessageRecord, by: Author): Promise<boolean>;
}

/** What finds messages by their innermost folder; `toLowerCase`, since well-known names may be written in any case. */
export const innermostOf = (folders: readonly string[]): string => folders.at(-1)?.toLowerCase() ?? '';

export function createMessages(documents: Documents, clock: Clock): Messages {
  const list: Messages['list'] = async (mailbox, { limit, folders, skip, filter, after }) => {
    const order: Order = { within: [inFolders(folders).property], by: ['received', 'id'], descending: true };
    const found = await documentsBehind(documents, mailboxPartition(mailbox), order, {
      conditions: [{ is: 'eq', ...inFolders(folders) }, ...(after === undefined ? [received] : []), ...(filter ? [filter] : [])],
      after: after && [after.received, after.id],
      limit: limit + 1,
      ...(skip !== undefined && { skip }),
    });
    const { entries, more } = firstOf(
      found.flatMap((document) => decodeMessage(document) ?? []),
      limit,
    );
    const last = entries.at(-1);
    return {
      messages: entries.filter((each) => liesIn(each, folders)),
      ...(last?.received !== undefined && more && { next: { received: last.received, id: last.id } }),
    };
  };

  return {
    list,
    async read(mailbox, messageId) {
      const there = decodeMessage(await documents.read(mailboxPartition(mailbox), messageDocumentId(messageId)));
      return there?.messageId === messageId ? there : undefined;
    },

    async count(mailbox, { folders, filter }) {
      const more = filter ? [filter] : [];
      if (folders.length < 2) return documents.count(mailboxPartition(mailbox), within(folders, [received, ...more]));
      // The store knows the innermost folder alone.
      let count = 0;
      for (let after: MessagePage['next'], isMore = true; isMore; isMore = after !== undefined) {
        const page: MessagePage = await list(mailbox, {
          limit: countedAtOnce,
          folders,
          ...(filter && { filter }),
          ...(after && { after }),
        });
        count += page.messages.length;
        after = page.next;
      }
      return count;
    },

    async enter(mailbox, { messageId, folders, meeting, snapshot, from }, by) {
      const { tenant, kind, id } = meeting.mailbox;
      const record = newRecord(clock(), by);
      const document = {
        id: messageDocumentId(messageId),
        kind: 'message' as const,
        ...record,
        received: record.created,
        messageId,
        folders,
        inFolder: innermostOf(folders),
        meeting: { mailbox: { tenant, kind, id }, event: meeting.event },
        snapshot,
        from,
      };
      await documents.commit(mailboxPartition(mailbox), [{ write: 'create', document }]);
    },

    async remove(mailbox, message, by) {
      const partition = mailboxPartition(mailbox);
      const removal = messageRemoval(message, clock(), by);
      let committed = await documents.commit(partition, removal);
      // Whose inbox has never counted anything has no count to take it from.
      if (committed.outcome === 'refused' && committed.index > 1) committed = await documents.commit(partition, uncounted(removal));
      // Without its answer, an earlier attempt may have been the one.
      return committed.outcome === 'done' || committed.repeated;
    },
  };
}

/** Messages that one query gives where they are looked at to be counted. */
const countedAtOnce = 1000;

/** The property that says in which folder a message lies; any folder where none is named. */
const inFolders = (folders: readonly string[]): { readonly property: string; readonly value: string } =>
  folders.length === 0 ? { property: 'kind', value: 'message' } : { property: 'inFolder', value: innermostOf(folders) };

const within = (folders: readonly string[], more: readonly Condition[]): Condition => ({
  is: 'and',
  conditions: [{ is: 'eq', ...inFolders(folders) }, ...more],
});

const received: Condition = { is: 'gt', property: 'received', value: '' };

/** Whether a path through these mail folders reaches the message: they must be the innermost ones that it lies in, well-known names in any case. */
export function liesIn(found: Pick<MessageRecord, 'folders'>, folders: readonly string[]): boolean {
  const innermost = found.folders.slice(-folders.length);
  return folders.length === 0 || (innermost.length === folders.length && folders.every((name, i) => innermost[i] === name.toLowerCase()));
}
