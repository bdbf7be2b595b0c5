// Allowances: how much of something there may be in a while, counted by documents of the mailbox in the batch of what is counted.
import { z } from 'zod';
import type { Clock } from '../runtime/clock.ts';
import { unavailable } from '../runtime/errors.ts';
import type { Committed, Condition, Documents, StoredDocument, Write } from '../stores/documents.ts';
import { decode, newRecord, recordShape } from '../stores/records.ts';

/** How much a batch takes of what there may be. */
export interface Allowance {
  /** Id of the document that counts. One of a time alone has that in its id: a day's, an hour's. */
  readonly id: string;
  /** How much the batch takes. */
  readonly takes: number;
  /** How much may be taken in all. */
  readonly limit: number;
  /** Seconds after which nobody asks for it any more; one without them stays. */
  readonly ttl?: number;
}

/** As the store's outcome; or all was refused since there would be more than this allowance gives. */
export type Allowed = Committed | { readonly outcome: 'spent'; readonly allowance: Allowance };

export interface Allowances {
  /**
   * Commits the writes, if any, and takes from the allowances with them: all or nothing, so that a repeat takes nothing twice, and any number of
   * instances at once never take more than there is. Costs one batch, with one write more for each allowance; another batch for the first
   * time that a process, or anybody, takes from one. Throws 503 when it loses too many races.
   */
  commit(partition: string, writes: readonly Write[], allowances: readonly Allowance[]): Promise<Allowed>;
  /** Gives back what was taken for something that was not done. One batch; what fails here is lost of the allowance, and nothing is thrown. */
  giveBack(partition: string, allowance: Allowance): Promise<void>;
}

const shape = z.object({ ...recordShape, id: z.string(), count: z.number(), countedAt: z.number().optional() });

/** `countedAt` is when it was last set to what there is, in milliseconds since 1970; only one that stays ever is. */
export type AllowanceRecord = z.infer<typeof shape>;

export const decodeAllowance = (document: StoredDocument | undefined): AllowanceRecord | undefined => decode('allowance', shape, document);

/** Documents of which a process remembers that they are there. */
const maxKnown = 20_000;

export function createAllowances(documents: Pick<Documents, 'commit'>, clock: Clock): Allowances {
  const known = new Set<string>();
  const nameOf = (partition: string, { id }: Allowance): string => `${partition} ${id}`;
  const remember = (name: string): void => {
    if (known.size >= maxKnown) known.clear();
    known.add(name);
  };

  return {
    async commit(partition, writes, allowances) {
      const tooLarge = allowances.find(({ takes, limit }) => takes > limit);
      if (tooLarge !== undefined) return { outcome: 'spent', allowance: tooLarge };
      // One that stays is there nearly always; one of a time was made by this process, or is the first of its time.
      const isNew = new Map(allowances.map((each) => [each.id, each.ttl !== undefined && !known.has(nameOf(partition, each))]));
      for (let attempt = 0; attempt <= 2 * allowances.length; attempt++) {
        const taking = allowances.map((each) => (isNew.get(each.id) === true ? begin(each, clock()) : take(each)));
        const [first, ...rest] = [...writes, ...taking];
        if (first === undefined) return { outcome: 'done', etags: [] };
        const committed = await documents.commit(partition, [first, ...rest]);
        if (committed.outcome === 'done') {
          for (const each of allowances) if (each.ttl !== undefined) remember(nameOf(partition, each));
          return { outcome: 'done', etags: committed.etags.slice(0, writes.length) };
        }
        const allowance = allowances[committed.index - writes.length];
        if (allowance === undefined) return committed;
        if (committed.because === 'condition') return { outcome: 'spent', allowance };
        isNew.set(allowance.id, committed.because === 'missing');
      }
      throw unavailable('Too many requests count the same at once.', 1);
    },

    async giveBack(partition, { id, takes }) {
      const operations = [{ op: 'increment', path: '/count', by: -takes }] as const;
      await documents.commit(partition, [{ write: 'patch', id, operations }]).catch(() => undefined);
    },
  };
}

const begin = ({ id, takes, ttl }: Allowance, now: number): Write => ({
  write: 'create',
  document: { id, kind: 'allowance', ...newRecord(now, 'allowance'), count: takes, ...(ttl !== undefined && { ttl }) },
});

const take = ({ id, takes, limit }: Allowance): Write => ({
  write: 'patch',
  id,
  operations: [{ op: 'increment', path: '/count', by: takes }],
  when: { is: 'le', property: 'count', value: limit - takes },
});

/**
 * Sets an allowance that stays to how many documents there are of what it counts, and resolves to that: what ends or expires without being
 * given back is found by counting alone. One query and one write; nothing is set where somebody has taken from it since it was read, as
 * that may be in neither count.
 */
export async function recount(
  documents: Pick<Documents, 'count' | 'replaceIf'>,
  partition: string,
  { id, etag, body }: StoredDocument,
  what: Condition,
  now: number,
): Promise<number> {
  const count = await documents.count(partition, what);
  const record = shape.parse(body);
  await documents.replaceIf(partition, { ...record, id, kind: 'allowance', count, countedAt: now }, etag);
  return count;
}
