// An event as it is stored: its properties, its incarnation, its counters and its memory.
import { z } from 'zod';
import { maxAttachmentsPerEvent } from '../../../runtime/limits.ts';
import type { Condition, PatchOperation, StoredDocument } from '../../../stores/documents.ts';
import { decode, recordShape, type Author } from '../../../stores/records.ts';
import { countersShape, eventTag, raiseCounter, sameCounters, type Counter, type Counters } from './counters.ts';
import { memoryShape } from './memory.ts';
import { emailAddressShape, eventProperties } from './eventProperties.ts';
import { customShape } from '../../custom/customIndex.ts';
import { entryShape, type EntryOf } from '../../entries/entryShape.ts';
import type { OccurrenceRecord } from '../../occurrences/occurrenceRecord.ts';
import { bytesOf, chargedShape } from '../../quota.ts';

export { eventDocument } from './eventDocument.ts';

const span = { start: z.string(), end: z.string() };

const sortKeys = z.object({
  subject: z.string(),
  /** Texts that filters search. */
  texts: z.object({ subject: z.string() }),
  ...span,
  /** The start and end of all that a series or a long event covers; `''` for other events. Windows find series and long events by them. */
  spanStart: z.string().default(''),
  spanEnd: z.string().default(''),
  /** Graph's event type: `seriesMaster` or `singleInstance`. */
  type: z.string().default('singleInstance'),
});

const eventRecord = z.object({
  ...recordShape,
  id: z.string(),
  eventId: z.string(),
  /** Random, never shown. Attachments name it, so that an event that is later put under the same id inherits none. */
  incarnation: z.string(),
  /** Unique among all events, and kept for the event's life; an event that was stored without one has its document's id instead. */
  iCalUId: z.string().optional(),
  calendar: z.string(),
  /** Lists, windows, counts and lookups ask for it: events have it, their tombstones don't. */
  listed: z.literal(true),
  /** Deltas ask for it: events and their tombstones have it. */
  tracked: z.literal(true),
  ...countersShape,
  ...memoryShape,
  attachmentCount: z.number().int(),
  ...chargedShape,
  /** Object ids of the attendees who have been found and may see the event. */
  attendees: z.array(z.string()),
  /** The mailbox's owner at the event's creation. */
  organizer: emailAddressShape.optional(),
  /** Somebody other than the event's creator has changed what attendees are shown: the event isn't the creator's alone any more. */
  byOthers: z.literal(true).optional(),
  /** The time of the last write that raised `version`, in UTC; undefined until there is one. A write to an occurrence never raises it. */
  versioned: z.string().optional(),
  properties: eventProperties,
  /** The first characters of the body as text (Graph: 255). */
  bodyPreview: z.string().optional(),
  /** The blob that belongs to this document alone and holds the body's content in UTF-8; `size` in bytes. */
  bodyContent: z.object({ blob: z.string(), size: z.number().int() }).optional(),
  /**
   * Counts writes of the event's own properties, whichever counter they raise. A write that was decided on older properties is refused.
   * Changes of attachments and occurrences, which the counters count as well, don't count here, so that they refuse no such write.
   */
  revision: z.number().int(),
  /** Values that lists sort and filter by instead of the properties: never null, and times in UTC. */
  sortKeys: sortKeys.optional(),
  /** Counts writes to the occurrences of a series: while it is 0, no occurrence has a document of its own. */
  occurrenceRevision: z.number().int(),
  /** How many of the writes in `occurrenceRevision` were answers, which raised `answers`; the others raised `changes`. */
  occurrenceAnswers: z.number().int(),
  /** Whether a `pending` stands beside it, by which its attendees are told: from its first attendee on, also of one occurrence alone. */
  tells: z.boolean(),
  /** The span around all times that occurrences were moved to. */
  movedSpan: z.object(span).optional(),
  /** What callers have added, in a document of its own; none where they haven't. Of an occurrence, what it shows. */
  custom: customShape.optional(),
  /** Whose meeting it shows; only an entry in an attendee's mailbox has it. */
  entry: entryShape.optional(),
});

/**
 * An event that exists; `id` is its document's id, and `etag` is `etagOf` it. An occurrence is an event too: its series and its own document
 * make it up.
 */
export type EventRecord = Omit<StoredEvent, 'listed' | 'tracked'> & { readonly etag: string; readonly occurrence?: OccurrenceOf };

/** An attendee's entry: the organizer's properties, with the attendee's own. */
export type EntryRecord = EventRecord & { readonly entry: EntryOf };

export const isEntry = (event: EventRecord): event is EntryRecord => event.entry !== undefined;

/** The properties that decide whether a caller sees an event. A window has only these before it reads the event whole. */
export type VisibilityProperties = Pick<EventRecord, 'incarnation' | 'calendar' | 'attendees'> & {
  readonly properties: Pick<EventRecord['properties'], 'sensitivity'>;
  readonly occurrence?: { readonly series: Pick<EventRecord, 'incarnation'> };
};

/** An event's document. */
export type StoredEvent = z.infer<typeof eventRecord>;

/** Which occurrence of which series an event is. */
export interface OccurrenceOf {
  readonly series: EventRecord;
  /** The date of its original start in the series' zone. */
  readonly day: string;
  /** The start by the series' pattern, in milliseconds since 1970 UTC; `endUtc` is the end. */
  readonly startUtc: number;
  readonly endUtc: number;
  /** The occurrence's own document; undefined until somebody writes to the occurrence. */
  readonly stored?: OccurrenceRecord;
}

export type EventSortKeys = z.infer<typeof sortKeys>;

/** The event in a document; undefined for no document, a tombstone, and an entry: who writes, deletes or tells of events takes these alone. */
export function decodeEvent(document: StoredDocument | undefined): EventRecord | undefined {
  const record = decode('event', eventRecord, document);
  return record && { ...record, etag: etagOf(record) };
}

const entryRecord = eventRecord.required({ entry: true });

/** The entry in a document; undefined for any other document. */
export function decodeEntry(document: StoredDocument | undefined): EntryRecord | undefined {
  const record = decode('entry', entryRecord, document);
  return record && { ...record, etag: etagOf(record) };
}

/** The event or entry in a document: what paths lead to, and lists and windows show. */
export const decodeListed = (document: StoredDocument | undefined): EventRecord | undefined =>
  decodeEvent(document) ?? decodeEntry(document);

type CountedEvent = Counters & Pick<EventRecord, 'incarnation' | 'occurrenceRevision' | 'occurrenceAnswers'>;

/** The event's ETag. Each write to the event or to one of its occurrences changes it; an answer changes only the second half. */
export function etagOf(event: CountedEvent): string {
  const { occurrenceRevision, occurrenceAnswers } = event;
  const { written, answered } = countedAlone(event);
  const ifAny = (count: number): number[] => (count === 0 ? [] : [count]);
  return eventTag(event.incarnation, {
    written: [written, ...ifAny(occurrenceRevision - occurrenceAnswers)],
    answered: [answered, ...ifAny(occurrenceAnswers)],
  });
}

/** The ETag without the writes to occurrences. Equal to `etagOf` until there is such a write. */
export function etagAlone(event: CountedEvent): string {
  const { written, answered } = countedAlone(event);
  return eventTag(event.incarnation, { written: [written], answered: [answered] });
}

/** How often the event itself was written to and answered, without the writes to the occurrences of a series. */
export const countedAlone = (event: Omit<CountedEvent, 'incarnation'>): { readonly written: number; readonly answered: number } => ({
  written: event.version + event.changes - (event.occurrenceRevision - event.occurrenceAnswers),
  answered: event.answers - event.occurrenceAnswers,
});

/** Bytes that an event takes of the mailbox's quota: its properties, and its body where that lies in a blob. */
export const countedBytes = ({ properties, bodyContent }: Pick<EventRecord, 'properties' | 'bodyContent'>): number =>
  bytesOf(properties, bodyContent?.size);

/** The condition that the event or occurrence still exists, and is the same one. */
export const stillExists = (incarnation: string): Condition => ({
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

/** The condition that nobody has changed the event's own properties since; its attachments and occurrences may have changed. */
export const sameProperties = (event: EventRecord): Condition => ({
  is: 'and',
  conditions: [stillExists(event.incarnation), { is: 'eq', property: 'revision', value: event.revision }],
});

/** The condition that nothing about the event has changed since, its attachments and occurrences included. */
export const unchanged = (event: EventRecord): Condition => ({
  is: 'and',
  conditions: [stillExists(event.incarnation), sameCounters(event)],
});

/** The condition that the event exists and has room for this many more attachments. */
export const hasRoomFor = (incarnation: string, more: number): Condition => ({
  is: 'and',
  conditions: [stillExists(incarnation), { is: 'le', property: 'attachmentCount', value: maxAttachmentsPerEvent - more }],
});

/** The operation that sets `byOthers` if `by` isn't the creator and changes what attendees are shown; none if it is set already. */
export const byOthers = ({ createdBy, byOthers: known }: Authorship, by: Author, isNews: boolean): PatchOperation[] =>
  known === true || by === createdBy || !isNews ? [] : [{ op: 'set', path: '/byOthers', value: true }];

/** Who created an event, and whether others have changed what attendees are shown. */
export type Authorship = Pick<EventRecord, 'createdBy' | 'byOthers'>;

/**
 * The operations by which the series counts a write to one occurrence, so that the owner who looks at the series alone sees it. They never
 * raise the series' `version`: not everybody who sees the series sees the occurrence, which has a `version` of its own.
 */
export const countOccurrence = (counter: Counter): PatchOperation[] => [
  { op: 'increment', path: '/occurrenceRevision', by: 1 },
  ...(counter === 'answers' ? ([{ op: 'increment', path: '/occurrenceAnswers', by: 1 }] satisfies PatchOperation[]) : []),
  raiseCounter(counter === 'version' ? 'changes' : counter),
];

/** The operations by which an event counts a write to its attachments: `by` more or fewer, or with 0 a changed one. */
export const countAttachments = (by: number, now: number): PatchOperation[] => [
  ...(by === 0 ? [] : ([{ op: 'increment', path: '/attachmentCount', by }] satisfies PatchOperation[])),
  { op: 'set', path: '/modified', value: new Date(now).toISOString() },
  { op: 'set', path: '/versioned', value: new Date(now).toISOString() },
  raiseCounter('version'),
];
