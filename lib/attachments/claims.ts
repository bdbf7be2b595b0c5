// A signed delivery of another system's, claimed for one event and one content: whoever sends it again elsewhere, or as something else, is refused.
import { z } from 'zod';
import { ServiceError } from '../runtime/errors.ts';
import { hashedId } from '../runtime/ids.ts';
import { maxRequestSeconds } from '../runtime/limits.ts';
import type { Document, Documents, StoredDocument } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';

/** What a delivery is claimed for. */
export interface ClaimTarget {
  /** The mailbox's, with the event's document and incarnation. */
  readonly partition: string;
  readonly of: string;
  readonly incarnation: string;
  /** SHA-256 of the content, names and types included. */
  readonly brought: string;
  /** The document in the mailbox that remembers what has come of it; written after the claim, in the batch with the attachments. */
  readonly repeat: string;
}

const claimRecord = z.object({
  ...recordShape,
  partition: z.string(),
  of: z.string(),
  incarnation: z.string(),
  brought: z.string(),
  repeat: z.string(),
  /** Its event is no more, and the claim goes by TTL. */
  released: z.literal(true).optional(),
});

export const decodeClaim = (document: StoredDocument | undefined): z.infer<typeof claimRecord> | undefined =>
  decode('signatureClaim', claimRecord, document);

/** A claim is alone in its partition: one delivery may come to any mailbox of the tenant. */
const claimId = 'claim';

/** Where a delivery is claimed by one of its names; the text doesn't tell the name. */
export const claimPartition = (tenant: string, name: string): string => hashedId(`${tenant}:signatures`, name);

/**
 * Claims a delivery by one of its names for the target, for as long as the event lives. One create; one read more where it is claimed
 * already, one more where that was for something else. A claim that nothing has come of counts no more once the request that made it must
 * be over. Throws 409 where the delivery is another target's.
 */
export async function claimDelivery(
  { documents, clock }: { readonly documents: Documents; readonly clock: () => number },
  place: string,
  target: ClaimTarget,
  by: Author,
): Promise<void> {
  await winRace(attemptsOf.claim, 'The same signed delivery is coming many times at once.', async () => {
    const now = clock();
    const document: Document = { id: claimId, kind: 'signatureClaim', ...newRecord(now, by), ...target };
    const made = await documents.commit(place, [{ write: 'create', document }]);
    if (made.outcome === 'done') return 'claimed';
    const stored = await documents.read(place, claimId);
    const found = decodeClaim(stored);
    if (stored === undefined || found === undefined) return lost;
    if (isSame(found, target)) return 'claimed';
    const isOver = found.released !== true && Date.parse(found.modified) + maxRequestSeconds * 1000 < now;
    if (!isOver || (await documents.read(found.partition, found.repeat)) !== undefined) throw claimedElsewhere();
    return (await documents.replaceIf(place, document, stored.etag)) === undefined ? lost : 'claimed';
  });
}

/** Claims that one request has made, by their partitions. */
export const claimsShape = z.object({
  places: z.array(z.string()),
  /** For so long they are nobody else's behind the event's end: the delivery could still be sent elsewhere. */
  seconds: z.number(),
});
export type Claims = z.infer<typeof claimsShape>;

/** Lets go of claims of one incarnation: they go by TTL, unless somebody else has them by now. */
export async function releaseClaims(documents: Documents, { places, seconds }: Claims, incarnation: string): Promise<void> {
  const operations = [
    { op: 'set', path: '/released', value: true },
    { op: 'set', path: '/ttl', value: Math.max(1, seconds) },
  ] as const;
  const when = { is: 'eq', property: 'incarnation', value: incarnation } as const;
  await Promise.all(places.map((place) => documents.commit(place, [{ write: 'patch', id: claimId, operations, when }])));
}

const isSame = (found: ClaimTarget, target: ClaimTarget): boolean =>
  (['partition', 'of', 'incarnation', 'brought', 'repeat'] as const).every((name) => found[name] === target[name]);

const claimedElsewhere = (): ServiceError =>
  new ServiceError(
    409,
    'Conflict',
    'This signed delivery came before, to another event or under another name or type. One delivery attaches one content to one event.',
  );
