// The time that a series or a long event covers: by it a window finds them without reading every event that began earlier.
import type { EventProperties } from './eventProperties.ts';
import { firstOccurrence, lastOccurrence } from '../../recurrence/occurrences.ts';
import { msPerDay } from '../../time/calendarDate.ts';
import { sortableTimes } from './times.ts';
import { seriesIn } from '../../occurrences/occurrenceEvent.ts';

/** An event that lasts more days is long. A window looks this many days back for the events that aren't. */
export const longDays = 7;

/** A time after the calendar's last date: the end of a series that has no end. */
const forEver = '9999-12-31T23:59:59.999Z';

/** The first and the last moment, in UTC; a series without an end lasts for ever. `''` for an event that is neither a series nor long. */
export function spanOf(properties: EventProperties): { readonly spanStart: string; readonly spanEnd: string } {
  const series = seriesIn(properties);
  if (series !== undefined) {
    const first = firstOccurrence(series);
    const last = lastOccurrence(series);
    if (first === undefined) return { spanStart: '', spanEnd: '' };
    return { spanStart: instant(first.startUtc), spanEnd: last === undefined ? forEver : instant(last.endUtc) };
  }
  const { start: spanStart, end: spanEnd } = sortableTimes(properties);
  const isLong = spanStart !== '' && Date.parse(spanEnd) - Date.parse(spanStart) > longDays * msPerDay;
  return isLong ? { spanStart, spanEnd } : { spanStart: '', spanEnd: '' };
}

const instant = (utc: number): string => new Date(utc).toISOString();
