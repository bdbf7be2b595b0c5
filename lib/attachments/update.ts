// Changing an attachment's properties: read, merge, replace on the condition that nobody was faster.
import type { Clock } from '../clock.ts';
import { itemNotFound, preconditionFailed, unavailable } from '../errors.ts';
import type { EventKey } from '../calendar/mailbox.ts';
import type { Documents } from '../stores/documents.ts';
import { decodeAttachment, partitionOf, sortKeysOf, type AttachmentProperties, type AttachmentRecord } from './attachment.ts';

/** Races that one request loses before it gives up. */
const maxRaces = 8;

/**
 * Replaces the properties by what `change` makes of them. With `isCurrent`, the change is made only to a version that it accepts
 * (If-Match), else to whatever version is current. Throws 404 when the attachment is gone, 412 when the version isn't accepted.
 */
export async function updateAttachment(
  deps: { readonly documents: Documents; readonly clock: Clock },
  key: EventKey,
  record: AttachmentRecord,
  change: (properties: AttachmentProperties) => AttachmentProperties,
  isCurrent?: (etag: string) => boolean,
): Promise<AttachmentRecord> {
  const partition = partitionOf(key);
  let current = record;
  for (let race = 0; race < maxRaces; race++) {
    if (isCurrent !== undefined && !isCurrent(current.etag)) throw preconditionFailed();
    const { etag, ...document } = current;
    const changed = { ...document, properties: change(document.properties), modified: new Date(deps.clock()).toISOString() };
    const replaced = await deps.documents.replaceIf(
      partition,
      { kind: 'attachment', ...changed, sortKeys: sortKeysOf(changed.properties, changed.modified) },
      etag,
    );
    if (replaced !== undefined) return { ...changed, etag: replaced };
    const found = decodeAttachment(await deps.documents.read(partition, record.id));
    if (found === undefined) throw itemNotFound();
    current = found;
  }
  throw unavailable('Too many requests change this attachment at once.', 1);
}
