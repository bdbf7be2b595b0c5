// Ends an upload session without an attachment: removes its document and its charge in the quota, then the bytes that had arrived.
import { z } from 'zod';
import { releaseContent } from '../calendar/events/draft.ts';
import { chargedShape, commitCounted, type QuotaDependencies } from '../calendar/quota.ts';
import type { Contents } from '../stores/contents.ts';
import type { Condition, StoredDocument, Write } from '../stores/documents.ts';
import { decode, type Author } from '../stores/records.ts';

/** The properties of a session that its end needs. */
const openUpload = z.object({ id: z.string(), blob: z.string(), state: z.literal('open'), due: z.number(), ...chargedShape });

export type OpenUpload = z.infer<typeof openUpload>;

/** The condition that the session was neither completed nor ended. */
export const stillOpen: Condition = {
  is: 'and',
  conditions: [
    { is: 'eq', property: 'kind', value: 'upload' },
    { is: 'eq', property: 'state', value: 'open' },
  ],
};

/** The open session in a document that is due; undefined for any other document. */
export const decodeDueUpload = (document: StoredDocument | undefined): OpenUpload | undefined => {
  if (document?.body.due === undefined) return undefined;
  return decode('upload', openUpload, document);
};

type EndDependencies = Pick<QuotaDependencies, 'documents' | 'clock'> & { readonly contents: Contents };

/**
 * Cancels a session; false if it has ended already. A range that arrives at the same time may store bytes after their removal: for these the
 * batch leaves a tombstone of the blob. One batch and one removal.
 */
export async function cancelOpenUpload(deps: EndDependencies, partition: string, upload: EndedUpload, by: Author): Promise<boolean> {
  if (!(await end(deps, partition, upload, [releaseContent(upload.blob, deps.clock(), by)]))) return false;
  await deps.contents.remove(upload.blob);
  return true;
}

/** Ends a session that is due: no request that found it open still runs. The sweep removes bytes that a crash leaves here as lost ones. */
export async function expireUpload(deps: EndDependencies, partition: string, upload: EndedUpload): Promise<boolean> {
  if (!(await end(deps, partition, upload, []))) return false;
  await deps.contents.remove(upload.blob);
  return true;
}

type EndedUpload = Pick<OpenUpload, 'id' | 'blob' | 'charged'>;

/** Removes the session's document, and in the same batch its charge in the quota, so that this happens only once. */
async function end(deps: EndDependencies, partition: string, { id, charged = 0 }: EndedUpload, others: readonly Write[]): Promise<boolean> {
  const writes: [Write, ...Write[]] = [
    // A removal can't have a condition, so a patch before it has one.
    { write: 'patch', id, operations: [{ op: 'set', path: '/state', value: 'ended' }], when: stillOpen },
    { write: 'remove', id },
    ...others,
  ];
  const ended = await commitCounted(deps, partition, writes, -charged);
  return ended.outcome === 'done' || ended.repeated;
}
