// Reads NCRONTAB, the schedules of timer triggers: `{second} {minute} {hour} {day} {month} {day of week}`, in UTC.

/** When a timer fires. */
export interface Schedule {
  /** The first time after this one, in whole seconds; undefined if there is none within eight years (a 30th of February). */
  next(after: Date): Date | undefined;
}

interface Field {
  readonly name: string;
  readonly lowest: number;
  readonly highest: number;
  readonly words?: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'second', lowest: 0, highest: 59 },
  { name: 'minute', lowest: 0, highest: 59 },
  { name: 'hour', lowest: 0, highest: 23 },
  { name: 'day', lowest: 1, highest: 31 },
  { name: 'month', lowest: 1, highest: 12, words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { name: 'day of week', lowest: 0, highest: 6, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

/** Leap days are at most eight years apart (1896 to 1904, 2096 to 2104). */
const horizon = 8 * 366;
const day = 24 * 60 * 60 * 1000;

/**
 * Reads a schedule of six fields, or five without seconds: `*`, numbers, names of months and days, ranges, `/` steps, lists. Unlike in Unix
 * cron, a day must match both day fields. Throws an error that names the wrong field.
 */
export function parseSchedule(text: string): Schedule {
  const parts = text.trim().split(/\s+/);
  if (parts.length === 5) parts.unshift('0');
  if (parts.length !== fields.length) throw new Error(`The schedule '${text}' must have six fields.`);
  const [seconds, minutes, hours, days, months, weekdays] = fields.map((field, index) => parseField(field, parts[index] ?? ''));
  if (!seconds || !minutes || !hours || !days || !months || !weekdays) throw new Error(`The schedule '${text}' must have six fields.`);

  /** The first matching time of a day from this one on, both in milliseconds since midnight. */
  const firstTime = (from: number): number | undefined => {
    for (const hour of hours) {
      for (const minute of minutes) {
        const start = (hour * 60 + minute) * 60_000;
        if (start + 59_000 < from) continue;
        for (const second of seconds) if (start + second * 1000 >= from) return start + second * 1000;
      }
    }
    return undefined;
  };

  return {
    next: (after) => {
      const first = new Date((Math.floor(after.getTime() / 1000) + 1) * 1000);
      const midnight = Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate());
      for (let index = 0; index <= horizon; index += 1) {
        const date = new Date(midnight + index * day);
        if (!months.has(date.getUTCMonth() + 1) || !days.has(date.getUTCDate()) || !weekdays.has(date.getUTCDay())) continue;
        const time = firstTime(index === 0 ? first.getTime() - midnight : 0);
        if (time !== undefined) return new Date(date.getTime() + time);
      }
      return undefined;
    },
  };
}

/** The values of a field, ascending. */
function parseField(field: Field, text: string): ReadonlySet<number> {
  const values = text.split(',').flatMap((item) => parseItem(field, item));
  return new Set(values.sort((a, b) => a - b));
}

function parseItem(field: Field, item: string): number[] {
  const [, range = '', stepText] = /^([^/]+)(?:\/(\d+))?$/.exec(item) ?? [];
  const step = Number(stepText ?? 1);
  const bounds = range === '*' ? [field.lowest, field.highest] : range.split('-').map((bound) => parseValue(field, bound));
  const [from, to = stepText === undefined ? from : field.highest] = bounds;
  if (from === undefined || to === undefined || bounds.length > 2 || from > to || step < 1)
    throw new Error(`'${item}' is no ${field.name} of a schedule.`);
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function parseValue(field: Field, text: string): number {
  const word = field.words?.indexOf(text.toLowerCase()) ?? -1;
  if (word >= 0) return word + field.lowest;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= field.lowest && value <= field.highest)) throw new Error(`'${text}' is no ${field.name} of a schedule.`);
  return value;
}
