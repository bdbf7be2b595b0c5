// Lists, reads, adds, changes and removes the attachments that an event shows; an occurrence shows those of its series as well.
import type { NewEventAttachments } from '../calendar/events/create.ts';
import type { EventRecord } from '../calendar/events/record/eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../calendar/mailbox.ts';
import { isOccurrenceId } from '../calendar/occurrences/occurrenceId.ts';
import { isOccurrence } from '../calendar/occurrences/overlay.ts';
import { itemNotFound, preconditionFailed } from '../runtime/errors.ts';
import { redirectMinutes } from '../runtime/limits.ts';
import type { ByteRange, ServedAs } from '../stores/contents.ts';
import type { Condition } from '../stores/documents.ts';
import type { Author } from '../stores/records.ts';
import { addAttachments, type RequestName } from './add.ts';
import { attachmentDocument, decodeAttachment, partitionOf, type AttachmentRecord, type NewAttachment } from './attachment.ts';
import { draftAttachments, type AddDependencies } from './draft.ts';
import { countMatching, listAttachments, type Page, type PageRequest } from './list.ts';
import { isOwn, readOfOccurrence, readShown } from './occurrenceView.ts';
import { removeAttachment } from './remove.ts';
import { copyInherited, hideInherited } from './seriesAttachments.ts';
import { updateAttachment, type AttachmentChange } from './update.ts';

/** A change of an attachment. `mayCopy` is called with the number of bytes before a series' attachment is copied for an occurrence. */
export interface ShownChange extends AttachmentChange {
  readonly mayCopy: (bytes: number) => void;
}

export interface Attachments {
  /** Prepares the attachments of a new event of the mailbox. */
  accompanying(mailbox: Mailbox, attachments: readonly NewAttachment[], by: Author): NewEventAttachments;
  /** Adds all attachments, or none, to the event that was read; see `addAttachments`. */
  add(
    key: EventKey,
    event: EventRecord,
    attachments: readonly NewAttachment[],
    by: Author,
    name?: RequestName,
  ): Promise<readonly AttachmentRecord[]>;
  /**
   * A page of what the event shows, which may still be being read; one query, for an occurrence at most two, and with `skip` as many more.
   * It may have fewer than asked for where its bytes end it.
   */
  list(key: EventKey, event: Promise<EventRecord>, request: PageRequest): Promise<{ readonly event: EventRecord; readonly page: Page }>;
  /** Counts the attachments that the event shows. With a filter it costs one query, for an occurrence at most two. */
  count(key: EventKey, event: EventRecord, filter: Condition | undefined): Promise<number>;
  /** Reads an attachment that the event shows; undefined if there is none. One point read, for an occurrence two in parallel. */
  read(key: EventKey, event: EventRecord, attachmentId: string): Promise<AttachmentRecord | undefined>;
  /**
   * Reads an attachment that the event shows, in parallel with the event's read: one point read; for an occurrence up to two after that.
   * Throws 404 if there is none, and what the event's read throws.
   */
  open(
    key: EventKey,
    opening: Promise<EventRecord>,
    attachmentId: string,
  ): Promise<{ readonly event: EventRecord; readonly record: AttachmentRecord }>;
  /** Reads bytes of the content; undefined if there is none, or if another request removes it. */
  content(record: AttachmentRecord, range?: ByteRange): Promise<Uint8Array | undefined>;
  /** Makes a URL by which anybody can read this content for ten minutes. Throws 404 if there is none. */
  contentUrl(record: AttachmentRecord, servedAs: ServedAs): Promise<string>;
  /**
   * Changes an attachment that the event shows; of a series' attachment the occurrence gets a copy of its own. Throws 404 if the attachment
   * or the event is gone, 412 if `isCurrent` doesn't accept the version, 507 if the mailbox has no room.
   */
  change(key: EventKey, event: EventRecord, record: AttachmentRecord, change: ShownChange, by: Author): Promise<AttachmentRecord>;
  /**
   * Removes an attachment that the event shows; the occurrence only hides a series' attachment. False if it was gone already or, with
   * `onlyThisVersion`, if somebody has changed it.
   */
  remove(key: EventKey, event: EventRecord, record: AttachmentRecord, by: Author, onlyThisVersion?: boolean): Promise<boolean>;
}

export function createAttachments(deps: AddDependencies): Attachments {
  const { documents, contents, clock } = deps;
  return {
    accompanying: (mailbox, attachments, by) => ({
      count: attachments.length,
      draft: (event) => draftAttachments(deps, mailboxPartition(mailbox), event, attachments, by),
    }),
    add: (key, event, ...given) => addAttachments(deps, { key, event }, ...given),
    list: (...given) => listAttachments(documents, ...given),
    count: async (key, event, filter) => (filter === undefined ? event.attachmentCount : countMatching(documents, key, event, filter)),
    read: (key, event, attachmentId) => readShown(documents, partitionOf(key), event, attachmentId),

    async open(key, opening, attachmentId) {
      if (isOccurrenceId(key.event)) {
        const event = await opening;
        const shown = isOccurrence(event) ? await readOfOccurrence(documents, partitionOf(key), event, attachmentId) : undefined;
        if (shown === undefined) throw itemNotFound();
        return { event, record: shown };
      }
      const [event, document] = await Promise.all([opening, documents.read(partitionOf(key), attachmentDocument(attachmentId))]);
      const record = decodeAttachment(document);
      if (record === undefined || record.event !== event.id || record.incarnation !== event.incarnation) throw itemNotFound();
      return { event, record };
    },

    content: async ({ content }, range) => content && contents.read(content.blob, range),
    async contentUrl({ content }, servedAs) {
      if (content === undefined) throw itemNotFound();
      return contents.signedUrl(content.blob, servedAs, clock() + redirectMinutes * 60_000);
    },

    async change(key, event, record, { change, isCurrent, mayCopy }, by) {
      if (!isOccurrence(event) || isOwn(event, record)) return updateAttachment(deps, { key, event }, record, { change, isCurrent }, by);
      if (isCurrent?.(record.etag) === false) throw preconditionFailed();
      return copyInherited(deps, { key, event }, record, { change, mayCopy }, by);
    },

    remove: (key, event, record, by, onlyThisVersion) =>
      isOccurrence(event) && !isOwn(event, record)
        ? hideInherited(deps, { key, event }, record, by)
        : removeAttachment(deps, { key, event }, record, by, onlyThisVersion),
  };
}
