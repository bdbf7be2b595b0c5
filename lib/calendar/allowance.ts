// Allowances: limits, some for a span of time; a document of the mailbox counts each, in the batch that writes what is counted.
import { z } from 'zod';
import type { Clock } from '../runtime/clock.ts';
import { unavailable } from '../runtime/errors.ts';
import type { Committed, Condition, Documents, StoredDocument, Write } from '../stores/documents.ts';
import { decode, newRecord, recordShape } from '../stores/records.ts';

/** How much a batch takes from one limit. */
export interface Allowance {
  /** Id of the document that counts. An allowance for a day or an hour has that day or hour in its id. */
  readonly id: string;
  /** How much the batch takes. */
  readonly takes: number;
  /** How much may be taken in all. */
  readonly limit: number;
  /** Seconds after which the document is no longer needed; without it, the document stays. */
  readonly ttl?: number;
}

/** The store's outcome, or `spent`: everything was refused because this allowance's limit would be exceeded. */
export type Allowed = Committed | { readonly outcome: 'spent'; readonly allowance: Allowance };

export interface Allowances {
  /**
   * Commits the writes, if any, and takes from the allowances in the same batch, all or nothing: a repeat takes nothing twice, and any
   * number of instances never take more than the limit. Costs one batch, with one more write for each allowance; another batch the first
   * time that a process, or anybody, takes from one. Throws 503 when it loses too many races.
   */
  commit(partition: string, writes: readonly Write[], allowances: readonly Allowance[]): Promise<Allowed>;
  /** Gives back what was taken for something that wasn't done. One batch; never throws: if it fails, that part of the limit is lost. */
  giveBack(partition: string, allowance: Allowance): Promise<void>;
}

const shape = z.object({ ...recordShape, id: z.string(), count: z.number(), countedAt: z.number().optional() });

/** `countedAt`: when `recount` last set the count, in milliseconds since 1970; only for an allowance without a `ttl`. */
export type AllowanceRecord = z.infer<typeof shape>;

export const decodeAllowance = (document: StoredDocument | undefined): AllowanceRecord | undefined => decode('allowance', shape, document);

/** Of how many documents a process remembers that they exist. */
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
      // A document without a `ttl` nearly always exists. One with a `ttl` is taken for missing unless this process has written to it.
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
        if (committed.because === 'missing') for (const each of lastingBehind(allowances, allowance)) isNew.set(each.id, true);
      }
      throw unavailable('Too many requests count the same at once.', 1);
    },

    async giveBack(partition, { id, takes }) {
      const operations = [{ op: 'increment', path: '/count', by: -takes }] as const;
      await documents.commit(partition, [{ write: 'patch', id, operations }]).catch(() => undefined);
    },
  };
}

/** The allowances without a `ttl` behind a missing one: most likely the batch that makes that one makes them too. */
const lastingBehind = (allowances: readonly Allowance[], missing: Allowance): readonly Allowance[] =>
  allowances.slice(allowances.indexOf(missing) + 1).filter(({ ttl }) => ttl === undefined);

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
 * Sets the count of an allowance without a `ttl` to how many documents meet `what`, and resolves to that: only this notices documents that
 * expired without being given back. One query and one write; sets nothing if somebody has taken from the allowance since it was read, as
 * the query may have missed that.
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
