// Claims a signed webhook delivery for one event and one content, so that nobody can send it again to another event or with another content.
import { z } from 'zod';
import { ServiceError } from '../runtime/errors.ts';
import { hashedId } from '../runtime/ids.ts';
import { maxRequestSeconds } from '../runtime/limits.ts';
import type { Document, Documents, StoredDocument } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';

/** The event and the content that a delivery is claimed for. */
export interface ClaimTarget {
  /** The mailbox's partition; then the event's document and incarnation. */
  readonly partition: string;
  readonly of: string;
  readonly incarnation: string;
  /** SHA-256 of the content, names and types included. */
  readonly brought: string;
  /** Id of the document in the mailbox that remembers the delivery's attachments; their batch writes it after the claim. */
  readonly repeat: string;
}

const claimRecord = z.object({
  ...recordShape,
  partition: z.string(),
  of: z.string(),
  incarnation: z.string(),
  brought: z.string(),
  repeat: z.string(),
  /** Set once the event is deleted; then TTL removes the claim. */
  released: z.literal(true).optional(),
});

export const decodeClaim = (document: StoredDocument | undefined): z.infer<typeof claimRecord> | undefined =>
  decode('signatureClaim', claimRecord, document);

/** The id of every claim: each has a partition of its own, since a delivery may come to any mailbox of the tenant. */
const claimId = 'claim';

/** The partition of the claim of one of a delivery's names; a hash, which doesn't show the name. */
export const claimPartition = (tenant: string, name: string): string => hashedId(`${tenant}:signatures`, name);

/**
 * Claims one of a delivery's names for the target, for the event's life. One create; one read more if somebody has claimed the name, and
 * one more if that was for another target. A claim without attachments is void once the request that made it must have ended. Throws 409
 * if the name is another target's.
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
  /** Seconds for which the claims hold after the event's deletion: so long somebody could send the delivery elsewhere. */
  seconds: z.number(),
});
export type Claims = z.infer<typeof claimsShape>;

/** Releases the claims of one incarnation, so that TTL removes them, unless they are another event's by now. */
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
