// Goes through what may be long with pauses: others get their turn after a few milliseconds of each.
import { setImmediate as nextTurn } from 'node:timers/promises';

/** What is looked at without a pause: occurrences that are found, or series that are read, take some ten microseconds each. */
export const withoutPause = 200;

/** The list in parts, each of which is looked at in a turn of its own. */
export async function* inTurns<T>(list: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let begin = 0; begin < list.length; begin += withoutPause) {
    if (begin > 0) await nextTurn();
    yield list.slice(begin, begin + withoutPause);
  }
}
