// The clocks of a zone, be it one with a name or somebody's own.
import type { CustomZone, ZoneOffset } from '../settings/settingsRecord.ts';
import { daysOfWeek } from '../recurrence/patternedRecurrence.ts';
import { firstOfMonth, monthOf, msPerDay, weekdayOf, type Day } from '../time/calendarDate.ts';
import { utcToWall, wallToUtc, type WallTime } from '../time/wallClock.ts';
import { toIana } from '../time/zones.ts';

export interface ZoneClock {
  /** What the clocks show at an instant. */
  toWall(utc: number): WallTime;
  /** When they first show a time; for one that they skip, as if they hadn't changed yet. */
  toUtc(wall: WallTime): number;
}

const minute = 60_000;

/** The clocks of a zone; UTC's for a name that nobody knows any more. */
export function clockOf(zone: string | CustomZone): ZoneClock {
  if (typeof zone === 'object') return customClock(zone);
  const iana = toIana(zone) ?? 'UTC';
  return { toWall: (utc) => utcToWall(utc, iana), toUtc: (wall) => wallToUtc(wall, iana) };
}

/**
 * As Exchange has such zones, and Graph's examples show them: UTC is local time and `bias`, and in summer `daylightBias` as well, so that
 * Pacific time is 480 and -60. Each change is given by the clocks as they go before it.
 */
function customClock({ bias, standardOffset, daylightOffset }: CustomZone): ZoneClock {
  const standard = -bias * minute;
  const summer = standard - (daylightOffset?.daylightBias ?? 0) * minute;
  const isSummer = (utc: number): boolean => {
    if (standardOffset === undefined || daylightOffset === undefined) return false;
    const year = new Date(utc + standard).getUTCFullYear();
    const begin = changeIn(daylightOffset, year);
    const end = changeIn(standardOffset, year);
    if (begin === undefined || end === undefined) return false;
    const [beginUtc, endUtc] = [begin - standard, end - summer];
    return beginUtc < endUtc ? utc >= beginUtc && utc < endUtc : utc >= beginUtc || utc < endUtc;
  };
  const offsetAt = (utc: number): number => (isSummer(utc) ? summer : standard);
  const toWall = (utc: number): WallTime => utc + offsetAt(utc);
  return {
    toWall,
    toUtc(wall) {
      const shown = [wall - standard, wall - summer].filter((utc) => toWall(utc) === wall);
      return shown.length === 0 ? wall - offsetAt(wall - standard - msPerDay) : Math.min(...shown);
    },
  };
}

/** When the clocks change in a year, by the clocks before it; undefined in a year that the rule isn't for. */
function changeIn({ year: only, month, dayOfWeek, dayOccurrence, time }: ZoneOffset, year: number): WallTime | undefined {
  if (only !== 0 && only !== year) return undefined;
  const first = firstOfMonth(year * 12 + month - 1);
  const weekday = daysOfWeek.indexOf(dayOfWeek);
  let day: Day = first + ((weekday - weekdayOf(first) + 7) % 7) + (dayOccurrence - 1) * 7;
  // The fifth is the last, which may be the fourth.
  if (monthOf(day) !== monthOf(first)) day -= 7;
  return day * msPerDay + time;
}
