// When an event is, as iCalendar says it: start, end, the rule of its recurrence, and the zones whose clocks these mean.
import { msPerDay, parseDay } from '../../calendar/time/calendarDate.ts';
import { utcOf, wallOf, zoneNamed, type DateTimeTimeZone } from '../../calendar/time/dateTime.ts';
import { wallToUtc } from '../../calendar/time/wallClock.ts';
import { readRecurrence } from '../../calendar/recurrence/json.ts';
import { clockOf, firstOccurrence, lastOccurrence, occurrenceOn, type Series } from '../../calendar/recurrence/occurrences.ts';
import { ruleText } from '../../calendar/recurrence/ruleText.ts';
import { ServiceError } from '../../runtime/errors.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { showClock, showInstant, type Property } from '../contentLines.ts';
import type { Given } from '../given.ts';
import type { RenderingLimits } from '../rendering.ts';
import type { ZoneSpan } from './timeZone.ts';

export interface EventTimes {
  readonly properties: readonly Property[];
  readonly zones: readonly ZoneSpan[];
}

/** A time on the clock, and the zone of that clock. */
interface Moment {
  readonly wall: number;
  readonly zone: string;
}

/** The event's times. A time, a zone or a recurrence that can't be read is left out; so is an end that isn't after the start. */
export function timesOf(event: Given, limits: RenderingLimits): EventTimes {
  const start = dateTimeIn(event.object('start'));
  if (start === undefined) return { properties: [], zones: [] };
  const end = dateTimeIn(event.object('end'));
  const isAllDay = event.flag('isAllDay') ?? false;
  const series = seriesOf(event.json('recurrence'), start, end, isAllDay);
  return series === undefined ? single(event, start, end, isAllDay) : recurring(event, series, limits);
}

function single(event: Given, start: DateTimeTimeZone, end: DateTimeTimeZone | undefined, isAllDay: boolean): EventTimes {
  const [from, to] = [momentOf(start), end && momentOf(end)];
  const isBehind = end !== undefined && (isAllDay ? dayOf(to) > dayOf(from) : utcOf(end) > utcOf(start));
  const original = event.instant('originalStart');
  const isOccurrence = ['occurrence', 'exception'].includes(event.text('type')?.toLowerCase() ?? '');
  const moments = [from, ...(isBehind && to !== undefined ? [to] : [])];
  return {
    properties: [
      timeProperty('dtstart', isAllDay, from),
      ...(isBehind && to !== undefined ? [timeProperty('dtend', isAllDay, to)] : []),
      // Tells a program that has the series which occurrence this is.
      ...(isOccurrence && original !== undefined
        ? [timeProperty('recurrence-id', isAllDay, isAllDay ? from : { wall: original, zone: 'UTC' })]
        : []),
    ],
    zones: isAllDay ? [] : moments.map(({ wall, zone }) => ({ zone, from: wallToUtc(wall, zone), to: wallToUtc(wall, zone) })),
  };
}

/** RFC 5545 counts DTSTART as the first occurrence. So DTSTART is the start of the first occurrence, and not the start that was given. */
function recurring(event: Given, series: Series, limits: RenderingLimits): EventTimes {
  const { zone, timeOfDay, duration } = clockOf(series);
  const { isAllDay, recurrence } = series;
  const wallOn = (key: string): number => (parseDay(key) ?? 0) * msPerDay + timeOfDay;
  const [first, last] = [firstOccurrence(series), lastOccurrence(series)];
  const from = { wall: wallOn(first?.key ?? recurrence.range.startDate), zone };
  const days = Math.ceil(duration / msPerDay);
  const to = { wall: isAllDay ? from.wall + days * msPerDay : from.wall + duration, zone };
  const rule = Object.fromEntries(ruleText(recurrence.pattern).toLowerCase().split(';').map(partOf));
  const cancelled = new Set(event.texts('cancelledOccurrences').map((id) => id.slice(-10)));
  const without = [...cancelled].slice(0, limits.occurrences(cancelled.size)).filter((key) => occurrenceOn(series, key) !== undefined);
  return {
    properties: [
      timeProperty('dtstart', isAllDay, from),
      ...(to.wall > from.wall ? [timeProperty('dtend', isAllDay, to)] : []),
      ['rrule', {}, 'recur', { ...rule, ...rangeOf(series, last) }],
      ...without.map((key) => timeProperty('exdate', isAllDay, { wall: wallOn(key), zone })),
    ],
    zones: isAllDay ? [] : [{ zone, from: first?.startUtc ?? wallToUtc(from.wall, zone), to: last?.endUtc }],
  };
}

const partOf = (part: string): readonly [string, string] => {
  const [name = '', value = ''] = part.split('=');
  return [name, value.toUpperCase()];
};

/** COUNT, or UNTIL the last occurrence: an instant in UTC, a date for an all-day event (RFC 5545, section 3.3.10). */
function rangeOf({ recurrence: { range }, isAllDay }: Series, last: { readonly key: string; readonly startUtc: number } | undefined) {
  if (range.type === 'numbered') return { count: range.numberOfOccurrences };
  if (range.type === 'noEnd' || last === undefined) return {};
  return { until: isAllDay ? last.key : showInstant(last.startUtc) };
}

function seriesOf(
  json: JsonObject | undefined,
  start: DateTimeTimeZone,
  end: DateTimeTimeZone | undefined,
  isAllDay: boolean,
): Series | undefined {
  if (json === undefined) return undefined;
  const recurrence = readable(() => readRecurrence(json));
  if (recurrence === undefined) return undefined;
  const series = { recurrence, start, end: end ?? start, isAllDay };
  return readable(() => clockOf(series)) === undefined ? { ...series, end: start } : series;
}

/** A date and time of the calendar in a zone that is known; UTC where none is named. */
function dateTimeIn(given: Given | undefined): DateTimeTimeZone | undefined {
  const dateTime = given?.text('dateTime');
  if (given === undefined || dateTime === undefined) return undefined;
  const value = { dateTime, timeZone: given.text('timeZone') ?? 'UTC' };
  return readable(() => wallOf(value)) === undefined ? undefined : value;
}

/** What `read` returns; undefined when it throws because the domain refuses the value. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

const momentOf = (value: DateTimeTimeZone): Moment => ({ wall: wallOf(value), zone: zoneNamed(value.timeZone) });

const dayOf = (moment: Moment | undefined): number => Math.floor((moment?.wall ?? 0) / msPerDay);

/** A property with a time. Zones have their IANA names, which every reader of calendars knows; UTC has a form of its own. */
function timeProperty(name: string, isAllDay: boolean, { wall, zone }: Moment): Property {
  if (isAllDay) return [name, {}, 'date', showClock(wall).slice(0, 10)];
  return zone === 'UTC' ? [name, {}, 'date-time', showInstant(wall)] : [name, { tzid: zone }, 'date-time', showClock(wall)];
}
