// What a caller asks of a window's entries beside their time: a filter, an order, and how many to skip.
import type { Condition } from '../../stores/documents.ts';
import { invalidRequest } from '../../runtime/errors.ts';
import { maxInWindow } from '../../runtime/limits/windows.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import type { Placed } from './windowRequest.ts';

/** A filter, judged on each event as the caller is shown it. */
export interface WantedEvents {
  readonly matches: (event: EventRecord) => boolean;
  /** The same for the store, for events that aren't series: their documents have what is shown of them. */
  readonly where: Condition;
}

/** An order other than by start: the values that order an event, each with its direction. Events that have the same are in the order of ids. */
export interface WindowOrder {
  readonly descending: readonly boolean[];
  readonly keysOf: (event: EventRecord) => readonly string[];
  /** The same of an entry that isn't read yet; undefined where its times alone don't tell. */
  readonly keysOfTimes: ((placed: Placed) => readonly string[]) | undefined;
}

export interface Asked {
  readonly wanted?: WantedEvents | undefined;
  readonly order?: WindowOrder | undefined;
  readonly skip?: number | undefined;
}

/** The error 400 for a window with more events than `most`, which this can't be done with. */
export const tooManyFor = (what: string, limit: number) =>
  invalidRequest(`The window has more than ${limit} events, which ${what} looks at: ask for a shorter window.`);

/** The same for a window whose events are larger together than what may be read for this. */
export const tooLargeFor = (what: string) =>
  invalidRequest(
    `The window's events have more than ${maxInWindow.readBytes / 2 ** 20} MiB together, which ${what} looks at: ask for a shorter window.`,
  );

/** Orders two entries by their keys, then by their ids. */
export function byKeys(
  descending: readonly boolean[],
  a: { readonly keys: readonly string[]; readonly id: string },
  b: { readonly keys: readonly string[]; readonly id: string },
): number {
  for (const [i, isDescending] of descending.entries()) {
    const [one = '', other = ''] = [a.keys[i], b.keys[i]];
    if (one !== other) return one < other !== isDescending ? -1 : 1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
