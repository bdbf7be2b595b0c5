// What the clocks of a time zone show at an instant, and at which instant they show a given time.
import { msPerDay } from './calendarDate.ts';
import { offsetAt } from './offsets.ts';

/** A clock's date and time without its zone, as the milliseconds since 1970-01-01T00:00 on that clock. */
export type WallTime = number;

/** What the clocks of an IANA zone show at an instant, given in milliseconds since 1970 UTC. Throws `RangeError` for an unknown zone. */
export function utcToWall(utc: number, zone: string): WallTime {
  return zone === 'UTC' ? utc : utc + offsetAt(utc, zone);
}

/**
 * The instant at which the clocks of an IANA zone show a time. A time shown twice is the first of the two; one that clocks skip is read
 * with the offset before the gap, so that 02:30 becomes 03:30 (RFC 5545, section 3.3.5; Temporal's `compatible`). Throws `RangeError`
 * for an unknown zone.
 */
export function wallToUtc(wall: WallTime, zone: string): number {
  if (zone === 'UTC') return wall;
  // No zone has ever changed its clocks twice within two days, or by more than one day.
  const before = offsetAt(wall - msPerDay, zone);
  const after = offsetAt(wall + msPerDay, zone);
  if (before === after) return wall - before;
  const shown = [wall - before, wall - after].filter((utc) => utcToWall(utc, zone) === wall);
  return shown.length === 0 ? wall - before : Math.min(...shown);
}
