// Goes through long lists with pauses, so that other requests get their turn every few milliseconds.
import { ownTurn } from '../../runtime/inSteps.ts';

/** Entries between two pauses: to find an occurrence, or to read a series, takes some ten microseconds. */
export const entriesBetweenPauses = 200;

/** Whole events between two pauses: one may have 100 KB, whose shape is checked in half a millisecond. */
export const wholeBetweenPauses = 20;

/** The list in parts of `size`, with a pause before each part but the first. */
export async function* withPauses<T>(list: readonly T[], size = entriesBetweenPauses): AsyncGenerator<readonly T[]> {
  for (let begin = 0; begin < list.length; begin += size) {
    if (begin > 0) await ownTurn();
    yield list.slice(begin, begin + size);
  }
}
