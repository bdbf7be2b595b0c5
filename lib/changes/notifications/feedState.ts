// What is known of the feed: of which store it is, and since which leases. Where that is another one now, changes may have been missed.
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Documents, StoredDocument } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { decodeCurrent, newRecord, recordShape } from '../../stores/records.ts';

/** `origin`: the generation and the leases that the feed was last read by; among the leases themselves, a name that they don't share with others. */
const feedState = z.object({ ...recordShape, id: z.string(), origin: z.string() });

export const decodeFeedState = (document: StoredDocument | undefined) => decodeCurrent('feedState', feedState, document);

const partition = 'service';
const id = 'feedState';

export interface FeedDependencies {
  readonly notifications: Documents;
  /** Where the trigger keeps how far it has read. */
  readonly leases: Documents;
  readonly clock: Clock;
  /** A name that nothing else has. */
  readonly newName: () => string;
  /** Changes with each restore of the store. */
  readonly generation: string;
}

/**
 * Calls `missed` where the feed has begun anew since it was last read. Remembers that behind it, so that a process that dies in between leaves it
 * to the next. Three point reads at most.
 */
export async function followFeed(deps: FeedDependencies, missed: () => Promise<void>): Promise<void> {
  const { notifications, clock, generation } = deps;
  const known = decodeFeedState(await notifications.read(partition, id));
  const origin = JSON.stringify([generation, await nameOfLeases(deps)]);
  if (known?.origin === origin) return;
  await missed();
  const document = { id, kind: 'feedState', ...newRecord(clock(), 'service'), origin, ttl: -1 } as const;
  if (known === undefined) await notifications.commit(partition, [{ write: 'create', document }]);
  else await notifications.replaceIf(partition, document, known.etag);
}

/** A name that lies among the leases and goes with them. */
const nameOfLeases = ({ leases, clock, newName }: FeedDependencies): Promise<string> =>
  winRace(attemptsOf.claim, 'Many processes begin to read the feed at once.', async () => {
    const found = decodeFeedState(await leases.read(id, id));
    if (found !== undefined) return found.origin;
    const origin = newName();
    const document = { id, kind: 'feedState', ...newRecord(clock(), 'service'), origin } as const;
    return (await leases.commit(id, [{ write: 'create', document }])).outcome === 'done' ? origin : lost;
  });
