// Deleting an attachment: one batch that makes it a tombstone and counts it off, then its bytes.
import { readIfToldSince } from '../calendar/events/readEvent.ts';
import { attachmentWrites } from '../calendar/occurrences/overlay.ts';
import { chargeOperations, commitCounted, type QuotaDependencies } from '../calendar/quota.ts';
import type { Contents } from '../stores/contents.ts';
import type { PatchOperation, Write } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import type { Author } from '../stores/records.ts';
import { becomesTombstone, bytesDue } from '../stores/tombstone.ts';
import { decodeAttachment, partitionOf, sameAttachment, type AttachedTo, type AttachmentRecord } from './attachment.ts';

/**
 * Turns an attachment's document into the tombstone that names its blob, for the sweep to find; `of` is the document that it hung on, an
 * event's or an occurrence's, whose incarnation it keeps. It counts nothing in the quota any more.
 */
const toTombstone = (record: AttachmentRecord, now: number, by: Author): PatchOperation[] => [
  ...becomesTombstone('attachmentTombstone', now, by, ['event', 'properties', 'sortKeys']),
  { op: 'set', path: '/of', value: record.event },
  ...chargeOperations(record, {}),
  ...(record.content === undefined ? [] : ([{ op: 'set', path: '/due', value: bytesDue(now) }] satisfies PatchOperation[])),
];

/**
 * Deletes the event's own attachment that was read, or what it has become since; false when it, or its event, was gone already, or, with
 * `onlyThisVersion`, has been changed since. Once it resolves, no URL of the service reaches it; bytes that a crash leaves behind are the
 * sweep's.
 */
export async function removeAttachment(
  deps: QuotaDependencies & { readonly contents: Contents },
  { key, event }: AttachedTo,
  record: AttachmentRecord,
  by: Author,
  onlyThisVersion = false,
): Promise<boolean> {
  const partition = partitionOf(key);
  let current = record;
  let attachedTo = event;
  return winRace(attemptsOf.change, 'Too many requests change this attachment at once.', async () => {
    const now = deps.clock();
    // What it counts in the quota is given back, so it must be what was read.
    const remove: Write = { write: 'patch', id: current.id, operations: toTombstone(current, now, by), when: sameAttachment(current) };
    const removed = await commitCounted(deps, partition, [remove, ...attachmentWrites(attachedTo, -1, now, by)], -(current.charged ?? 0));
    const found = removed.outcome === 'done' ? undefined : decodeAttachment(await deps.documents.read(partition, current.id));
    // Where an attempt got no answer, and it is gone, that has been the one.
    if (removed.outcome === 'done' || (removed.repeated && found === undefined)) {
      if (current.content !== undefined) await deps.contents.remove(current.content.blob);
      return true;
    }
    const told = removed.index > 0 && found !== undefined ? await readIfToldSince(deps.documents, key, attachedTo) : undefined;
    if (found === undefined || (told === undefined && (onlyThisVersion || removed.index > 0))) return false;
    attachedTo = told ?? attachedTo;
    current = told === undefined ? found : current;
    return lost;
  });
}
