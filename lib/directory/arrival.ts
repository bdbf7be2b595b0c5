// That somebody is called by a userPrincipalName from now on: written with the name, so that what waits for it can't be forgotten.
import { z } from 'zod';
import { hashedId } from '../ids.ts';
import type { Document, StoredDocument } from '../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';

const arrival = z.object({ ...recordShape, id: z.string(), userId: z.string(), upn: z.string(), due: z.number() });

/** Somebody has come, or is called otherwise. */
export type Arrival = z.infer<typeof arrival>;

export const decodeArrival = (document: StoredDocument | undefined): Arrival | undefined => decode('arrival', arrival, document);

/**
 * Seconds after which the sweep looks for what waits. The request looks at once; this is for one that died, and for what another
 * instance wrote at the same moment and this one could not see yet.
 */
const dueAfterSeconds = 10 * 60;

export const arrivalDocument = (userId: string, upn: string, now: number, by: Author): Document => ({
  id: hashedId('arrival', userId, upn.toLowerCase(), String(now)),
  kind: 'arrival',
  ...newRecord(now, by),
  userId,
  upn,
  due: Math.floor(now / 1000) + dueAfterSeconds,
});
