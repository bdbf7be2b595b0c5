// Dates and times of day without a zone, as the API gives them in the mailbox's zone: adding, showing, and what time it is there.
import type { WallClock } from './event.ts';

const instantOf = (clock: WallClock): number => Date.parse(`${clock.length === 10 ? `${clock}T00:00:00` : clock}Z`);

const clockAt = (instant: number): WallClock => new Date(instant).toISOString().slice(0, 19);

/** `2027-02-28`, 1 → `2027-03-01` */
export const addDays = (date: string, days: number): string => clockAt(instantOf(date) + days * 86_400_000).slice(0, 10);

/** A time of day so many minutes later, as clocks without daylight saving go. */
export const addMinutes = (clock: WallClock, minutes: number): WallClock => clockAt(instantOf(clock) + minutes * 60_000);

/** Minutes from one to the other. */
export const minutesBetween = (from: WallClock, to: WallClock): number => (instantOf(to) - instantOf(from)) / 60_000;

/** What clocks show in an IANA zone at an instant. */
export function clockIn(zone: string, instant: number): WallClock {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '00';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** When clocks in an IANA zone show this; what a change of summer time leaves out is an hour later. */
export function instantIn(zone: string, clock: WallClock): number {
  const wanted = instantOf(clock);
  const ahead = (instant: number): number => instantOf(clockIn(zone, instant)) - instant;
  return wanted - ahead(wanted - ahead(wanted));
}

/** How times are written. */
export interface Written {
  readonly locale: string;
  readonly hour12: boolean;
}

const format = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });

const dayOptions = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' } as const;

/** From when to when, as the language writes ranges; a whole day's end is the day before the one that it names. */
export function rangeText(event: { start: WallClock; end: WallClock; isAllDay: boolean }, { locale, hour12 }: Written): string {
  const { start, end, isAllDay } = event;
  if (isAllDay) return format(locale, dayOptions).formatRange(instantOf(start), instantOf(addDays(end.slice(0, 10), -1)));
  return format(locale, { ...dayOptions, hour: 'numeric', minute: '2-digit', hour12 }).formatRange(instantOf(start), instantOf(end));
}

/** From when to when without the day, unless it is another one: `10:00 – 11:00`. */
export function timeRangeText({ start, end }: { start: WallClock; end: WallClock }, { locale, hour12 }: Written): string {
  const day = start.slice(0, 10) === end.slice(0, 10) ? {} : ({ month: 'short', day: 'numeric' } as const);
  return format(locale, { ...day, hour: 'numeric', minute: '2-digit', hour12 }).formatRange(instantOf(start), instantOf(end));
}
