// Finds the occurrences with documents of their own that a window needs. Reads only a few properties, however large the documents are.
import { z } from 'zod';
import type { Condition, Documents, PropertyPath } from '../../stores/documents.ts';
import { eventProperties } from '../events/record/eventProperties.ts';
import type { VisibilityProperties } from '../events/record/eventRecord.ts';
import { isPrivateItself, sensitivityOf } from '../occurrences/ownAttendees.ts';
import { withPauses } from '../occurrences/pauses.ts';
import type { SeriesOutline } from '../occurrences/eventOutline.ts';
import { pagesBehind, type Order } from '../../stores/keyset.ts';
import { iso } from './windowRequest.ts';

/** The most documents that one query returns, a little over a thousand; further queries return the rest. */
const atOnce = 1_024;
/** The most series that one query asks about. */
const seriesAtOnce = 100;

export type { SeriesOutline } from '../occurrences/eventOutline.ts';

const written = z.object({
  id: z.string(),
  kind: z.string(),
  seriesOf: z.string(),
  day: z.string(),
  sortKeys: z.object({ start: z.string(), end: z.string() }).default({ start: '', end: '' }),
  overrides: eventProperties
    .pick({ sensitivity: true })
    .partial()
    // Without their defaults: what an occurrence doesn't have of its own is its series'.
    .extend({ isReminderOn: z.boolean().optional(), reminderMinutesBeforeStart: z.number().int().optional() })
    .default({}),
  /** Present where the occurrence has attendees of its own. */
  seriesSnapshot: z.object({ start: z.string() }).optional(),
  /** Object ids of those own attendees whom its document knows. */
  attendees: z.array(z.string()).optional(),
});

/** An occurrence with a document; it may be cancelled. */
export type Written = z.infer<typeof written>;

export const isGone = ({ kind }: Written): boolean => kind !== 'occurrence';
export const isMoved = (occurrence: Written): boolean => !isGone(occurrence) && occurrence.sortKeys.start !== '';

const ofManySeries: Order = { within: [], by: ['seriesOf', 'day'] };

const writtenProperties: readonly PropertyPath[] = [
  ...[
    'kind',
    'seriesOf',
    'day',
    'sortKeys.start',
    'sortKeys.end',
    'overrides.sensitivity',
    'overrides.isReminderOn',
    'overrides.reminderMinutesBeforeStart',
    'seriesSnapshot.start',
    'attendees',
  ],
];

/** Which occurrences with documents to find: those between two dates, both included, and those moved to a start in a span of time. */
export interface WrittenBetween {
  readonly days?: { readonly first: string; readonly last: string };
  /** In milliseconds since 1970 UTC: those that start later than `after` but not later than `upTo`, and don't end before `notEndedBy`. */
  readonly moved: { readonly after: number; readonly upTo: number; readonly notEndedBy: number };
}

/** The occurrences with documents of these series (incarnations). One query for each hundred series, and for each thousand occurrences. */
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
  for await (const page of pages) for await (const some of withPauses(page)) for (const { body } of some) found.push(written.parse(body));
  return found;
}

/** The conditions that a property has one of these sorted values. The bounds let the store use an index. */
export function anyOf(property: PropertyPath, values: readonly string[]): Condition[] {
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined || values.length === 1) return [{ is: 'eq', property, value: first ?? '' }];
  return [
    { is: 'ge', property, value: first },
    { is: 'le', property, value: last },
    { is: 'or', conditions: values.map((value): Condition => ({ is: 'eq', property, value })) },
  ];
}

/** Who sees an occurrence, as far as its few properties tell. */
export interface OccurrenceAudience {
  readonly surely: VisibilityProperties;
  /** The occurrence with everybody who may be its attendee, if it has attendees of its own and all of them are known; else undefined. */
  readonly atMost?: VisibilityProperties;
  /** Whether `judged` alone decides who sees it, since it has no attendees of its own. */
  readonly isCertain: boolean;
}

/**
 * Judges who sees an occurrence of a series before it is read whole. If the occurrence itself is private, the series adds no attendees:
 * only those attend whom the occurrence's own document names, by object id or by an address that was found in the series.
 */
export function occurrenceAudienceOf(series: SeriesOutline, own: Written | undefined): OccurrenceAudience {
  const { calendar, incarnation, properties } = series;
  const isCertain = own?.seriesSnapshot === undefined;
  const overrides = own?.overrides ?? {};
  const sensitivity = sensitivityOf(overrides, properties);
  const attendedBy = (attendees: string[]): VisibilityProperties => ({
    calendar,
    incarnation,
    attendees,
    properties: { sensitivity },
    occurrence: { series },
  });
  if (isCertain) return { surely: attendedBy(series.attendees), isCertain };
  const atMost =
    isPrivateItself(overrides) && own.attendees !== undefined ? attendedBy([...own.attendees, ...series.attendees]) : undefined;
  return { surely: attendedBy([]), ...(atMost && { atMost }), isCertain };
}
