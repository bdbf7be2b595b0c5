// Ends an upload session that has made no attachment: its document goes, with what it has counted in the quota, then the bytes that had arrived.
import { z } from 'zod';
import { letGo } from '../calendar/events/draft.ts';
import { chargedShape, commitCounted, type QuotaDependencies } from '../calendar/quota.ts';
import type { Contents } from '../stores/contents.ts';
import type { Condition, StoredDocument } from '../stores/documents.ts';
import { decode, type Author } from '../stores/records.ts';

/** What of a session its end needs. */
const openUpload = z.object({ id: z.string(), blob: z.string(), state: z.literal('open'), due: z.number(), ...chargedShape });

export type OpenUpload = z.infer<typeof openUpload>;

/** Holds until the session is completed, cancelled or has expired. */
export const stillOpen: Condition = {
  is: 'and',
  conditions: [
    { is: 'eq', property: 'kind', value: 'upload' },
    { is: 'eq', property: 'state', value: 'open' },
  ],
};

/** A session that is open for the sweep to end; a completed one isn't due. */
export const decodeDueUpload = (document: StoredDocument | undefined): OpenUpload | undefined => {
  if (document?.body.due === undefined) return undefined;
  return decode('upload', openUpload, document);
};

/**
 * Ends the session that was read, once: what it counts is given back in the batch that removes its document. A range that is being received
 * meanwhile may leave bytes, which the blob's own tombstone is for. False when it has ended already. One batch and one removal.
 */
export async function endUpload(
  deps: Pick<QuotaDependencies, 'documents' | 'clock'> & { readonly contents: Contents },
  partition: string,
  { id, blob, charged = 0 }: Pick<OpenUpload, 'id' | 'blob' | 'charged'>,
  by: Author,
): Promise<boolean> {
  const ended = await commitCounted(
    deps,
    partition,
    [
      // A removal has no condition of its own.
      { write: 'patch', id, operations: [{ op: 'set', path: '/state', value: 'ended' }], when: stillOpen },
      { write: 'remove', id },
      letGo(blob, deps.clock(), by),
    ],
    -charged,
  );
  if (ended.outcome === 'refused' && !ended.repeated) return false;
  await deps.contents.remove(blob);
  return true;
}
