// An event as it is stored: its properties, its incarnation, what it counts and what it remembers.
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
  /** What filters look through. */
  texts: z.object({ subject: z.string() }),
  ...span,
  /** What a series or a long event covers from its first moment to its last; `''` for all others. A window finds them by it. */
  spanStart: z.string().default(''),
  spanEnd: z.string().default(''),
  /** Graph's word for what it is, by whether it recurs. */
  type: z.string().default('singleInstance'),
});

const eventRecord = z.object({
  ...recordShape,
  id: z.string(),
  eventId: z.string(),
  /** Random, never shown: attachments name it, so that an event put again under its id inherits none. */
  incarnation: z.string(),
  /** Unique among all events and kept for life; one that was written without has its document's. */
  iCalUId: z.string().optional(),
  calendar: z.string(),
  /** What lists, windows, counts and lookups ask for: living events have it, their tombstones don't. */
  listed: z.literal(true),
  /** What a delta reads along its index: events and their tombstones. */
  tracked: z.literal(true),
  ...countersShape,
  ...memoryShape,
  attachmentCount: z.number().int(),
  ...chargedShape,
  /** Object ids of the attendees that have been found. */
  attendees: z.array(z.string()),
  /** Who owned the mailbox when the event was made. */
  organizer: emailAddressShape.optional(),
  /** Somebody else than its maker has written to it what attendees are shown: it isn't the maker's alone any more. */
  byOthers: z.literal(true).optional(),
  /** When `version` was raised last by what is the event's own, in UTC; nothing where that was when it was made. */
  versioned: z.string().optional(),
  properties: eventProperties,
  /** The first characters of the body as text (Graph: 255). */
  bodyPreview: z.string().optional(),
  /** The blob that belongs to this document alone and holds the body's content in UTF-8; `size` in bytes. */
  bodyContent: z.object({ blob: z.string(), size: z.number().int() }).optional(),
  /**
   * Counts writes of the event's own properties, whichever counter they raise: what was decided on older ones is refused, and attachments
   * and occurrences, which the counters count as well, are in nobody's way.
   */
  revision: z.number().int(),
  /** What lists are sorted and filtered by where the properties themselves won't do: never null, points in time in UTC. */
  sortKeys: sortKeys.optional(),
  /** Counts writes to the occurrences of a series: none of them has a document of its own before the first. */
  occurrenceRevision: z.number().int(),
  /** How many of these were answers; the others have raised `version` or `changes`. */
  occurrenceAnswers: z.number().int(),
  /** What occurrences cover that were moved. */
  movedSpan: z.object(span).optional(),
});

/**
 * A living event. `id` is its document's id. `etag` is made of the incarnation and the counters. An occurrence is one as well: made of its
 * series and of what is its own.
 */
export type EventRecord = Omit<StoredEvent, 'listed' | 'tracked'> & { readonly etag: string; readonly occurrence?: OccurrenceOf };

/** What decides whether a caller sees an event: all that a window knows of one before it reads it whole. */
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
  /** Where the series has it, in milliseconds since 1970 UTC. */
  readonly startUtc: number;
  readonly endUtc: number;
  /** What is its own; nothing as long as nobody has written to it. */
  readonly stored?: OccurrenceRecord;
}

export type EventSortKeys = z.infer<typeof sortKeys>;

/** The event in a document; undefined for none and for a tombstone. */
export function decodeEvent(document: StoredDocument | undefined): EventRecord | undefined {
  const record = decode('event', eventRecord, document);
  return record && { ...record, etag: etagOf(record) };
}

type CountedEvent = Counters & Pick<EventRecord, 'incarnation' | 'occurrenceRevision' | 'occurrenceAnswers'>;

/** Another one after every write, whoever made it, to occurrences of a series too; but for answers, its first half stays the same. */
export function etagOf(event: CountedEvent): string {
  const { occurrenceRevision, occurrenceAnswers } = event;
  const { written, answered } = countedAlone(event);
  const ifAny = (count: number): number[] => (count === 0 ? [] : [count]);
  return eventTag(event.incarnation, {
    written: [written, ...ifAny(occurrenceRevision - occurrenceAnswers)],
    answered: [answered, ...ifAny(occurrenceAnswers)],
  });
}

/** The same without what was done to occurrences: it is equal to the other as long as that is nothing. */
export function etagAlone(event: CountedEvent): string {
  const { written, answered } = countedAlone(event);
  return eventTag(event.incarnation, { written: [written], answered: [answered] });
}

/** How often the event itself was written to and answered; of a series without what was done to its occurrences. */
export const countedAlone = (event: Omit<CountedEvent, 'incarnation'>): { readonly written: number; readonly answered: number } => ({
  written: event.version + event.changes - (event.occurrenceRevision - event.occurrenceAnswers),
  answered: event.answers - event.occurrenceAnswers,
});

/** Bytes that an event takes of the mailbox's quota: its properties, and its body where that lies in a blob. */
export const countedBytes = ({ properties, bodyContent }: Pick<EventRecord, 'properties' | 'bodyContent'>): number =>
  bytesOf(properties, bodyContent?.size);

/** Holds as long as the event, or the occurrence, is the same one and alive. */
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

/** Holds as long as nobody has changed the event's own properties since; attachments may have come and gone, and occurrences changed. */
export const sameProperties = (event: EventRecord): Condition => ({
  is: 'and',
  conditions: [stillAlive(event.incarnation), { is: 'eq', property: 'revision', value: event.revision }],
});

/** Holds as long as nothing at all about the event has changed since, its attachments and occurrences included. */
export const unchanged = (event: EventRecord): Condition => ({
  is: 'and',
  conditions: [stillAlive(event.incarnation), sameCounters(event)],
});

/** Holds as long as the event is alive and has room for so many more attachments. */
export const hasRoomFor = (incarnation: string, more: number): Condition => ({
  is: 'and',
  conditions: [stillAlive(incarnation), { is: 'le', property: 'attachmentCount', value: maxAttachmentsPerEvent - more }],
});

/** What remembers, once, that somebody else than the event's maker has written to it what some attendee is shown. */
export const byOthers = ({ createdBy, byOthers: known }: Made, by: Author, isNews: boolean): PatchOperation[] =>
  known === true || by === createdBy || !isNews ? [] : [{ op: 'set', path: '/byOthers', value: true }];

/** Who has made an event, and whether others have written to it. */
export type Made = Pick<EventRecord, 'createdBy' | 'byOthers'>;

/**
 * What a write to one occurrence does to its series: it counts there as well, so that the owner who looks at the series alone sees that it
 * was. It is no version of the series: not everybody who is shown that is shown the occurrence, which counts its own.
 */
export const countOccurrence = (counter: Counter): PatchOperation[] => [
  { op: 'increment', path: '/occurrenceRevision', by: 1 },
  ...(counter === 'answers' ? ([{ op: 'increment', path: '/occurrenceAnswers', by: 1 }] satisfies PatchOperation[]) : []),
  raising(counter === 'version' ? 'changes' : counter),
];

/** What a write to attachments does to their event: so many come or go, or, with 0, one is changed. */
export const countAttachments = (by: number, now: number): PatchOperation[] => [
  ...(by === 0 ? [] : ([{ op: 'increment', path: '/attachmentCount', by }] satisfies PatchOperation[])),
  { op: 'set', path: '/modified', value: new Date(now).toISOString() },
  { op: 'set', path: '/versioned', value: new Date(now).toISOString() },
  raising('version'),
];
