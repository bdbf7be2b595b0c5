// Recurring events in the short form that tests write.
import { readRecurrence } from '../../../lib/calendar/recurrence/json.ts';
import type { Series } from '../../../lib/calendar/recurrence/occurrences.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';

export const series = (
  pattern: JsonObject,
  range: JsonObject & { readonly startDate: string },
  times: Partial<Series> & { zone?: string; from?: string; to?: string } = {},
): Series => {
  const { zone = 'UTC', from = '10:00', to = '11:00', ...rest } = times;
  const { startDate } = range;
  return {
    recurrence: readRecurrence({ pattern, range }),
    start: { dateTime: `${startDate}T${from}`, timeZone: zone },
    end: { dateTime: `${startDate}T${to}`, timeZone: zone },
    isAllDay: false,
    ...rest,
  };
};
/** An instant in UTC, given as a date and time without an offset or as a date. */
export const at = (text: string): number => Date.parse(text.length === 10 ? text : `${text}Z`);
export const numbered = (startDate: string, numberOfOccurrences: number) => ({ type: 'numbered', startDate, numberOfOccurrences });
export const noEnd = (startDate: string) => ({ type: 'noEnd', startDate });
export const every = (type: string, more: JsonObject = {}) => ({ type, interval: 1, ...more });
