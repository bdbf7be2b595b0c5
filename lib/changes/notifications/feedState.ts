// What is known of the feed: of which store it is, and since which leases. Where that is another one now, changes may have been missed.
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Documents, StoredDocument } from '../../stores/documents.ts';
import { decodeCurrent, newRecord, recordShape } from '../../stores/records.ts';

const feedState = z.object({ ...recordShape, id: z.string(), origin: z.string() });

export const decodeFeedState = (document: StoredDocument | undefined) => decodeCurrent('feedState', feedState, document);

const partition = 'service';
const id = 'feedState';

/**
 * Calls `missed` where the feed has begun anew since it was last looked at: `origin` names the store's generation and the leases. Remembers the
 * origin behind that, so that a process that dies in between leaves it to the next. The first feed of a deployment has missed nothing.
 */
export async function followFeed(
  { notifications, clock }: { readonly notifications: Documents; readonly clock: Clock },
  origin: string,
  missed: () => Promise<void>,
): Promise<void> {
  const known = decodeFeedState(await notifications.read(partition, id));
  if (known?.origin === origin) return;
  await missed();
  const document = { id, kind: 'feedState', ...newRecord(clock(), 'service'), origin, ttl: -1 } as const;
  if (known === undefined) await notifications.commit(partition, [{ write: 'create', document }]);
  else await notifications.replaceIf(partition, document, known.etag);
}
