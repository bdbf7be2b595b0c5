// Long work in steps, between which other work can run: while one function runs, nothing else happens in the process.
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work that yields wherever it may be interrupted, and returns its result at the end. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Code units of a text that are worked through in one step: about a millisecond. */
export const unitsPerStep = 64 * 1024;

/** Runs the work to its result; other work can run whenever it yields. */
export async function inSteps<T>(work: Steps<T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await ownTurn();
  }
}

/** The last turn in the queue. */
let last: Promise<unknown> = Promise.resolve();

/**
 * A turn of the event loop with only one step: else a hundred works in parallel would block each turn for a hundred steps. Whatever takes
 * milliseconds waits for one, the steps of `inSteps` as well as a page, an answer that is parsed, or a body that is checked.
 */
export function ownTurn(): Promise<unknown> {
  last = last.then(() => nextTurn());
  return last;
}

/** Bytes or characters from which work on all of them is given a turn of its own. */
const long = 256 * 1024;

/** Waits for a turn where work on so many bytes or characters is to follow, unless that is short. */
export const turnFor = (length: number): Promise<unknown> => (length > long ? ownTurn() : Promise.resolve());

/** Runs the work to its result without a pause, for work that is known to be short. */
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
