// What is due now, for the timers: page by page, the earliest first.
import type { Clock } from '../runtime/clock.ts';
import type { Documents, DueDocument } from './documents.ts';
import type { Kind } from './kinds.ts';

/** What to ask for; without any of these, everything that is due now. */
interface Wanted {
  readonly kind?: Kind;
  /** How many seconds the document must have been due, at least and at most. */
  readonly since?: { readonly min: number; readonly max: number };
}

const page = 100;

/**
 * Yields what is due. Ends when there is nothing more, or at `until` (milliseconds since 1970). Costs one query for each hundred documents.
 */
export async function* allDue(
  documents: Documents,
  clock: Clock,
  until: number,
  { kind, since }: Wanted = {},
): AsyncGenerator<DueDocument> {
  const now = (): number => Math.floor(clock() / 1000);
  for (let from = since === undefined ? 0 : now() - since.max; clock() < until;) {
    const found = await documents.due(from, now() - (since?.min ?? 0), page, kind);
    yield* found;
    const last = found.at(-1);
    if (last === undefined || found.length < page) return;
    // If all documents of a page are due in the same second, asking from that second on would give the same page for ever.
    from = last.due === found[0]?.due ? last.due + 1 : last.due;
  }
}
