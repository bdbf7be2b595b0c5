// The messages of a mailbox, each about a meeting, whose event it leads to: reads, deletes, counts and lists them, the newest first.
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Condition, Documents } from '../../stores/documents.ts';
import { maxPageReadBytes } from '../../runtime/limits.ts';
import { documentsBehind, firstOf, pagesBehind, type Order } from '../../stores/keyset.ts';
import { withPauses } from '../occurrences/pauses.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { messageRemoval, withoutCount } from './inbox.ts';
import { decodeMessage, type MessageRecord } from './message.ts';
import { messageDocumentId } from './place.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../mailbox.ts';

/** A message that is added, with the event that it is about. */
export interface EventMessage extends Partial<Pick<MessageRecord, 'snapshot' | 'from'>> {
  readonly messageId: string;
  readonly folders: readonly string[];
  readonly meeting: EventKey;
}

export interface MessagePageRequest {
  readonly limit: number;
  /** Ids of the mail folders in the path, outermost first; empty for all messages. */
  readonly folders: readonly string[];
  /** How many messages to skip from the beginning. */
  readonly skip?: number;
  readonly filter?: Condition;
  /** The last entry of the page before. */
  readonly after?: { readonly received: string; readonly id: string };
}

export interface MessagePage {
  /** The page's messages that lie in the folders: perhaps fewer than `limit` even where a next page follows. */
  readonly messages: readonly MessageRecord[];
  /** The place after which the next page begins; undefined on the last page. */
  readonly next?: { readonly received: string; readonly id: string };
}

export interface Messages {
  /** A message of the mailbox, by one point read; undefined if there is none, or a newer message has taken its place. */
  read(mailbox: Mailbox, messageId: string): Promise<MessageRecord | undefined>;
  /** A page of the mailbox's messages, the newest first: one query along an index, which ends by its bytes. */
  list(mailbox: Mailbox, request: MessagePageRequest): Promise<MessagePage>;
  /**
   * How many messages all pages have together: one query; where more than one folder is named, one for each thousand messages, of their
   * folders alone.
   */
  count(mailbox: Mailbox, wanted: Pick<MessagePageRequest, 'folders' | 'filter'>): Promise<number>;
  /** Adds a message unless it is there already. */
  enter(mailbox: Mailbox, entering: EventMessage, by: Author): Promise<void>;
  /** Deletes the message that was read, by one batch; false when it is already deleted or replaced. */
  remove(mailbox: Mailbox, message: MessageRecord, by: Author): Promise<boolean>;
}

/** The innermost folder, by which messages are found; in lower case, since well-known names may be written in any case. */
export const innermostOf = (folders: readonly string[]): string => folders.at(-1)?.toLowerCase() ?? '';

export interface MessageDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
}

export function createMessages({ documents, clock }: MessageDependencies): Messages {
  return {
    async list(mailbox, { limit, folders, skip, filter, after }) {
      const found = await documentsBehind(documents, mailboxPartition(mailbox), orderIn(folders), {
        conditions: [{ is: 'eq', ...inFolders(folders) }, ...(after === undefined ? [received] : []), ...(filter ? [filter] : [])],
        after: after && [after.received, after.id],
        limit: limit + 1,
        bytes: maxPageReadBytes,
        ...(skip !== undefined && { skip }),
      });
      const { entries, more } = firstOf(found, limit);
      const read: MessageRecord[] = [];
      for await (const some of withPauses(entries)) read.push(...some.flatMap((document) => decodeMessage(document) ?? []));
      const last = read.at(-1);
      return {
        messages: read.filter((each) => liesIn(each, folders)),
        ...(last?.received !== undefined && more && { next: { received: last.received, id: last.id } }),
      };
    },

    async read(mailbox, messageId) {
      const there = decodeMessage(await documents.read(mailboxPartition(mailbox), messageDocumentId(messageId)));
      return there?.messageId === messageId ? there : undefined;
    },

    async count(mailbox, { folders, filter }) {
      const more = filter ? [filter] : [];
      if (folders.length < 2) return documents.count(mailboxPartition(mailbox), within(folders, [received, ...more]));
      // The store can only search by the innermost folder.
      const pages = pagesBehind(documents, mailboxPartition(mailbox), orderIn(folders), {
        conditions: [{ is: 'eq', ...inFolders(folders) }, received, ...more],
        limit: countedAtOnce,
        only: ['folders', 'received'],
      });
      let count = 0;
      for await (const page of pages) count += page.filter(({ body }) => liesIn(foldersShape.parse(body), folders)).length;
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
      // An inbox that has never counted anything has no count to lower.
      if (committed.outcome === 'refused' && committed.index > 1) committed = await documents.commit(partition, withoutCount(removal));
      // An earlier attempt whose answer was lost may have deleted it.
      return committed.outcome === 'done' || committed.repeated;
    },
  };
}

/** The most messages that one query returns where messages must be read to be counted. */
const countedAtOnce = 1000;

/** What is read of a message to count it. */
const foldersShape = z.object({ folders: z.array(z.string()) });

/** The newest first. */
const orderIn = (folders: readonly string[]): Order => ({
  within: [inFolders(folders).property],
  by: ['received', 'id'],
  descending: true,
});

/** The property and value that find messages in the folder; all messages where no folder is named. */
const inFolders = (folders: readonly string[]): { readonly property: string; readonly value: string } =>
  folders.length === 0 ? { property: 'kind', value: 'message' } : { property: 'inFolder', value: innermostOf(folders) };

const within = (folders: readonly string[], more: readonly Condition[]): Condition => ({
  is: 'and',
  conditions: [{ is: 'eq', ...inFolders(folders) }, ...more],
});

const received: Condition = { is: 'gt', property: 'received', value: '' };

/** Whether these folders lead to the message: they must be the innermost ones that it lies in; well-known names in any case. */
export function liesIn(found: Pick<MessageRecord, 'folders'>, folders: readonly string[]): boolean {
  const innermost = found.folders.slice(-folders.length);
  return folders.length === 0 || (innermost.length === folders.length && folders.every((name, i) => innermost[i] === name.toLowerCase()));
}
