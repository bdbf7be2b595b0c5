// What a window of time is asked for, the order of what lies in it, and whether something does.
import type { Condition } from '../../stores/documents.ts';

/** The place after which a page begins: the last entry's start in UTC, and what tells it from others at the same time. */
export interface WindowCursor {
  readonly sort: string;
  readonly id: string;
}

/** What is asked for: from a point in time to a later one, in milliseconds since 1970 UTC. */
export interface WindowRequest {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly after?: WindowCursor;
}

/** What is asked for of a calendar; the filter must hold for all that is shown. */
export type Filtered<T> = T & { readonly filter?: Condition | undefined };

/** An entry's place in the order of a window. */
export interface Placed {
  readonly startUtc: number;
  readonly endUtc: number;
  readonly id: string;
}

/** Orders entries by their starts, and those that start together by their ids. */
export const byPlace = (a: Placed, b: Placed): number => a.startUtc - b.startUtc || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export const iso = (utc: number): string => new Date(utc).toISOString();

/** Whether it overlaps the window, or starts in it, and stands behind the cursor. What starts at the end, or has ended at the start, doesn't. */
export function isIn({ startUtc, endUtc, id }: Placed, { from, to, after }: Omit<WindowRequest, 'limit'>): boolean {
  if (startUtc >= to || !(endUtc > from || startUtc >= from)) return false;
  if (after === undefined) return true;
  const sort = iso(startUtc);
  return sort > after.sort || (sort === after.sort && id > after.id);
}
