// Changes an attachment's properties: reads, merges, and writes them by one batch, which also counts the change in the event.
import { itemNotFound, preconditionFailed } from '../runtime/errors.ts';
import { readIfToldSince } from '../calendar/events/readEvent.ts';
import { attachmentWrites } from '../calendar/occurrences/overlay.ts';
import { chargeChanged, chargeOperations, commitCounted, type QuotaDependencies } from '../calendar/quota.ts';
import type { Write } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import type { Author } from '../stores/records.ts';
import {
  countedBytes,
  decodeAttachment,
  partitionOf,
  sameAttachment,
  sortKeysOf,
  type AttachedTo,
  type AttachmentProperties,
  type AttachmentRecord,
} from './attachment.ts';

/** A change of an attachment's properties. */
export interface AttachmentChange {
  readonly change: (properties: AttachmentProperties) => AttachmentProperties;
  /** Whether a version may be changed (If-Match); without it, any version may. */
  readonly isCurrent?: ((etag: string) => boolean) | undefined;
}

/**
 * Changes the properties of the event's own attachment. Throws 404 if the attachment or the event is gone, 412 if `isCurrent` doesn't accept
 * the version, 507 if the properties become larger and the mailbox is full.
 */
export async function updateAttachment(
  deps: QuotaDependencies,
  { key, event }: AttachedTo,
  record: AttachmentRecord,
  { change, isCurrent }: AttachmentChange,
  by: Author,
): Promise<AttachmentRecord> {
  const partition = partitionOf(key);
  let current = record;
  let attachedTo = event;
  return winRace(attemptsOf.change, 'Too many requests change this attachment at once.', async () => {
    if (isCurrent !== undefined && !isCurrent(current.etag)) throw preconditionFailed();
    const now = deps.clock();
    const modified = new Date(now).toISOString();
    const properties = change(current.properties);
    const before = current;
    const charge = chargeChanged(
      deps,
      before,
      () => countedBytes(before),
      () => countedBytes({ ...before, properties }),
    );
    const changed = { ...current, properties, modified, revision: current.revision + 1, charged: charge.charged };
    const write: Write = {
      write: 'patch',
      id: record.id,
      operations: [
        { op: 'set', path: '/properties', value: properties },
        { op: 'set', path: '/sortKeys', value: sortKeysOf(properties, modified) },
        { op: 'set', path: '/modified', value: modified },
        { op: 'increment', path: '/revision', by: 1 },
        ...chargeOperations(before, charge),
      ],
      when: sameAttachment(current),
    };
    const committed = await commitCounted(deps, partition, [write, ...attachmentWrites(attachedTo, 0, now, by)], charge.more);
    if (committed.outcome === 'done') return { ...changed, etag: committed.etags[0] ?? '' };
    if (committed.index > 0) {
      const told = await readIfToldSince(deps.documents, key, attachedTo);
      // The event or its series was deleted, and the attachment with it.
      if (told === undefined) throw itemNotFound();
      attachedTo = told;
      return lost;
    }
    const found = decodeAttachment(await deps.documents.read(partition, record.id));
    if (found === undefined) throw itemNotFound();
    if (committed.repeated && found.revision === changed.revision && found.modified === modified) return found;
    current = found;
    return lost;
  });
}
