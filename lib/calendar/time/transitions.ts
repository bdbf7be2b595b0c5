// When the clocks of a time zone change: what a calendar needs that is to tell others about a zone.
import { msPerDay } from './calendarDate.ts';
import { offsetAt } from './wallClock.ts';

/** A change of a zone's offset from UTC, both offsets in milliseconds ahead. */
export interface Transition {
  /** The first instant of the new offset, in milliseconds since 1970 UTC. */
  readonly utc: number;
  readonly before: number;
  readonly after: number;
}

/** Shorter than any time between two changes: Boa Vista's summer time of the year 2000 lasted for seven days. */
const stepMs = 6 * msPerDay;

/** The changes in (from, to], ascending. Asks the runtime's clocks some sixty times a year. Throws `RangeError` for an unknown zone. */
export function transitionsBetween(zone: string, from: number, to: number): Transition[] {
  const found: Transition[] = [];
  let before = offsetAt(from, zone);
  for (let begin = from; begin < to; begin += stepMs) {
    const end = Math.min(begin + stepMs, to);
    const after = offsetAt(end, zone);
    if (after !== before) found.push({ utc: changeIn(zone, begin, end, before), before, after });
    before = after;
  }
  return found;
}

/** The one change in (begin, end], to the second. */
function changeIn(zone: string, begin: number, end: number, before: number): number {
  let [earlier, later] = [Math.floor(begin / 1000), Math.ceil(end / 1000)];
  while (later - earlier > 1) {
    const middle = Math.floor((earlier + later) / 2);
    if (offsetAt(middle * 1000, zone) === before) earlier = middle;
    else later = middle;
  }
  return later * 1000;
}
