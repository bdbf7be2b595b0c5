// Deletes an attachment: one batch turns it into a tombstone and lowers the event's count, then its bytes go.
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
 * The operations that turn an attachment's document into a tombstone, which names the blob for the sweep. The tombstone keeps `of`, the
 * document of its event or occurrence, and that one's incarnation; it counts nothing in the quota.
 */
const toTombstone = (record: AttachmentRecord, now: number, by: Author): PatchOperation[] => [
  ...becomesTombstone('attachmentTombstone', now, by, ['event', 'properties', 'sortKeys']),
  { op: 'set', path: '/of', value: record.event },
  ...chargeOperations(record, {}),
  ...(record.content === undefined ? [] : ([{ op: 'set', path: '/due', value: bytesDue(now) }] satisfies PatchOperation[])),
];

/**
 * Deletes the event's own attachment that was read, or a later version; false if it or its event was gone already or, with
 * `onlyThisVersion`, if somebody has changed it. Once it resolves, no URL of the service leads to the attachment; the sweep removes bytes
 * that a crash leaves.
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
    // The batch gives its charge back to the quota, so the attachment must still be the version that was read.
    const remove: Write = { write: 'patch', id: current.id, operations: toTombstone(current, now, by), when: sameAttachment(current) };
    const removed = await commitCounted(deps, partition, [remove, ...attachmentWrites(attachedTo, -1, now, by)], -(current.charged ?? 0));
    const found = removed.outcome === 'done' ? undefined : decodeAttachment(await deps.documents.read(partition, current.id));
    // If the attachment is gone and an earlier attempt got no answer, that attempt has deleted it.
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
