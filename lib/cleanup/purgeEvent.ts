// Removes what a deleted event had, page by page, bytes before documents, so that a crash leaves no blob without its document.
import { z } from 'zod';
import { decodeOccurrence } from '../calendar/occurrences/occurrenceRecord.ts';
import { purgeDocument, purgeRecord, type PurgeRecord } from '../calendar/events/purge.ts';
import { chargedShape, commitCounted, type QuotaDependencies } from '../calendar/quota.ts';
import type { Contents } from '../stores/contents.ts';
import type { Condition, Documents, StoredDocument, Write } from '../stores/documents.ts';
import { setKind, decode } from '../stores/records.ts';
import { claimsShape, releaseClaims } from '../attachments/claims.ts';

/** How many documents of each kind a page removes; both kinds and the purge itself fit into one batch. */
const pageSize = 45;

/** The blob of an attachment, or the one that an upload session was filling; the claims of a signed webhook. */
const child = z.object({
  claims: claimsShape.optional(),
  blob: z.string().optional(),
  content: z.object({ blob: z.string() }).optional(),
  ...chargedShape,
});

export const decodePurge = (document: StoredDocument | undefined): PurgeRecord | undefined => decode('purge', purgeRecord, document);

/**
 * Removes one page of children, and with the last page the purge itself. Returns true when nothing is left. The batch that removes children
 * also gives back what they were charged in the quota; since everything that ends a child removes its document in its batch, each charge is
 * given back only once. Any number of calls may run at once.
 */
export async function purgePage(
  deps: Pick<QuotaDependencies, 'documents' | 'clock'> & { readonly contents: Contents },
  partition: string,
  purge: Pick<PurgeRecord, 'id' | 'of' | 'incarnation' | 'blobs' | 'series' | 'charged' | 'erases'> &
    Partial<Pick<PurgeRecord, 'created' | 'createdBy'>>,
): Promise<boolean> {
  const { documents, contents } = deps;
  if (purge.series === true && (await releaseOccurrences(documents, partition, purge))) return false;
  const [attachments, others] = await Promise.all([
    documents.query(partition, {
      where: {
        is: 'and',
        conditions: [
          { is: 'eq', property: 'event', value: purge.of },
          { is: 'eq', property: 'incarnation', value: purge.incarnation },
        ],
      },
      orderBy: [{ property: 'event' }, { property: 'id' }],
      limit: pageSize,
    }),
    documents.query(partition, { where: otherChildren(purge), orderBy: [], limit: pageSize }),
  ]);
  const children = [...attachments, ...others].map(({ id, body }) => ({ id, ...child.parse(body) }));
  const blobs = [...(purge.blobs ?? []), ...children.flatMap(({ blob, content }) => blob ?? content?.blob ?? [])];
  await Promise.all(blobs.map((blob) => (purge.erases === true ? contents.erase(blob) : contents.remove(blob))));
  await Promise.all(children.flatMap(({ claims }) => (claims === undefined ? [] : [releaseClaims(documents, claims, purge.incarnation)])));

  const isLast = attachments.length < pageSize && others.length < pageSize;
  const removable = [...children, ...(isLast ? [purge] : [])];
  const counted = removable.reduce((sum, { charged = 0 }) => sum + charged, 0);
  const [first, ...rest] = removable.map(({ id }): Write => ({ write: 'remove', id }));
  // The batch is refused if another purge has removed one of the documents meanwhile. The next page then finds what is left.
  const removed = first === undefined ? undefined : await commitCounted(deps, partition, [first, ...rest], -counted);
  // Without children only the purge itself was left to remove, and somebody has removed it.
  return isLast && (removed?.outcome === 'done' || children.length === 0);
}

/**
 * Removes a page of a series' stored occurrences, and leaves a purge for each. Returns true when it found some. Refused once the purge isn't
 * due any more: copies that a delivery had left unfinished belong to an entry then.
 */
async function releaseOccurrences(
  documents: Documents,
  partition: string,
  {
    id,
    incarnation,
    created,
    createdBy = 'sweep',
    erases,
  }: Pick<PurgeRecord, 'id' | 'incarnation' | 'erases'> & Partial<Pick<PurgeRecord, 'created' | 'createdBy'>>,
): Promise<boolean> {
  const found = await documents.query(partition, {
    where: { is: 'eq', property: 'seriesOf', value: incarnation },
    orderBy: [],
    limit: pageSize,
  });
  const now = Date.parse(created ?? '') || 0;
  const writes = found.flatMap((document): Write[] => {
    const occurrence = decodeOccurrence(document);
    const remove: Write = { write: 'remove', id: document.id };
    // The copy of an occurrence has nothing of its own.
    return occurrence === undefined || occurrence.copy !== undefined
      ? [remove]
      : [remove, { write: 'create', document: purgeDocument(occurrence, now, createdBy, { erases }) }];
  });
  if (writes.length === 0) return false;
  const committed = await documents.commit(partition, [{ write: 'patch', id, operations: [setKind('purge')] }, ...writes]);
  return committed.outcome === 'done' || committed.index > 0;
}

/**
 * Upload sessions, the records by which a repeated webhook or request is recognized, what was answered of reminders; extensions and extended
 * properties, of a series those of its occurrences as well.
 */
const otherChildren = ({ of, incarnation }: { readonly of: string; readonly incarnation: string }): Condition => ({
  is: 'or',
  conditions: [
    {
      is: 'and',
      conditions: [
        { is: 'eq', property: 'incarnation', value: incarnation },
        {
          is: 'or',
          conditions: [
            { is: 'eq', property: 'uploadOf', value: of },
            ...(['repeat', 'reminder', 'customData'] as const).map((value): Condition => ({ is: 'eq', property: 'kind', value })),
          ],
        },
      ],
    },
    { is: 'eq', property: 'root', value: incarnation },
  ],
});
