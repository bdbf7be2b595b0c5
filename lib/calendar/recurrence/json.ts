// A recurrence as JSON: reads Graph's shape leniently, names everything that is wrong in it, and shows a recurrence as Graph does.
import { badRequest } from '../../runtime/errors.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { zoneNamed } from '../time/dateTime.ts';
import { datesOf } from './dates.ts';
import { daysOfWeek, patternedRecurrence, patternTypes, rangeTypes, weekIndexes, type PatternedRecurrence } from './patternedRecurrence.ts';

const properties = [
  'pattern',
  'range',
  'type',
  'interval',
  'month',
  'dayOfMonth',
  'daysOfWeek',
  'firstDayOfWeek',
  'index',
  'startDate',
  'endDate',
  'numberOfOccurrences',
  'recurrenceTimeZone',
];
const members = [...daysOfWeek, ...weekIndexes, ...patternTypes, ...rangeTypes];
/** The properties whose text is a member of an enumeration. */
const enumerated = new Set(['type', 'daysOfWeek', 'firstDayOfWeek', 'index']);

/** Properties that count something. */
const counted = new Set(['interval', 'month', 'dayOfMonth', 'numberOfOccurrences']);

/**
 * Graph's patternedRecurrence. Names and members may be in any case of letters, and what a type doesn't use is ignored, so that what Graph
 * shows can be sent back. Throws 400 that names every property that is missing or wrong, and for a range that holds no date of the pattern.
 */
export function readRecurrence(json: JsonObject): PatternedRecurrence {
  const read = patternedRecurrence.safeParse(fold(json));
  if (!read.success)
    throw badRequest(read.error.issues.map(({ path, message }) => `${['recurrence', ...path].join('.')} ${message}.`).join(' '));
  const { recurrenceTimeZone } = read.data.range;
  if (recurrenceTimeZone !== undefined) zoneNamed(recurrenceTimeZone);
  checkRange(read.data);
  return read.data;
}

/** Throws 400 for a range that ends before it starts, and for one that holds no date of the pattern. */
export function checkRange(recurrence: PatternedRecurrence): void {
  const { range } = recurrence;
  if (range.type === 'endDate' && range.endDate < range.startDate)
    throw badRequest(`recurrence.range.endDate must not lie before recurrence.range.startDate, '${range.startDate}', the date of 'start'.`);
  if (datesOf(recurrence).first === undefined) throw badRequest('recurrence.range holds no date of recurrence.pattern.');
}

/**
 * The recurrence with every property that Graph gives, the unused ones with Graph's defaults. A range that names no zone means the event's
 * own zone; this shows that zone, so that a caller can send back an answer whose times are shown in another one.
 */
export function showRecurrence({ pattern, range }: PatternedRecurrence, timeZoneOfEvent = ''): JsonObject {
  const { type, interval, ...own } = pattern;
  const unused = { month: 0, dayOfMonth: 0, daysOfWeek: [], firstDayOfWeek: 'sunday', index: 'first' };
  const { type: ends, startDate, ...end } = range;
  const unusedEnds = { endDate: '0001-01-01', recurrenceTimeZone: timeZoneOfEvent, numberOfOccurrences: 0 };
  return { pattern: { type, interval, ...unused, ...own }, range: { type: ends, startDate, ...unusedEnds, ...end } };
}

/** The JSON with names and members as Graph spells them, and without properties that are null or an empty zone's name. */
function fold(json: JsonObject): JsonObject {
  const folded: Record<string, Json> = {};
  for (const [given, value] of Object.entries(json)) {
    const name = spelled(given, properties);
    if (value === undefined || value === null || (name === 'recurrenceTimeZone' && value === '')) continue;
    folded[name] = enumerated.has(name)
      ? foldMembers(value)
      : counted.has(name)
        ? foldNumber(value)
        : isObject(value)
          ? fold(value)
          : value;
  }
  return folded;
}

/** Numbers may come as text (contract, section 9). */
const foldNumber = (value: Json): Json => (typeof value === 'string' && /^\s*\d{1,10}\s*$/.test(value) ? Number(value) : value);

function foldMembers(value: Json): Json {
  if (Array.isArray(value)) return value.map(foldMembers);
  return typeof value === 'string' ? spelled(value, members) : value;
}

const spelled = (given: string, words: readonly string[]): string =>
  words.find((word) => word.toLowerCase() === given.toLowerCase()) ?? given;

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
