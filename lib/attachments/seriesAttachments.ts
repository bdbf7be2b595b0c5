// Hides an attachment of a series on an occurrence, or makes the occurrence a copy of its own with a change.
import type { EventKey } from '../calendar/mailbox.ts';
import { attachmentsDue } from '../calendar/meetings/telling/due.ts';
import { isOccurrence, overlayWrites, type OccurrenceEvent, type OverlayChange } from '../calendar/occurrences/overlay.ts';
import type { EventRecord } from '../calendar/events/record/eventRecord.ts';
import { readEvent } from '../calendar/events/readEvent.ts';
import { itemNotFound, ServiceError, unavailable, quotaExceeded } from '../runtime/errors.ts';
import { maxHiddenAttachments } from '../runtime/limits.ts';
import type { Write } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import { newRecord, type Author } from '../stores/records.ts';
import { bytesOf, chargedProperty, chargeNew, commitCounted, requireQuota } from '../calendar/quota.ts';
import { countedBytes, partitionOf, sortKeysOf, type AttachedTo, type AttachmentProperties, type AttachmentRecord } from './attachment.ts';
import { copyContent } from './copyContent.ts';
import type { AddDependencies } from './draft.ts';
import { copyDocument } from './occurrenceView.ts';

/** Hides a series' attachment on the occurrence; false if it is hidden or gone already. One batch. Throws 404 if the occurrence is gone. */
export async function hideInherited(
  deps: AddDependencies,
  { key, event }: AttachedTo<OccurrenceEvent>,
  record: AttachmentRecord,
  by: Author,
): Promise<boolean> {
  let current = event;
  return winRace(attemptsOf.sharedChange, 'Too many requests change this occurrence at once.', async () => {
    const hidden = current.occurrence.stored?.hidden ?? [];
    if (hidden.includes(record.attachmentId)) return false;
    const set = { hidden: withOneMore(hidden, record.attachmentId) };
    const committed = await deps.documents.commit(
      partitionOf(key),
      hiding(current, { counter: 'version', set, onlyIfSame: true }, deps.clock(), by),
    );
    if (committed.outcome === 'done') return true;
    const again = await readAgain(deps, key, event);
    if (committed.repeated && again.occurrence.stored?.hidden.includes(record.attachmentId) === true) return true;
    current = again;
    return lost;
  });
}

const hiding = (event: OccurrenceEvent, change: OverlayChange, now: number, by: Author): [Write, ...Write[]] => [
  ...overlayWrites(event, change, now, by),
  ...attachmentsDue(event, now),
];

/** The change of the copy, and `mayCopy`, which is called before bytes are copied. */
export interface Copying {
  readonly change: (properties: AttachmentProperties) => AttachmentProperties;
  readonly mayCopy: (bytes: number) => void;
}

/**
 * Makes the occurrence's own copy of an attachment of its series, changed as `change` says, with bytes of its own; it keeps the id, and
 * the series' one is hidden. Before a byte is copied, `mayCopy` is asked about all of them, and the mailbox must have room for them: what it
 * throws is thrown. Throws 404 when either is gone, 507 when the mailbox is full. One point read more than the copy and its batch, where
 * there is a quota.
 */
export async function copyInherited(
  deps: AddDependencies,
  { key, event }: AttachedTo<OccurrenceEvent>,
  record: AttachmentRecord,
  { change, mayCopy }: Copying,
  by: Author,
): Promise<AttachmentRecord> {
  const { documents, contents, clock } = deps;
  const partition = partitionOf(key);
  const properties = change(record.properties);
  const id = copyDocument(record.attachmentId, event);
  const size = record.properties.size ?? 0;
  if (record.content !== undefined) {
    await requireQuota(deps, partition, bytesOf(properties, size));
    mayCopy(size);
  }
  const copied = record.content && (await copyContent(deps, record.content.blob, size, { partition, document: id }));
  if (record.content !== undefined && copied === undefined) throw itemNotFound();
  const own = newRecord(clock(), by);
  const draft = {
    id,
    ...own,
    attachmentId: record.attachmentId,
    event: event.id,
    incarnation: event.incarnation,
    scan: record.scan,
    revision: 0,
    properties,
    ...(record.content && copied && { content: { ...checksums(record.content), ...copied } }),
  };
  const charge = chargeNew(deps, () => countedBytes(draft));
  const document = { ...draft, ...chargedProperty(charge) };
  const create: Write = { write: 'create', document: { kind: 'attachment', ...document, sortKeys: sortKeysOf(properties, own.modified) } };
  const discard = async (): Promise<void> => {
    if (copied !== undefined) await contents.remove(copied.blob);
  };

  // Another request has hidden the attachment or made the copy first; a new request of the caller finds out which.
  const busy = async (): Promise<ServiceError> => {
    await discard();
    return unavailable('The attachment is being changed.', 1);
  };

  let current = event;
  return winRace(attemptsOf.sharedChange, busy, async () => {
    const hidden = current.occurrence.stored?.hidden ?? [];
    if (hidden.includes(record.attachmentId)) throw await busy();
    const overlay = {
      counter: 'version',
      attachments: 1,
      set: { hidden: withOneMore(hidden, record.attachmentId) },
      onlyIfSame: true,
    } as const;
    const now = clock();
    const writes: [Write, ...Write[]] = [...overlayWrites(current, overlay, now, by), create, ...attachmentsDue(current, now)];
    const committed = await commitCounted(deps, partition, writes, charge.more).catch(async (error: unknown) => {
      if (error instanceof ServiceError && error.status === 507) await discard();
      throw error;
    });
    if (committed.outcome === 'done') return { ...document, etag: committed.etags[2] ?? '' };
    const again = await documents.read(partition, id);
    if (committed.repeated && again?.body.created === own.created) return { ...document, etag: again.etag };
    current = await readAgain(deps, key, event);
    return lost;
  });
}

const checksums = ({ sha256, blocks }: NonNullable<AttachmentRecord['content']>) => ({
  ...(sha256 !== undefined && { sha256 }),
  ...(blocks && { blocks }),
});

function withOneMore(hidden: readonly string[], attachmentId: string): string[] {
  if (hidden.length >= maxHiddenAttachments)
    throw quotaExceeded(`An occurrence hides or changes at most ${maxHiddenAttachments} attachments of its series.`);
  return [...hidden, attachmentId];
}

async function readAgain({ documents }: AddDependencies, key: EventKey, event: EventRecord): Promise<OccurrenceEvent> {
  const found = await readEvent(documents, key);
  if (found?.incarnation !== event.incarnation || !isOccurrence(found)) throw itemNotFound();
  return found;
}
