// A `transactionId`: the document that makes a repeated request for a new event give the first one.
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

/** Everybody has their own: nobody learns of another's event by guessing. */
const transactionDocument = (transactionId: string, by: Author): string => hashedId('transaction', by, transactionId);

/** What claims the transaction for this event; refused (`exists`) when another one has it. */
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

/** What claims it instead of an event that is there no more; refused when somebody else was faster. */
export const reclaimTransaction = (transactionId: string, draft: EventDraft, gone: string, by: Author): Write => ({
  write: 'patch',
  id: transactionDocument(transactionId, by),
  operations: [{ op: 'set', path: '/made', value: draft.id }],
  when: { is: 'eq', property: 'made', value: gone },
});

/** The event that the transaction has made, or only the id of its document when it is there no more. Nothing when nobody has claimed it. */
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
