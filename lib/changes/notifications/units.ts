// Commits what belongs together in one batch, and takes out or changes what the store refuses of it, so that the rest is written.
import type { Committed, Documents, Write } from '../../stores/documents.ts';
import { maxBatchOperations } from '../../runtime/limits.ts';
import { unavailable } from '../../runtime/errors.ts';

type Refused = Extract<Committed, { readonly outcome: 'refused' }>;

/** Writes that are done together or not at all. */
export interface Unit {
  readonly writes: readonly Write[];
  /** What to try instead, when the store refuses the write at this place among `writes`; undefined for nothing. */
  readonly refused: (at: number, because: Refused['because']) => Promise<Unit | undefined> | Unit | undefined;
}

/** How often one unit may be tried in other forms: others write the same things only while they do the same. */
const attemptsOfUnit = 8;

/** A unit that is left out where it is refused. */
export const ifPossible = (...writes: readonly Write[]): Unit => ({ writes, refused: () => undefined });

/**
 * Writes the units into one partition, in batches. Resolves to those that were written, in the form in which they were. Costs a batch for each
 * hundred writes, and one more for each refusal.
 */
export async function commitUnits<U extends Unit>(documents: Documents, partition: string, units: readonly U[]): Promise<readonly U[]> {
  const written: U[] = [];
  for (const some of batches(units)) {
    const left = await commitBatch(documents, partition, some);
    written.push(...left.map(({ unit }) => unit));
  }
  return written;
}

interface Trying<U extends Unit> {
  /** The unit that was given, and its form now. */
  readonly unit: U;
  readonly now: Unit;
  readonly attempts: number;
}

async function commitBatch<U extends Unit>(documents: Documents, partition: string, units: readonly U[]): Promise<readonly Trying<U>[]> {
  let trying: readonly Trying<U>[] = units.map((unit) => ({ unit, now: unit, attempts: 0 }));
  for (;;) {
    const [first, ...rest] = trying.flatMap(({ now }) => now.writes);
    if (first === undefined) return trying;
    const committed = await documents.commit(partition, [first, ...rest]);
    if (committed.outcome === 'done') return trying;
    trying = await repaired(trying, committed);
  }
}

/** The same units without the one that was refused, or with another form of it. */
async function repaired<U extends Unit>(trying: readonly Trying<U>[], { index, because }: Refused): Promise<readonly Trying<U>[]> {
  let begin = 0;
  const at = trying.findIndex(({ now }) => (begin += now.writes.length) > index);
  const refused = trying[at];
  if (refused === undefined || refused.attempts >= attemptsOfUnit) throw unavailable('Too many processes notify of this at once.', 1);
  const now = await refused.now.refused(index - (begin - refused.now.writes.length), because);
  return trying.flatMap((each, place) => {
    if (place !== at) return [each];
    return now === undefined ? [] : [{ ...each, now, attempts: each.attempts + 1 }];
  });
}

/** As many units in each as fit into one batch, with some room for other forms of them. */
function batches<U extends Unit>(units: readonly U[]): readonly (readonly U[])[] {
  const all: U[][] = [];
  let room = 0;
  for (const unit of units) {
    if (unit.writes.length > room) {
      all.push([]);
      room = maxBatchOperations / 2;
    }
    all.at(-1)?.push(unit);
    room -= unit.writes.length;
  }
  return all;
}
