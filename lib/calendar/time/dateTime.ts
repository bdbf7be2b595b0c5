// Graph's dateTimeTimeZone: a date and time as text beside the name of the zone whose clocks show it.
import { badRequest } from '../../errors.ts';
import { firstDay, lastDay, msPerDay } from './calendarDate.ts';
import { utcToWall, wallToUtc, type WallTime } from './wallClock.ts';
import { toIana } from './zones.ts';

/** Graph's complex type; `timeZone` is an IANA or a Windows name. */
export interface DateTimeTimeZone {
  readonly dateTime: string;
  readonly timeZone: string;
}

const shape = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,16}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

interface Parsed {
  readonly wall: WallTime;
  /** Milliseconds ahead of UTC, when the text has an offset. */
  readonly offset: number | undefined;
}

/** The IANA zone of a name. Throws 400 when there is no such zone. */
export function zoneNamed(name: string): string {
  const zone = toIana(name);
  if (zone === undefined) throw badRequest(`The time zone '${name.slice(0, 40)}' is not known: give an IANA name or a Windows one.`);
  return zone;
}

/**
 * What the clocks of the value's zone show. Read leniently: any number of fraction digits (milliseconds count), seconds or the whole time
 * may be missing. Where the text carries an offset or `Z`, that decides the instant, and the zone only whose clocks show it. Throws 400
 * for other text, for a date or time that doesn't exist and for an unknown zone.
 */
export function wallOf(value: DateTimeTimeZone): WallTime {
  const zone = zoneNamed(value.timeZone);
  const { wall, offset } = parse(value.dateTime);
  return offset === undefined ? wall : utcToWall(wall - offset, zone);
}

/** The instant of a value in milliseconds since 1970 UTC. Throws as `wallOf` does. */
export function utcOf(value: DateTimeTimeZone): number {
  const zone = zoneNamed(value.timeZone);
  const { wall, offset } = parse(value.dateTime);
  return offset === undefined ? wallToUtc(wall, zone) : wall - offset;
}

/** A clock's time as Graph writes it: `2026-11-21T10:00:00.0000000`. */
export const showDateTime = (wall: WallTime): string => `${new Date(wall).toISOString().slice(0, -1)}0000`;

/** An instant as the clocks of a zone show it; the name is given back as it came. Throws 400 for an unknown zone. */
export const inZone = (utc: number, timeZone: string): DateTimeTimeZone => ({
  dateTime: showDateTime(utcToWall(utc, zoneNamed(timeZone))),
  timeZone,
});

function parse(text: string): Parsed {
  const [, date, time = '00:00', seconds = '00', fraction = '', offset] = shape.exec(text) ?? [];
  const clock = `${date ?? ''}T${time}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  const wall = Date.parse(clock);
  const ahead = offset === undefined ? undefined : offsetMs(offset);
  // A date that rolls over, such as February 30, is none.
  const exists = !Number.isNaN(wall) && new Date(wall).toISOString() === clock && !Number.isNaN(ahead);
  if (!exists || wall < firstDay * msPerDay || wall >= (lastDay + 1) * msPerDay)
    throw badRequest(`'${text.slice(0, 40)}' is no date and time: write it as '2026-11-21T10:00:00'.`);
  return { wall, offset: ahead };
}

/** NaN for an offset that no clock has. */
function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
  const ms = hours > 18 || minutes > 59 ? Number.NaN : (hours * 60 + minutes) * 60_000;
  return offset.startsWith('-') ? -ms : ms;
}
