// Removing what a deleted event had: page by page, bytes before documents, so that a crash leaves nothing unknown.
import { z } from 'zod';
import { purgeRecord, type PurgeRecord } from '../calendar/purge.ts';
import type { Contents } from '../stores/contents.ts';
import type { Documents, StoredDocument, Write } from '../stores/documents.ts';
import { decode } from '../stores/records.ts';

/** Attachments that one page removes. */
const pageSize = 50;

const child = z.object({ content: z.object({ blob: z.string() }).optional() });

export const decodePurge = (document: StoredDocument | undefined): PurgeRecord | undefined => decode('purge', purgeRecord, document);

/** Removes one page of children, or the purge itself once there are none; true when it is done. Any number may run at once. */
export async function purgePage(
  { documents, contents }: { readonly documents: Documents; readonly contents: Contents },
  partition: string,
  purge: { readonly id: string; readonly of: string; readonly incarnation: string },
): Promise<boolean> {
  const children = await documents.query(partition, {
    where: {
      is: 'and',
      conditions: [
        { is: 'eq', property: 'event', value: purge.of },
        { is: 'eq', property: 'incarnation', value: purge.incarnation },
      ],
    },
    orderBy: [{ property: 'event' }, { property: 'id' }],
    limit: pageSize,
  });
  const blobs = children.flatMap(({ body }) => child.parse(body).content?.blob ?? []);
  await Promise.all(blobs.map((blob) => contents.remove(blob)));
  const [first, ...rest] = [...children, ...(children.length < pageSize ? [purge] : [])].map(({ id }): Write => ({ write: 'remove', id }));
  // Refused when another purge was faster with one of them: the next page tells what is left.
  const removed = first === undefined ? undefined : await documents.commit(partition, [first, ...rest]);
  return removed?.outcome === 'done' && children.length < pageSize;
}
