// That somebody has addresses from now on: written with them, so that what waits for one can't be forgotten.
import { z } from 'zod';
import { hashedId } from '../../runtime/ids.ts';
import type { Document, StoredDocument } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';

const arrival = z.object({ ...recordShape, id: z.string(), userId: z.string(), addresses: z.array(z.string()), due: z.number() });

/** Somebody has come, or is reached by other addresses. */
export type Arrival = z.infer<typeof arrival>;

export const decodeArrival = (document: StoredDocument | undefined): Arrival | undefined => decode('arrival', arrival, document);

/**
 * Seconds after which the sweep looks for what waits. The request looks at once; this is for one that died, and for what another
 * instance wrote at the same moment and this one could not see yet.
 */
const dueAfterSeconds = 10 * 60;

/** `revision` is that of the user from now on, so that no two arrivals of one user have the same id. */
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
