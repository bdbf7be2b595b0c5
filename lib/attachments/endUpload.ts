// Ends an upload session that has made no attachment: its document goes, with what it has counted in the quota, then the bytes that had arrived.
import { z } from 'zod';
import { releaseContent } from '../calendar/events/draft.ts';
import { chargedShape, commitCounted, type QuotaDependencies } from '../calendar/quota.ts';
import type { Contents } from '../stores/contents.ts';
import type { Condition, StoredDocument, Write } from '../stores/documents.ts';
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

type EndDependencies = Pick<QuotaDependencies, 'documents' | 'clock'> & { readonly contents: Contents };

/**
 * Ends a session before its time; false when it has ended already. A range that is being received meanwhile may
 * leave bytes behind their removal: a tombstone of the blob is for these. One batch and one removal.
 */
export async function cancelOpenUpload(deps: EndDependencies, partition: string, upload: EndedUpload, by: Author): Promise<boolean> {
  if (!(await end(deps, partition, upload, [releaseContent(upload.blob, deps.clock(), by)]))) return false;
  await deps.contents.remove(upload.blob);
  return true;
}

/** Ends a session that has been due: no request that found it open is at work any more. Bytes that a crash leaves are as old as lost ones. */
export async function expireUpload(deps: EndDependencies, partition: string, upload: EndedUpload): Promise<boolean> {
  if (!(await end(deps, partition, upload, []))) return false;
  await deps.contents.remove(upload.blob);
  return true;
}

type EndedUpload = Pick<OpenUpload, 'id' | 'blob' | 'charged'>;

/** What it counts is given back in the batch that removes its document, so once. */
async function end(deps: EndDependencies, partition: string, { id, charged = 0 }: EndedUpload, others: readonly Write[]): Promise<boolean> {
  const writes: [Write, ...Write[]] = [
    // A removal has no condition of its own.
    { write: 'patch', id, operations: [{ op: 'set', path: '/state', value: 'ended' }], when: stillOpen },
    { write: 'remove', id },
    ...others,
  ];
  const ended = await commitCounted(deps, partition, writes, -charged);
  return ended.outcome === 'done' || ended.repeated;
}
