// From when to when: as the page holds it, and as the API does (Graph's timeSlot), in any zone.
import { toIana } from '../../calendar/time/zones.ts';
import type { WallClock } from './event.ts';
import { objectOf, textOf, type JsonObject } from './json.ts';
import { clockIn, instantIn } from './times.ts';

/** Times in the mailbox's zone; dates alone will do for whole days. */
export interface Times {
  readonly start: WallClock;
  readonly end: WallClock;
  readonly isAllDay: boolean;
}

export const clockOf = (time: WallClock): WallClock => (time.length === 10 ? `${time}T00:00:00` : time);

export const slotOf = ({ start, end }: Times, timeZone: string): JsonObject => ({
  start: { dateTime: clockOf(start), timeZone },
  end: { dateTime: clockOf(end), timeZone },
});

/**
 * The times of a slot in an IANA zone; undefined where it names a zone that nobody knows. Of an event of whole days, a slot from midnight to
 * midnight means these days, wherever one is.
 */
export function timesOfSlot(slot: JsonObject, zone: string, ofWholeDays: boolean): Times | undefined {
  const ends = [objectOf(slot, 'start'), objectOf(slot, 'end')] as const;
  const [start, end] = ends.map((each) => textOf(each, 'dateTime').slice(0, 19));
  if (start === undefined || end === undefined || start === '' || end === '') return undefined;
  if (ofWholeDays && start.endsWith('T00:00:00') && end.endsWith('T00:00:00')) return { start, end, isAllDay: true };
  const [from, until] = ends.map((each) => toIana(textOf(each, 'timeZone')));
  if (from === undefined || until === undefined) return undefined;
  return { start: clockIn(zone, instantIn(from, start)), end: clockIn(zone, instantIn(until, end)), isAllDay: false };
}
