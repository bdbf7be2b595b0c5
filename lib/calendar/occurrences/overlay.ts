// Writes an occurrence's own document: the first batch that needs the document creates it, and only while the series exists.
import type { JsonObject } from '../../runtime/json.ts';
import type { Condition, Document, PatchOperation, Write } from '../../stores/documents.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { noCounts, withOneMore, raiseCounter, sameCounters, type Counter } from '../events/record/counters.ts';
import {
  byOthers,
  countAttachments,
  countOccurrence,
  hasRoomFor,
  sameProperties,
  stillExists,
  unchanged,
  type EventRecord,
  type Authorship,
  type OccurrenceOf,
} from '../events/record/eventRecord.ts';
import { attachmentsDue, sameTelling } from '../meetings/telling/due.ts';
import { occurrenceEvent } from './occurrenceEvent.ts';
import { decodeOccurrence } from './occurrenceRecord.ts';

/** A change of an occurrence's document. */
export interface OverlayChange {
  /** The counter that the change raises in the occurrence; in the series it raises one as well (`countOccurrence`). */
  readonly counter: Counter;
  /** Whether the change shows attendees anything new; by default it does where `counter` is `version`. */
  readonly isNews?: boolean;
  /** How many own attachments are added. */
  readonly attachments?: number;
  /** Properties of the document that are set, and those that are removed. */
  readonly set?: JsonObject;
  readonly remove?: readonly string[];
  /** Whether the change fails when the occurrence or its series has changed since it was read, attachments apart. */
  readonly onlyIfSame?: boolean;
  /** Whether the change fails when their attachments have changed, too. */
  readonly onlyIfUntouched?: boolean;
  /** Whether the series gets a `pending` of its own by it, which must be in the same batch. */
  readonly tells?: boolean;
  /** The times that the series' span must include as well. */
  readonly span?: { readonly start: string; readonly end: string };
}

/** An event that is known to be an occurrence. */
export type OccurrenceEvent = EventRecord & { readonly occurrence: OccurrenceOf };

export const isOccurrence = (event: EventRecord): event is OccurrenceEvent => event.occurrence !== undefined;

/**
 * The writes of a batch that change an occurrence. Refused when the series is gone, when another request has stored or changed the
 * occurrence since it was read (then the caller reads it again and retries), or when it has no room for more attachments.
 */
export function overlayWrites(event: OccurrenceEvent, change: OverlayChange, now: number, by: Author): [Write, Write] {
  const { series, stored, day } = event.occurrence;
  return [guard(series, change, by), stored === undefined ? create(event, day, change, now, by) : patch(event, stored, change, now)];
}

/** The condition that the event exists and is told as it was when it was read (`sameTelling`). */
const aliveAndSameTelling = (event: Pick<EventRecord, 'incarnation' | 'tells'>): Condition => ({
  is: 'and',
  conditions: [stillExists(event.incarnation), ...sameTelling(event)],
});

/** A write that makes the batch fail unless the series exists, and counts in the series that an occurrence was written. */
export const seriesWrite = (
  series: Pick<EventRecord, 'id' | 'incarnation' | 'tells'> & Authorship,
  counter: Counter,
  by: Author,
): Write => ({
  write: 'patch',
  id: series.id,
  operations: [...countOccurrence(counter), ...byOthers(series, by, counter === 'version')],
  when: aliveAndSameTelling(series),
});

/**
 * The writes by which an event counts `more` or fewer own attachments, or with 0 a changed one, and is due to be told. Refused when it is
 * gone, or has got its first attendee since it was read.
 */
export const attachmentWrites = (event: EventRecord, more: number, now: number, by: Author): [Write, ...Write[]] => [
  {
    write: 'patch',
    id: event.id,
    operations: [...countAttachments(more, now), ...(isOccurrence(event) ? [] : byOthers(event, by, true))],
    when: isOccurrence(event) ? stillExists(event.incarnation) : aliveAndSameTelling(event),
  },
  ...(isOccurrence(event) ? [seriesWrite(event.occurrence.series, 'version', by)] : []),
  ...attachmentsDue(event, now),
];

/** As `seriesWrite`. With `onlyIfSame` or `onlyIfUntouched`, it also fails when the series has changed since it was read. */
function guard(series: EventRecord, change: OverlayChange, by: Author): Write {
  const { counter, isNews = counter === 'version', span: wanted, onlyIfSame = false, onlyIfUntouched = false, tells = false } = change;
  const operations = [...countOccurrence(counter), ...byOthers(series, by, isNews)];
  const conditions: Condition[] = [
    onlyIfUntouched ? unchanged(series) : onlyIfSame ? sameProperties(series) : stillExists(series.incarnation),
    ...(counter === 'version' || tells ? sameTelling(series) : []),
  ];
  if (tells && !series.tells) operations.push({ op: 'set', path: '/tells', value: true });
  if (wanted !== undefined) {
    const movedSpan = spanAroundBoth(series.movedSpan, wanted);
    const { spanStart: start, spanEnd: end } = series.sortKeys ?? { spanStart: wanted.start, spanEnd: wanted.end };
    const span = spanAroundBoth({ start, end }, movedSpan);
    operations.push({ op: 'set', path: '/movedSpan', value: movedSpan });
    operations.push(
      { op: 'set', path: '/sortKeys/spanStart', value: span.start },
      { op: 'set', path: '/sortKeys/spanEnd', value: span.end },
    );
    // The span depends on the times that other occurrences were moved to, so none of them may have changed.
    conditions.push(sameProperties(series), { is: 'eq', property: 'occurrenceRevision', value: series.occurrenceRevision });
  }
  return { write: 'patch', id: series.id, operations, when: { is: 'and', conditions } };
}

/** The smallest span around both. */
export function spanAroundBoth(
  a: { readonly start: string; readonly end: string } | undefined,
  b: { readonly start: string; readonly end: string },
): { start: string; end: string } {
  if (a === undefined) return { ...b };
  return { start: a.start < b.start ? a.start : b.start, end: a.end > b.end ? a.end : b.end };
}

const create = (event: OccurrenceEvent, day: string, change: OverlayChange, now: number, by: Author): Write => ({
  write: 'create',
  document: firstDocument(event, day, change, now, by),
});

const firstDocument = (
  event: OccurrenceEvent,
  day: string,
  { counter, attachments = 0, set = {} }: OverlayChange,
  now: number,
  by: Author,
): Document => ({
  id: event.id,
  kind: 'occurrence',
  ...newRecord(now, by),
  seriesOf: event.occurrence.series.incarnation,
  day,
  incarnation: event.incarnation,
  ...withOneMore(noCounts, counter),
  ...versionedAt(counter, now),
  attachmentCount: attachments,
  hidden: [],
  overrides: {},
  revision: 1,
  sortKeys: { start: '', end: '' },
  ...set,
});

/**
 * The occurrence as `overlayWrites` leaves it when only its properties change and nobody else is faster. It is made of what was read, so
 * that the caller is shown what the caller wrote, even if others have changed it since.
 */
export function overlaid(event: OccurrenceEvent, change: OverlayChange, now: number, by: Author): EventRecord {
  const { series, stored, day, startUtc, endUtc } = event.occurrence;
  const document: JsonObject =
    stored === undefined
      ? firstDocument(event, day, change, now, by)
      : {
          ...without({ ...stored, kind: 'occurrence', ...change.set }, change.remove),
          ...withOneMore(stored, change.counter),
          ...versionedAt(change.counter, now),
          revision: stored.revision + 1,
          modified: new Date(now).toISOString(),
        };
  const record = decodeOccurrence({ id: event.id, etag: '', body: document });
  const own = stored?.attachmentCount ?? 0;
  return occurrenceEvent(series, { key: day, startUtc, endUtc }, record, series.attachmentCount + own - event.attachmentCount);
}

const versionedAt = (counter: Counter, now: number): { versioned?: string } =>
  counter === 'version' ? { versioned: new Date(now).toISOString() } : {};

const without = (properties: JsonObject, names: readonly string[] = []): JsonObject =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

function patch(event: OccurrenceEvent, stored: NonNullable<OccurrenceOf['stored']>, change: OverlayChange, now: number): Write {
  const { counter, attachments = 0, set, remove = [], onlyIfSame = false, onlyIfUntouched = false } = change;
  const modified = new Date(now).toISOString();
  const operations: PatchOperation[] = [
    ...(attachments === 0 ? [] : ([{ op: 'increment', path: '/attachmentCount', by: attachments }] satisfies PatchOperation[])),
    ...Object.entries({ ...set, modified, ...versionedAt(counter, now) }).map(([name, value]): PatchOperation => ({
      op: 'set',
      path: `/${name}`,
      value,
    })),
    ...remove.map((name): PatchOperation => ({ op: 'remove', path: `/${name}` })),
    ...(set === undefined ? [] : ([{ op: 'increment', path: '/revision', by: 1 }] satisfies PatchOperation[])),
    raiseCounter(counter),
  ];
  const conditions: Condition[] = [attachments > 0 ? hasRoomFor(event.incarnation, attachments) : stillExists(event.incarnation)];
  if (onlyIfSame || onlyIfUntouched) conditions.push(...sameStored(stored, onlyIfUntouched));
  return { write: 'patch', id: event.id, operations, when: { is: 'and', conditions } };
}

/** The condition that nobody has changed the occurrence's document since it was read; with `onlyIfUntouched`, nor its attachments. */
export const sameStored = (stored: NonNullable<OccurrenceOf['stored']>, onlyIfUntouched: boolean): Condition[] => [
  onlyIfUntouched ? sameCounters(stored) : { is: 'eq', property: 'revision', value: stored.revision },
];
