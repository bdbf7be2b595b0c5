// What a window reads of occurrences that were written to: a few properties, however large the documents are.
import { z } from 'zod';
import type { Condition, Documents, PropertyPath } from '../../stores/documents.ts';
import { eventProperties } from '../events/record/eventProperties.ts';
import type { Judged } from '../events/record/eventRecord.ts';
import { isClosed, sensitivityOf } from '../occurrences/ownAttendees.ts';
import { inTurns } from '../occurrences/pauses.ts';
import type { SeriesGlimpse } from '../occurrences/seriesGlimpse.ts';
import { pagesBehind, type Order } from '../../stores/keyset.ts';
import { iso } from './windowRequest.ts';

/** Documents that one query gives at most, a thousand and some; it is asked again for the rest. */
const atOnce = 1_024;
/** Series that one query is asked about at most. */
const seriesAtOnce = 100;

export type { SeriesGlimpse } from '../occurrences/seriesGlimpse.ts';

const written = z.object({
  id: z.string(),
  kind: z.string(),
  seriesOf: z.string(),
  day: z.string(),
  sortKeys: z.object({ start: z.string(), end: z.string() }).default({ start: '', end: '' }),
  overrides: eventProperties.pick({ sensitivity: true }).partial().default({}),
  /** Attendees of its own have it. */
  seriesThen: z.object({ start: z.string() }).optional(),
  /** Who these may be, as far as its document knows. */
  attendees: z.array(z.string()).optional(),
});

/** An occurrence that has a document, also one that is cancelled. */
export type Written = z.infer<typeof written>;

export const isGone = ({ kind }: Written): boolean => kind !== 'occurrence';
export const isMoved = (occurrence: Written): boolean => !isGone(occurrence) && occurrence.sortKeys.start !== '';

const ofManySeries: Order = { within: [], by: ['seriesOf', 'day'] };

const writtenProperties: readonly PropertyPath[] = [
  ...['kind', 'seriesOf', 'day', 'sortKeys.start', 'sortKeys.end', 'overrides.sensitivity', 'seriesThen.start', 'attendees'],
];

/** Which written occurrences are asked for: by their dates, both included, and by the starts that they were moved to. */
export interface WrittenBetween {
  readonly days?: { readonly first: string; readonly last: string };
  /** In milliseconds since 1970 UTC: those that start behind `after` and not behind `upTo`, and have not ended before `notEndedBy`. */
  readonly moved: { readonly after: number; readonly upTo: number; readonly notEndedBy: number };
}

/** Of these series, by their incarnations. One query for each hundred series, and for each thousand occurrences. */
export async function writtenIn(
  documents: Documents,
  partition: string,
  series: readonly string[],
  between: WrittenBetween,
): Promise<readonly Written[]> {
  const found: Written[] = [];
  const sorted = series.toSorted();
  for (let begin = 0; begin < sorted.length; begin += seriesAtOnce)
    found.push(...(await writtenOf(documents, partition, sorted.slice(begin, begin + seriesAtOnce), between)));
  return found;
}

async function writtenOf(
  documents: Documents,
  partition: string,
  series: readonly string[],
  { days, moved }: WrittenBetween,
): Promise<readonly Written[]> {
  const movedInto: Condition[] = [
    { is: 'gt', property: 'sortKeys.start', value: moved.after === -Infinity ? '' : iso(moved.after) },
    { is: 'le', property: 'sortKeys.start', value: iso(moved.upTo) },
    { is: 'ge', property: 'sortKeys.end', value: iso(moved.notEndedBy) },
  ];
  const onDays: Condition[] = days === undefined ? [] : [{ is: 'ge', property: 'day', value: days.first }, { is: 'le', property: 'day', value: days.last }]; // prettier-ignore
  const wanted: Condition = {
    is: 'or',
    conditions: [{ is: 'and', conditions: movedInto }, ...(onDays.length > 0 ? [{ is: 'and', conditions: onDays } as const] : [])],
  };
  const found: Written[] = [];
  const pages = pagesBehind(documents, partition, ofManySeries, {
    conditions: [...anyOf('seriesOf', series), wanted],
    only: writtenProperties,
    limit: atOnce,
  });
  for await (const page of pages) for await (const some of inTurns(page)) for (const { body } of some) found.push(written.parse(body));
  return found;
}

/** Holds where a property has one of the values, which are sorted. The bounds are for an index. */
export function anyOf(property: PropertyPath, values: readonly string[]): Condition[] {
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined || values.length === 1) return [{ is: 'eq', property, value: first ?? '' }];
  return [
    { is: 'ge', property, value: first },
    { is: 'le', property, value: last },
    { is: 'or', conditions: values.map((value): Condition => ({ is: 'eq', property, value })) },
  ];
}

/** What is known of an occurrence before it is read whole. */
export interface Guess {
  readonly judged: Judged;
  /** Its attendees at most, where it has some of its own and these are known to be all; undefined where they aren't. */
  readonly most?: Judged;
  /** It has no attendees of its own, so that what is known is all. */
  readonly isCertain: boolean;
}

/**
 * What is known of who sees a series' occurrence. Into one that is private by itself nobody comes by the series but those whom the
 * occurrence's own document names, by id or by an address that its series has found.
 */
export function judgedOf(series: SeriesGlimpse, own: Written | undefined): Guess {
  const { calendar, incarnation, properties } = series;
  const isCertain = own?.seriesThen === undefined;
  const overrides = own?.overrides ?? {};
  const sensitivity = sensitivityOf(overrides, properties);
  const attendedBy = (attendees: string[]): Judged => ({
    calendar,
    incarnation,
    attendees,
    properties: { sensitivity },
    occurrence: { series },
  });
  if (isCertain) return { judged: attendedBy(series.attendees), isCertain };
  const most = isClosed(overrides) && own.attendees !== undefined ? attendedBy([...own.attendees, ...series.attendees]) : undefined;
  return { judged: attendedBy([]), ...(most && { most }), isCertain };
}
