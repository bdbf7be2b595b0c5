// What a series or a long event covers: by it a window finds them without looking at all that has ever begun before.
import type { EventProperties } from './eventProperties.ts';
import { firstOccurrence, lastOccurrence } from '../../recurrence/occurrences.ts';
import { msPerDay } from '../../time/calendarDate.ts';
import { sortableTimes } from './times.ts';
import { seriesIn } from '../../occurrences/occurrenceEvent.ts';

/** Days above which an event counts as long: a window looks so far back for the others. */
export const longDays = 7;

/** Behind the calendar's last date. */
const forEver = '9999-12-31T23:59:59.999Z';

/** From the first moment to the last, in UTC; a series that has no end covers all that comes. `''` for an event that is neither. */
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
