// A signature of another system's, claimed for one event and one content: whoever sends it again elsewhere, or as something else, is refused.
import { z } from 'zod';
import { ServiceError } from '../runtime/errors.ts';
import { hashedId } from '../runtime/ids.ts';
import { maxRequestSeconds, signatureToleranceSeconds } from '../runtime/limits.ts';
import type { Document, Documents, StoredDocument } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';

/** What a signature is claimed for. */
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
});

export const decodeClaim = (document: StoredDocument | undefined): z.infer<typeof claimRecord> | undefined =>
  decode('signatureClaim', claimRecord, document);

/** A claim is alone in its partition: one signature may come to any mailbox of the tenant. */
const claimId = 'claim';

/** Where a signature is claimed; the text doesn't tell the signature. */
export const claimPartition = (tenant: string, signature: string): string => hashedId(`${tenant}:signatures`, signature);

/** Seconds for which a signature that has a time of its own can be right: early or late, and an hour for clocks that differ. */
const shortTtl = 2 * signatureToleranceSeconds + 60 * 60;

/**
 * Claims a signature for the target, for as long as the event lives, or as long as the signature can be right. One create; one read more
 * where it is claimed already, one more where that was for something else. A claim that nothing has come of counts no more once the
 * request that made it must be over. Throws 409 where the signature is another target's.
 */
export async function claimSignature(
  { documents, clock }: { readonly documents: Documents; readonly clock: () => number },
  place: string,
  target: ClaimTarget,
  { by, lasts }: { readonly by: Author; readonly lasts: boolean },
): Promise<void> {
  await winRace(attemptsOf.claim, 'The same signature is coming many times at once.', async () => {
    const now = clock();
    const document: Document = { id: claimId, kind: 'signatureClaim', ...newRecord(now, by), ...target, ...(!lasts && { ttl: shortTtl }) };
    const made = await documents.commit(place, [{ write: 'create', document }]);
    if (made.outcome === 'done') return 'claimed';
    const stored = await documents.read(place, claimId);
    const found = decodeClaim(stored);
    if (stored === undefined || found === undefined) return lost;
    if (isSame(found, target)) return 'claimed';
    const isOver = Date.parse(found.modified) + maxRequestSeconds * 1000 < now;
    if (!isOver || (await documents.read(found.partition, found.repeat)) !== undefined) throw claimedElsewhere();
    return (await documents.replaceIf(place, document, stored.etag)) === undefined ? lost : 'claimed';
  });
}

/** Lets go of the claims of one incarnation: they go by TTL, unless somebody else has them by now. */
export async function releaseClaims(documents: Documents, places: readonly string[], incarnation: string): Promise<void> {
  const release = { op: 'set', path: '/ttl', value: 1 } as const;
  await Promise.all(
    places.map((place) =>
      documents.commit(place, [
        { write: 'patch', id: claimId, operations: [release], when: { is: 'eq', property: 'incarnation', value: incarnation } },
      ]),
    ),
  );
}

const isSame = (found: ClaimTarget, target: ClaimTarget): boolean =>
  (['partition', 'of', 'incarnation', 'brought', 'repeat'] as const).every((name) => found[name] === target[name]);

const claimedElsewhere = (): ServiceError =>
  new ServiceError(
    409,
    'Conflict',
    'This signed delivery came before, to another event or under another name or type. One signature attaches one content to one event.',
  );
