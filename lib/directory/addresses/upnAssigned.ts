// The document that says that a user has new addresses: written in their batch, so that no event that waits for one is forgotten.
import { z } from 'zod';
import { hashedId } from '../../runtime/ids.ts';
import type { Document, StoredDocument } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';

const arrival = z.object({ ...recordShape, id: z.string(), userId: z.string(), addresses: z.array(z.string()), due: z.number() });

/** A user is new or has new addresses. */
export type Arrival = z.infer<typeof arrival>;

export const decodeArrival = (document: StoredDocument | undefined): Arrival | undefined => decode('arrival', arrival, document);

/**
 * Seconds after which the sweep looks for events that wait for the addresses. The request looks at once; the sweep is for a request that
 * died, and for events that another instance wrote at the same moment, which this one could not see yet.
 */
const dueAfterSeconds = 10 * 60;

/** `revision` is the user's after the change, so that no two such documents of one user have the same id. */
export const arrivalDocument = (
  userId: string,
  addresses: readonly string[],
  { revision, now, by }: { readonly revision: number; readonly now: number; readonly by: Author },
): Document => ({
  id: hashedId('arrival', userId, String(revision), String(now)),
  kind: 'arrival',
  ...newRecord(now, by),
  userId,
  addresses,
  due: Math.floor(now / 1000) + dueAfterSeconds,
});
