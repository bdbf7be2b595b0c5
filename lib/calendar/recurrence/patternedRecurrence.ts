// What a recurrence is, in Graph's words (patternedRecurrence): the pattern of its dates and the range in which they count.
import { z } from 'zod';
import { parseDay } from '../time/calendarDate.ts';

/** The days of the week in the order of Graph's dayOfWeek; the index of each is its number. */
export const daysOfWeek = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
/** Graph's weekIndex. */
export const weekIndexes = ['first', 'second', 'third', 'fourth', 'last'] as const;
/** Graph's recurrencePatternType. */
export const patternTypes = ['daily', 'weekly', 'absoluteMonthly', 'relativeMonthly', 'absoluteYearly', 'relativeYearly'] as const;
/** Graph's recurrenceRangeType. */
export const rangeTypes = ['endDate', 'noEnd', 'numbered'] as const;

export type DayOfWeek = (typeof daysOfWeek)[number];

/** Exchange takes up to 999 days; the service takes as many weeks, months and years. */
const maxInterval = 999;
/** Edm.Int32's largest value; the last date of the calendar ends every series before it has so many occurrences. */
const maxOccurrences = 2_147_483_647;

const wanting =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? 'is missing' : `must be ${what}`;

const wholeNumber = (from: number, to: number) => {
  const error = wanting(`a whole number from ${from} to ${to}`);
  return z.int({ error }).min(from, { error }).max(to, { error });
};
const oneOf = <const T extends readonly [string, ...string[]]>(members: T) =>
  z.enum(members, { error: wanting(`one of ${members.join(', ')}`) });
const isDate = (text: string): boolean => parseDay(text) !== undefined;
const date = z
  .string({ error: wanting('a date such as 2026-11-21') })
  .refine(isDate, { error: 'must be a date such as 2026-11-21, from 1601-01-01 to 4500-08-31' });

/** The error's text for an object whose `type` is missing or wrong; `type` decides which other properties it has. */
const wantingType =
  (types: readonly string[]) =>
  ({ input }: { readonly input?: unknown }): string => {
    if (input === undefined) return 'is missing';
    return typeof input === 'object' && !Array.isArray(input) ? `must be one of ${types.join(', ')}` : 'must be an object';
  };

const interval = wholeNumber(1, maxInterval);
const dayOfMonth = wholeNumber(1, 31);
const month = wholeNumber(1, 12);
const days = z
  .array(oneOf(daysOfWeek), { error: wanting('a list of days of the week') })
  .min(1, { error: 'must name at least one day' })
  .transform((named) => [...new Set(named)]);
const index = oneOf(weekIndexes).default('first');

const pattern = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('daily'), interval }),
    z.object({ type: z.literal('weekly'), interval, daysOfWeek: days, firstDayOfWeek: oneOf(daysOfWeek).default('sunday') }),
    z.object({ type: z.literal('absoluteMonthly'), interval, dayOfMonth }),
    z.object({ type: z.literal('relativeMonthly'), interval, daysOfWeek: days, index }),
    z.object({ type: z.literal('absoluteYearly'), interval, dayOfMonth, month }),
    z.object({ type: z.literal('relativeYearly'), interval, daysOfWeek: days, index, month }),
  ],
  { error: wantingType(patternTypes) },
);

/** `readRecurrence` checks whether the zone exists, since the error for an unknown zone has a code of its own. */
const always = { startDate: date, recurrenceTimeZone: z.string({ error: 'must be a time zone' }).optional() };
const range = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('noEnd'), ...always }),
    z.object({ type: z.literal('endDate'), ...always, endDate: date }),
    z.object({ type: z.literal('numbered'), ...always, numberOfOccurrences: wholeNumber(1, maxOccurrences) }),
  ],
  { error: wantingType(rangeTypes) },
);

/** A recurrence as it is stored: only the properties that its types use. This checks each value; `readRecurrence` checks all together. */
export const patternedRecurrence = z.object({ pattern, range });

export type PatternedRecurrence = z.infer<typeof patternedRecurrence>;
export type RecurrencePattern = PatternedRecurrence['pattern'];
export type RecurrenceRange = PatternedRecurrence['range'];
