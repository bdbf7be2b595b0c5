// An entry of a window of time, and whether it is in it.
import type { EventRecord } from '../eventRecord.ts';

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

/** An event's place in the order of a window, and how it is had whole. */
export interface WindowEntry {
  readonly startUtc: number;
  readonly endUtc: number;
  readonly id: string;
  readonly show: () => Promise<EventRecord>;
}

export const iso = (utc: number): string => new Date(utc).toISOString();

/** Whether it overlaps the window, or starts in it, and stands behind the cursor. What starts at the end, or has ended at the start, doesn't. */
export function isIn(
  { startUtc, endUtc, id }: Pick<WindowEntry, 'startUtc' | 'endUtc' | 'id'>,
  { from, to, after }: WindowRequest,
): boolean {
  if (startUtc >= to || !(endUtc > from || startUtc >= from)) return false;
  if (after === undefined) return true;
  const sort = iso(startUtc);
  return sort > after.sort || (sort === after.sort && id > after.id);
}

/** An event on a page, and where it stands. */
export interface PlacedEvent {
  readonly event: EventRecord;
  readonly at: WindowCursor;
}

/** A page in its order, and where its last entry stands. */
export interface WindowPage {
  readonly entries: readonly PlacedEvent[];
  readonly more: boolean;
  readonly last?: WindowCursor;
}
