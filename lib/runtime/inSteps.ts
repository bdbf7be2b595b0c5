// Long work in steps, between which others have their turn: nothing else happens in the process while one function runs.
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work that yields wherever it may be interrupted, and then has its result. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Code units of a text that are worked through in one step: about a millisecond. */
export const unitsPerStep = 64 * 1024;

/** The result of the work; others have a turn whenever it yields. */
export async function inSteps<T>(work: Steps<T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await ownTurn();
  }
}

/** The turn of whoever came last. */
let last: Promise<unknown> = Promise.resolve();

/** A turn of the event loop in which nobody else has a step: otherwise a hundred that work side by side hold it a hundred times as long. */
function ownTurn(): Promise<unknown> {
  last = last.then(() => nextTurn());
  return last;
}

/** The same at once, for work that is known to be short. */
export function atOnce<T>(work: Steps<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** The text in pieces of one step each, none of which ends between a carriage return and its line feed, or within a surrogate pair. */
export function* piecesOf(text: string): Generator<string, undefined> {
  for (let start = 0; start < text.length;) {
    const end = Math.min(start + unitsPerStep, text.length);
    const next = isWithin(text.charCodeAt(end - 1), text.charCodeAt(end)) ? end + 1 : end;
    yield text.slice(start, next);
    start = next;
  }
  return undefined;
}

const isWithin = (before: number, behind: number): boolean =>
  (before === 0x0d && behind === 0x0a) || (before >= 0xd800 && before <= 0xdbff && behind >= 0xdc00 && behind <= 0xdfff);
