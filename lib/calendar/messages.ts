// The messages of a mailbox that lead to events: an invitation to a meeting names the organizer's event.
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { hashedId } from '../ids.ts';
import type { Documents } from '../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';
import { mailboxPartition, type EventKey, type Mailbox } from './mailbox.ts';

const message = z.object({
  ...recordShape,
  messageId: z.string(),
  /** Names of the folders that it lies in, outermost first. */
  folders: z.array(z.string()),
  meeting: z.object({ mailbox: z.object({ tenant: z.string(), kind: z.enum(['users', 'groups']), id: z.string() }), event: z.string() }),
});

/** A message about a meeting, and the event that it is about. */
export interface EventMessage {
  readonly messageId: string;
  readonly folders: readonly string[];
  readonly meeting: EventKey;
}

export interface Messages {
  /** A message of the mailbox, by one point read. */
  read(mailbox: Mailbox, messageId: string): Promise<EventMessage | undefined>;
  /** Adds a message unless it is there already. */
  enter(mailbox: Mailbox, entering: EventMessage, by: Author): Promise<void>;
}

const messageDocument = (messageId: string): string => hashedId('message', messageId);

export function createMessages(documents: Documents, clock: Clock): Messages {
  return {
    read: async (mailbox, messageId) =>
      decode('message', message, await documents.read(mailboxPartition(mailbox), messageDocument(messageId))),
    async enter(mailbox, { messageId, folders, meeting }, by) {
      const { tenant, kind, id } = meeting.mailbox;
      const document = {
        id: messageDocument(messageId),
        kind: 'message',
        ...newRecord(clock(), by),
        messageId,
        folders,
        meeting: { mailbox: { tenant, kind, id }, event: meeting.event },
      };
      await documents.commit(mailboxPartition(mailbox), [{ write: 'create', document }]);
    },
  };
}

/** Whether a path through these mail folders reaches the message: they must be the innermost ones that it lies in, well-known names in any case. */
export function liesIn(found: EventMessage, folders: readonly string[]): boolean {
  const innermost = found.folders.slice(-folders.length);
  return folders.length === 0 || (innermost.length === folders.length && folders.every((name, i) => innermost[i] === name.toLowerCase()));
}
