// The document of a `transactionId`, by which a repeated request for a new event finds the event that the first one created.
import { secondsPerDay } from '../../runtime/clock.ts';
import { z } from 'zod';
import { hashedId } from '../../runtime/ids.ts';
import { transactionDays } from '../../runtime/limits.ts';
import type { Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import { decodeEvent, type EventRecord } from './record/eventRecord.ts';
import type { EventDraft } from './draft.ts';

const transaction = z.object({ ...recordShape, made: z.string() });

export const decodeTransaction = (document: StoredDocument | undefined): z.infer<typeof transaction> | undefined =>
  decode('transaction', transaction, document);

/** Each author's transaction ids are separate, so that nobody learns of another's event by guessing. */
const transactionDocument = (transactionId: string, by: Author): string => hashedId('transaction', by, transactionId);

/** The write that claims the transaction for this event; refused (`exists`) when another event has it. */
export const claimTransaction = (transactionId: string, draft: EventDraft, now: number, by: Author): Write => ({
  write: 'create',
  document: {
    id: transactionDocument(transactionId, by),
    kind: 'transaction',
    ...newRecord(now, by),
    made: draft.id,
    ttl: transactionDays * secondsPerDay,
  },
});

/** The write that claims it in place of an event that counts as deleted; refused when another request was faster. */
export const reclaimTransaction = (transactionId: string, draft: EventDraft, gone: string, by: Author): Write => ({
  write: 'patch',
  id: transactionDocument(transactionId, by),
  operations: [{ op: 'set', path: '/made', value: draft.id }],
  when: { is: 'eq', property: 'made', value: gone },
});

/** The event that has claimed the transaction, or only its document's id when it was deleted. Undefined when no event has claimed it. */
export async function claimedEvent(
  documents: Documents,
  partition: string,
  transactionId: string,
  by: Author,
): Promise<EventRecord | Pick<EventRecord, 'id'> | undefined> {
  const claim = decodeTransaction(await documents.read(partition, transactionDocument(transactionId, by)));
  if (claim === undefined) return undefined;
  return decodeEvent(await documents.read(partition, claim.made)) ?? { id: claim.made };
}
