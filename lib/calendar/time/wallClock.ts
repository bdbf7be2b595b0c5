// What a clock on the wall of a time zone shows at an instant, and at which instant it shows something.
import { msPerDay } from './calendarDate.ts';

/** A clock's date and time without its zone, as the milliseconds since 1970-01-01T00:00 on that clock. */
export type WallTime = number;

/** Formats that are kept; making one costs ten times as much as using it. */
const maxFormats = 64;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const kept = formats.get(zone);
  if (kept !== undefined) return kept;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  for (const oldest of formats.keys()) {
    if (formats.size < maxFormats) break;
    formats.delete(oldest);
  }
  formats.set(zone, format);
  return format;
}

/** What the clocks of an IANA zone show at an instant, given in milliseconds since 1970 UTC. Throws `RangeError` for an unknown zone. */
export function utcToWall(utc: number, zone: string): WallTime {
  if (zone === 'UTC') return utc;
  const field = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatOf(zone).formatToParts(utc)) if (type in field) Object.assign(field, { [type]: Number(value) });
  const ms = ((utc % 1000) + 1000) % 1000;
  return Date.UTC(field.year, field.month - 1, field.day, field.hour, field.minute, field.second, ms);
}

/**
 * The instant at which the clocks of an IANA zone show a time. A time shown twice is the first of the two; one that clocks skip is read
 * with the offset before the gap, so that 02:30 becomes 03:30 (RFC 5545, section 3.3.5; Temporal's `compatible`). Throws `RangeError`
 * for an unknown zone.
 */
export function wallToUtc(wall: WallTime, zone: string): number {
  if (zone === 'UTC') return wall;
  // No zone has ever changed twice within two days, and none by more than one.
  const before = offsetAt(wall - msPerDay, zone);
  const after = offsetAt(wall + msPerDay, zone);
  if (before === after) return wall - before;
  const shown = [wall - before, wall - after].filter((utc) => utcToWall(utc, zone) === wall);
  return shown.length === 0 ? wall - before : Math.min(...shown);
}

const offsetAt = (utc: number, zone: string): number => utcToWall(utc, zone) - utc;
