// Deleting an attachment: one batch that makes it a tombstone and counts it off, then its bytes.
import type { Clock } from '../clock.ts';
import type { EventRecord } from '../calendar/eventRecord.ts';
import type { EventKey } from '../calendar/mailbox.ts';
import { attachmentWrites } from '../calendar/occurrences/overlay.ts';
import { tombstoneDays } from '../limits.ts';
import type { Contents } from '../stores/contents.ts';
import type { Documents, PatchOperation } from '../stores/documents.ts';
import type { Author } from '../stores/records.ts';
import { becomes } from '../stores/records.ts';
import { partitionOf, sameAttachment, stillAttached, type AttachmentRecord } from './attachment.ts';
import { refund } from './quota.ts';

const secondsPerDay = 24 * 60 * 60;
/** Seconds after which the sweep looks whether the bytes of a tombstone are gone. */
const sweepAfterSeconds = 10 * 60;

/**
 * Turns an attachment's document into the tombstone that names its blob, for the sweep to find; `of` is the document that it hung on, an
 * event's or an occurrence's, whose incarnation it keeps.
 */
export const toTombstone = (record: AttachmentRecord, now: number, by: Author): PatchOperation[] => [
  becomes('attachmentTombstone'),
  { op: 'set', path: '/modified', value: new Date(now).toISOString() },
  { op: 'set', path: '/deletedBy', value: by },
  { op: 'set', path: '/ttl', value: tombstoneDays * secondsPerDay },
  { op: 'set', path: '/of', value: record.event },
  { op: 'remove', path: '/event' },
  { op: 'remove', path: '/properties' },
  { op: 'remove', path: '/sortKeys' },
  ...(record.content === undefined
    ? []
    : ([{ op: 'set', path: '/due', value: Math.floor(now / 1000) + sweepAfterSeconds }] satisfies PatchOperation[])),
];

/**
 * Deletes the event's own attachment that was read; false when it, or its event, was gone already, or, with `onlyThisVersion`, has been changed
 * since. Once it resolves, no URL of the service reaches it; bytes that a crash leaves behind are the sweep's.
 */
export async function removeAttachment(
  deps: { readonly documents: Documents; readonly contents: Contents; readonly clock: Clock },
  key: EventKey,
  event: EventRecord,
  record: AttachmentRecord,
  by: Author,
  onlyThisVersion = false,
): Promise<boolean> {
  const now = deps.clock();
  const removed = await deps.documents.commit(partitionOf(key), [
    {
      write: 'patch',
      id: record.id,
      operations: toTombstone(record, now, by),
      when: onlyThisVersion ? sameAttachment(record) : stillAttached,
    },
    ...attachmentWrites(event, -1, now, by),
    ...refund(record.content?.metered === true ? (record.properties.size ?? 0) : 0),
  ]);
  if (removed.outcome === 'refused' && !removed.repeated) return false;
  if (record.content !== undefined) await deps.contents.remove(record.content.blob);
  return true;
}
