// Reads a date and time from text; bodies, filters and windows all use this one reader.
import { badRequest } from '../../runtime/errors.ts';
import { dayNamed, firstDay, lastDay, msPerDay, type Day } from './calendarDate.ts';
import type { WallTime } from './wallClock.ts';

/** The date, time and offset that a text gives. */
export interface DateTimeText {
  /** The date and time as they are written; without an offset they don't yet say which instant is meant. */
  readonly wall: WallTime;
  /** Milliseconds ahead of UTC, when the text has an offset. */
  readonly offset: number | undefined;
}

const shape = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,16}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Characters of a text that an error repeats. */
const shownLength = 40;

/**
 * ISO 8601, read leniently: a space may stand for the `T`, any number of fraction digits is taken (milliseconds count), and seconds or the
 * whole time may be missing. Years 0 to 9999. Throws 400 that says what is wrong with the text.
 */
function readDateTimeText(text: string): DateTimeText & { readonly day: Day } {
  const found = shape.exec(text);
  if (found === null) throw badRequest(`${shown(text)} is no date and time: write it as '2026-11-21T10:00:00'.`);
  const [, date = '', hours = '', minutes = '', seconds = '', fraction = '', offset] = found;
  // A date that would roll over into the next month, such as February 30, doesn't exist.
  const day = dayNamed(date);
  if (day === undefined) throw badRequest(`${shown(text)} has a date that does not exist.`);
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (hour > 23 || minute > 59 || second > 59) throw badRequest(`${shown(text)} has a time of day that does not exist.`);
  const milliseconds = fraction === '' ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  const wall = day * msPerDay + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
  const ahead = offset === undefined ? undefined : offsetMs(offset);
  if (Number.isNaN(ahead)) throw badRequest(`${shown(text)} has an offset that no clock has.`);
  return { wall, offset: ahead, day };
}

/** What an error repeats of a text. */
const shown = (text: string): string => `'${text.slice(0, shownLength)}'`;

/** The same for times that a calendar stores. Also throws 400 for a date outside 1601-01-01 to 4500-08-31. */
export function readCalendarTime(text: string): DateTimeText {
  const read = readDateTimeText(text);
  if (read.day < firstDay || read.day > lastDay)
    throw badRequest(`${shown(text)} lies outside the calendar, which goes from 1601-01-01 to 4500-08-31.`);
  return read;
}

/** Finds the space that the plus sign of an offset becomes when a caller doesn't percent-encode it. */
const lostPlus = /(:\d\d(?:\.\d{1,16})?) (?=\d\d:?\d\d$)/;
const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** The instant that a text in a query names, in milliseconds since 1970 UTC; UTC if it has no offset. Throws as `readDateTimeText`. */
export function instantInQuery(text: string): number {
  const { wall, offset = 0 } = readDateTimeText(text.trim().replace(lostPlus, '$1+'));
  return Math.min(Math.max(wall - offset, earliest), latest);
}

/** An offset in milliseconds; NaN for one that no clock has. */
function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
  const ms = hours > 18 || minutes > 59 ? Number.NaN : (hours * 60 + minutes) * 60_000;
  return offset.startsWith('-') ? -ms : ms;
}
