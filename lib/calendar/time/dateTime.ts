// Graph's dateTimeTimeZone: a date and time as text beside the name of the zone whose clocks show it.
import { timeZoneNotSupported } from '../../runtime/errors.ts';
import { showClock } from './calendarDate.ts';
import { readCalendarTime } from './dateTimeText.ts';
import { utcToWall, wallToUtc, type WallTime } from './wallClock.ts';
import { toIana } from './zones.ts';

/** Graph's complex type; `timeZone` is an IANA or a Windows name. */
export interface DateTimeTimeZone {
  readonly dateTime: string;
  readonly timeZone: string;
}

/** The IANA zone of a name. Throws 400 when there is no such zone. */
export function zoneNamed(name: string): string {
  const zone = toIana(name);
  if (zone === undefined) throw timeZoneNotSupported(name);
  return zone;
}

/**
 * What the clocks of the value's zone show. Where the text has an offset or `Z`, the offset decides the instant, and the zone decides only
 * whose clocks show it. Throws 400 as `readCalendarTime` does and for an unknown zone.
 */
export function wallOf(value: DateTimeTimeZone): WallTime {
  const zone = zoneNamed(value.timeZone);
  const { wall, offset } = readCalendarTime(value.dateTime);
  return offset === undefined ? wall : utcToWall(wall - offset, zone);
}

/** The instant of a value in milliseconds since 1970 UTC. Throws as `wallOf` does. */
export function utcOf(value: DateTimeTimeZone): number {
  const zone = zoneNamed(value.timeZone);
  const { wall, offset } = readCalendarTime(value.dateTime);
  return offset === undefined ? wallToUtc(wall, zone) : wall - offset;
}

/** A clock's time as Graph writes it: `2026-11-21T10:00:00.0000000`. */
export const showDateTime = (wall: WallTime): string => `${showClock(wall)}0000`;

/** An instant as the clocks of a zone show it, with the zone's name as it was given. Throws 400 for an unknown zone. */
export const inZone = (utc: number, timeZone: string): DateTimeTimeZone => ({
  dateTime: showDateTime(utcToWall(utc, zoneNamed(timeZone))),
  timeZone,
});

/**
 * The same, but so that reading the value gives exactly this instant: when clocks show a time twice, the second of the two is written in
 * UTC with `Z`. Throws 400 for an unknown zone.
 */
export function exactlyInZone(utc: number, timeZone: string): DateTimeTimeZone {
  const shown = inZone(utc, timeZone);
  return utcOf(shown) === utc ? shown : { dateTime: `${showDateTime(utc)}Z`, timeZone };
}
