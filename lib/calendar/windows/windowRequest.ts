// The request for a window of time, the order of its entries, and the test whether an entry lies in it.
import type { Condition } from '../../stores/documents.ts';

/** The place after which a page begins: the last entry's start in UTC, and its id, which orders entries that start together. */
export interface WindowCursor {
  readonly sort: string;
  readonly id: string;
}

/** A request for a page of a window, from a point in time to a later one, in milliseconds since 1970 UTC. */
export interface WindowRequest {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly after?: WindowCursor;
}

/** A request to a calendar; the filter must hold for all that is shown. */
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

/** Whether an entry overlaps or starts in the window, after the cursor. One that starts at its end, or has ended at its start, doesn't. */
export function isIn({ startUtc, endUtc, id }: Placed, { from, to, after }: Omit<WindowRequest, 'limit'>): boolean {
  if (startUtc >= to || !(endUtc > from || startUtc >= from)) return false;
  if (after === undefined) return true;
  const sort = iso(startUtc);
  return sort > after.sort || (sort === after.sort && id > after.id);
}
