// A page of a list whose first entry is the default one, which may not be stored, and whose other entries are stored.
import type { Page, PageRequest } from '../../directory/page.ts';
import { firstOf } from '../../stores/keyset.ts';

export interface Listing<T> {
  /** The default entry's id. */
  readonly id: string;
  readonly idOf: (entry: T) => string;
  /** The default entry, if the list has it. */
  readonly first: () => Promise<T | undefined>;
  /** At most `limit` of the other entries, those whose ids come after `after`, in the order of their ids. */
  readonly others: (after: string, limit: number) => Promise<readonly T[]>;
}

/** A page by keyset: it neither skips nor repeats an entry when others are added or deleted meanwhile. */
export async function defaultFirst<T>({ limit, after }: PageRequest, { id, idOf, first, others }: Listing<T>): Promise<Page<T>> {
  const begins = after === undefined;
  const [opening, rest] = await Promise.all([begins ? first() : undefined, others(begins || after === id ? '' : after, limit + 1)]);
  const found = opening === undefined ? rest : [opening, ...rest];
  const { entries, more } = firstOf(found, limit);
  const last = entries.at(-1);
  return { entries, ...(last !== undefined && more && { next: idOf(last) }) };
}
