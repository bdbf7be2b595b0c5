// Works out the span that a series or a long event covers, by which windows find it without reading all earlier events.
import type { EventProperties } from './eventProperties.ts';
import { firstOccurrence, lastOccurrence } from '../../recurrence/occurrences.ts';
import { msPerDay } from '../../time/calendarDate.ts';
import { sortableTimes } from './times.ts';
import { seriesIn } from '../../occurrences/occurrenceEvent.ts';

/** An event that lasts more days counts as long; a window looks this many days back for the other events. */
export const longDays = 7;

/** The end of a series without end: after the last date that the calendar supports. */
const forEver = '9999-12-31T23:59:59.999Z';

/** The event's first and last moment in UTC; the last one is `forEver` for a series without end. Both `''` for other events. */
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
