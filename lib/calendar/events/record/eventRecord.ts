// An event as it is stored: its properties, its incarnation, its counters and what it remembers.
import { z } from 'zod';
import { maxAttachmentsPerEvent } from '../../../runtime/limits.ts';
import type { Condition, PatchOperation, StoredDocument } from '../../../stores/documents.ts';
import { decode, recordShape, type Author } from '../../../stores/records.ts';
import { countersShape, eventTag, raising, sameCounters, type Counter, type Counters } from './counters.ts';
import { memoryShape } from './memory.ts';
import { emailAddressShape, eventProperties } from './eventProperties.ts';
import type { OccurrenceRecord } from '../../occurrences/occurrenceRecord.ts';
import { bytesOf, chargedShape } from '../../quota.ts';

export { eventDocument } from './eventDocument.ts';

const span = { start: z.string(), end: z.string() };

const sortKeys = z.object({
  subject: z.string(),
  /** The texts that filters search. */
  texts: z.object({ subject: z.string() }),
  ...span,
  /** The first and the last moment of a series or a long event, by which windows find it; `''` for all other events. */
  spanStart: z.string().default(''),
  spanEnd: z.string().default(''),
  /** Graph's eventType: whether it recurs. */
  type: z.string().default('singleInstance'),
});

const eventRecord = z.object({
  ...recordShape,
  id: z.string(),
  eventId: z.string(),
  /** Random, never shown: attachments name it, so that a later event with the same id doesn't inherit them. */
  incarnation: z.string(),
  /** Unique among all events and never changed; an event that was stored without one uses its document's id. */
  iCalUId: z.string().optional(),
  calendar: z.string(),
  /** Lists, windows, counts and lookups query this: living events have it, their tombstones don't. */
  listed: z.literal(true),
  /** A delta reads the index of this property: events and their tombstones have it. */
  tracked: z.literal(true),
  ...countersShape,
  ...memoryShape,
  attachmentCount: z.number().int(),
  ...chargedShape,
  /** Object ids of the attendees that have been found. */
  attendees: z.array(z.string()),
  /** Who owned the mailbox when the event was made. */
  organizer: emailAddressShape.optional(),
  /** Set when somebody other than its maker has changed what attendees are shown: then the event isn't its maker's alone any more. */
  byOthers: z.literal(true).optional(),
  /** When a write to the event itself, not to an occurrence, last raised `version`, in UTC; missing until the first one. */
  versioned: z.string().optional(),
  properties: eventProperties,
  /** The first characters of the body as text (Graph: 255). */
  bodyPreview: z.string().optional(),
  /** The blob that holds the body's content in UTF-8 and belongs to this document alone; `size` in bytes. */
  bodyContent: z.object({ blob: z.string(), size: z.number().int() }).optional(),
  /**
   * Counts writes to the event's own properties, whichever counter they raise. A write that was decided on older properties is refused;
   * writes to attachments and occurrences, which the counters count as well, don't raise it and so refuse nothing.
   */
  revision: z.number().int(),
  /** The keys that lists sort and filter by where the properties themselves are unsuitable: never null, points in time in UTC. */
  sortKeys: sortKeys.optional(),
  /** Counts writes to the occurrences of a series; while it is 0, no occurrence has a document of its own. */
  occurrenceRevision: z.number().int(),
  /** How many of the writes to occurrences were answers; the others were changes. */
  occurrenceAnswers: z.number().int(),
  /** The first and the last moment of the occurrences that were moved. */
  movedSpan: z.object(span).optional(),
});

/**
 * A living event. `id` is its document's id. `etag` is made of the incarnation and the counters. An occurrence is such a record as well,
 * made of its series and of its own properties.
 */
export type EventRecord = Omit<StoredEvent, 'listed' | 'tracked'> & { readonly etag: string; readonly occurrence?: OccurrenceOf };

/** The properties that decide whether a caller sees an event; a window knows only these before it reads the whole event. */
export type Judged = Pick<EventRecord, 'incarnation' | 'calendar' | 'attendees'> & {
  readonly properties: Pick<EventRecord['properties'], 'sensitivity'>;
  readonly occurrence?: { readonly series: Pick<EventRecord, 'incarnation'> };
};

/** An event's document. */
export type StoredEvent = z.infer<typeof eventRecord>;

/** Which occurrence of which series an event is. */
export interface OccurrenceOf {
  readonly series: EventRecord;
  /** The date of its original start on the series' clocks. */
  readonly day: string;
  /** Its start and end by the series' pattern, in milliseconds since 1970 UTC. */
  readonly startUtc: number;
  readonly endUtc: number;
  /** Its own document; undefined until somebody has written to it. */
  readonly stored?: OccurrenceRecord;
}

export type EventSortKeys = z.infer<typeof sortKeys>;

/** The event in a document; undefined if there is no document or it is a tombstone. */
export function decodeEvent(document: StoredDocument | undefined): EventRecord | undefined {
  const record = decode('event', eventRecord, document);
  return record && { ...record, etag: etagOf(record) };
}

type CountedEvent = Counters & Pick<EventRecord, 'incarnation' | 'occurrenceRevision' | 'occurrenceAnswers'>;

/** An ETag that changes with every write to the event or its occurrences, whoever makes it. An answer leaves its first half unchanged. */
export function etagOf(event: CountedEvent): string {
  const { occurrenceRevision, occurrenceAnswers } = event;
  const { written, answered } = countedAlone(event);
  const ifAny = (count: number): number[] => (count === 0 ? [] : [count]);
  return eventTag(event.incarnation, {
    written: [written, ...ifAny(occurrenceRevision - occurrenceAnswers)],
    answered: [answered, ...ifAny(occurrenceAnswers)],
  });
}

/** The same ETag without the writes to occurrences: both are equal as long as nobody has written to an occurrence. */
export function etagAlone(event: CountedEvent): string {
  const { written, answered } = countedAlone(event);
  return eventTag(event.incarnation, { written: [written], answered: [answered] });
}

/** How often the event itself was written to and answered; a series' count leaves out the writes to its occurrences. */
export const countedAlone = (event: Omit<CountedEvent, 'incarnation'>): { readonly written: number; readonly answered: number } => ({
  written: event.version + event.changes - (event.occurrenceRevision - event.occurrenceAnswers),
  answered: event.answers - event.occurrenceAnswers,
});

/** Bytes that an event takes of the mailbox's quota: its properties, and its body if that is in a blob. */
export const countedBytes = ({ properties, bodyContent }: Pick<EventRecord, 'properties' | 'bodyContent'>): number =>
  bytesOf(properties, bodyContent?.size);

/** Holds if the document is a living event or occurrence with this incarnation. */
export const stillAlive = (incarnation: string): Condition => ({
  is: 'and',
  conditions: [
    {
      is: 'or',
      conditions: [
        { is: 'eq', property: 'kind', value: 'event' },
        { is: 'eq', property: 'kind', value: 'occurrence' },
      ],
    },
    { is: 'eq', property: 'incarnation', value: incarnation },
  ],
});

/** Holds if the stored event is alive and its own properties are as read; its attachments and occurrences may have changed. */
export const sameProperties = (event: EventRecord): Condition => ({
  is: 'and',
  conditions: [stillAlive(event.incarnation), { is: 'eq', property: 'revision', value: event.revision }],
});

/** Holds if the stored event is alive and nothing about it has changed since it was read, its attachments and occurrences included. */
export const unchanged = (event: EventRecord): Condition => ({
  is: 'and',
  conditions: [stillAlive(event.incarnation), sameCounters(event)],
});

/** Holds if the stored event is alive and has room for `more` attachments. */
export const hasRoomFor = (incarnation: string, more: number): Condition => ({
  is: 'and',
  conditions: [stillAlive(incarnation), { is: 'le', property: 'attachmentCount', value: maxAttachmentsPerEvent - more }],
});

/** The operation that records, once, that somebody other than the event's maker has changed what some attendee is shown. */
export const byOthers = ({ createdBy, byOthers: known }: Made, by: Author, isNews: boolean): PatchOperation[] =>
  known === true || by === createdBy || !isNews ? [] : [{ op: 'set', path: '/byOthers', value: true }];

/** Who made an event, and whether others have written to it. */
export type Made = Pick<EventRecord, 'createdBy' | 'byOthers'>;

/**
 * The operations that a write to one occurrence adds to its series: the series counts the write too, so that an owner who looks only at the
 * series notices it. It doesn't raise the series' `version`, which also attendees see who aren't shown the occurrence; that has its own.
 */
export const countOccurrence = (counter: Counter): PatchOperation[] => [
  { op: 'increment', path: '/occurrenceRevision', by: 1 },
  ...(counter === 'answers' ? ([{ op: 'increment', path: '/occurrenceAnswers', by: 1 }] satisfies PatchOperation[]) : []),
  raising(counter === 'version' ? 'changes' : counter),
];

/** The operations that a write to attachments adds to their event: `by` attachments more (or fewer), or 0 when one is changed. */
export const countAttachments = (by: number, now: number): PatchOperation[] => [
  ...(by === 0 ? [] : ([{ op: 'increment', path: '/attachmentCount', by }] satisfies PatchOperation[])),
  { op: 'set', path: '/modified', value: new Date(now).toISOString() },
  { op: 'set', path: '/versioned', value: new Date(now).toISOString() },
  raising('version'),
];
