// Changes what is its owner's of one occurrence of an entry, or hides it: in its copy, which each delivery leaves that (contract, section 18).
import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../../../runtime/errors.ts';
import type { Author } from '../../../stores/records.ts';
import { json } from '../../../stores/records.ts';
import type { Write } from '../../../stores/documents.ts';
import { changeEventsCustom, ownIndex } from '../../custom/customOfEvent.ts';
import type { EventChange } from '../../events/change.ts';
import { countOccurrence, type EntryRecord, type EventRecord } from '../../events/record/eventRecord.ts';
import type { Counter } from '../../events/record/counters.ts';
import { mailboxPartition, type Mailbox } from '../../mailbox.ts';
import { commitCounted, type QuotaDependencies } from '../../quota.ts';
import { occurrenceEvent } from '../../occurrences/occurrenceEvent.ts';
import { decodeOccurrence, type OccurrenceRecord } from '../../occurrences/occurrenceRecord.ts';
import type { OccurrenceEvent } from '../../occurrences/overlay.ts';
import { sameEntry } from '../writing/guards.ts';
import { requireOwn } from '../change.ts';
import { ownProperties } from '../entryShape.ts';
import { askOf, placeOf } from '../projection.ts';
import { copyDocument, decodeCopy, firstCopy, type Copy } from './copy.ts';
import type { CopyOf } from './copyShape.ts';
import { replacingCopy } from './layCopies.ts';

/** An occurrence of an entry. */
export type EntryOccurrence = EntryRecord & OccurrenceEvent;

/**
 * Writes the change into the occurrence's copy, by one batch. Resolves to undefined when somebody has written to the copy or its entry since
 * they were read. Throws 403 for a change of what is the organizer's, naming the property, 400 for another calendar than the series'.
 */
export async function changeCopy(
  deps: QuotaDependencies,
  mailbox: Mailbox,
  current: EntryOccurrence,
  wanted: EventChange,
  by: Author,
): Promise<EventRecord | undefined> {
  const applied = wanted.apply(current.properties);
  requireOwn(current, applied, wanted);
  if (wanted.calendar !== undefined && wanted.calendar !== current.calendar)
    throw badRequest("An occurrence lies in its series' calendar: move the series.");
  const names = ownProperties.filter((name) => !isDeepStrictEqual(applied[name], current.properties[name]));
  const now = deps.clock();
  const custom = await changeEventsCustom(deps, mailbox, current, wanted.custom, { now, by });
  const { index } = custom;
  if (names.length === 0 && isDeepStrictEqual(index, ownIndex(current)) && custom.writes.length === 0) return current;
  const former = copyIn(current);
  const base = former ?? emptyCopy(current, mailbox, now);
  const modified = new Date(now).toISOString();
  const next: Copy = {
    ...withoutCustom(base),
    ...(index && { custom: index }),
    changes: base.changes + 1,
    modified,
    overrides: { ...base.overrides, ...json.parse(Object.fromEntries(names.map((name) => [name, applied[name]]))) },
    copy: { ...base.copy, own: [...new Set([...(base.copy.own ?? []), ...names])], ownModified: modified },
  };
  const writes: [Write, ...Write[]] = [...copyWrites(current, former, next, 'changes'), ...custom.writes];
  const committed = await commitCounted(deps, mailboxPartition(mailbox), writes, custom.more);
  return committed.outcome === 'done' ? occurrenceWith(current, next, 'changes') : undefined;
}

/** The writes by which its owner hides an occurrence in the own calendar: nobody is told. */
export function copyRemoval(mailbox: Mailbox, current: EntryOccurrence, now: number): [Write, ...Write[]] {
  const former = copyIn(current);
  const base = former ?? emptyCopy(current, mailbox, now);
  return copyWrites(current, former, awayCopy(base, current, 'deleted', now), 'changes');
}

/** The copy of an occurrence that its owner has taken away, until it is asked anew or, deleted, takes place elsewhere. */
export function awayCopy(base: Copy, { properties }: EntryOccurrence, end: 'declined' | 'deleted', now: number): Copy {
  const modified = new Date(now).toISOString();
  return {
    ...withoutCustom(base),
    kind: 'cancelledOccurrence',
    changes: base.changes + 1,
    modified,
    overrides: {},
    sortKeys: { start: '', end: '' },
    copy: { ...withoutShown(base.copy), ask: askOf(properties), place: placeOf(properties), ownModified: modified, end },
  };
}

const withoutCustom = ({ custom: _, ...copy }: Copy): Copy => copy;

const withoutShown = ({ own: _, elsewhere: __, ...copy }: CopyOf): CopyOf => copy;

/** The copy that an occurrence was read with; undefined where it has none. */
export function copyIn({ occurrence: { stored } }: OccurrenceEvent): Copy | undefined {
  if (stored?.copy === undefined) return undefined;
  return decodeCopy({ id: stored.id, etag: '', body: json.parse({ ...stored, kind: 'occurrence' }) });
}

/** The copy that an occurrence gets with the first write to it. */
export const emptyCopy = ({ properties, occurrence: { series, day } }: OccurrenceEvent, { id }: Mailbox, now: number): Copy => ({
  ...firstCopy({ incarnation: series.incarnation, viewer: id }, day, properties, series.version, now),
  revision: 0,
});

/** The writes that put a copy in the place of the one that was read, and count that in the entry (`countOccurrence`). */
export function copyWrites(
  { occurrence: { series } }: OccurrenceEvent,
  former: Copy | undefined,
  next: Copy,
  counter: Counter,
): [Write, ...Write[]] {
  const written: Copy = { ...next, revision: (former?.revision ?? 0) + 1 };
  const counting: Write = {
    ...sameEntry(series, 'entry'),
    operations: [...countOccurrence(counter), { op: 'increment', path: '/revision', by: 1 }],
  };
  return [
    counting,
    ...(former === undefined ? [{ write: 'create', document: copyDocument(written) } as const] : replacingCopy(former, written)),
  ];
}

/** The occurrence with a copy that has just been written. */
function occurrenceWith({ occurrence }: OccurrenceEvent, next: Copy, counter: Counter): EventRecord {
  const { series, day: key, startUtc, endUtc } = occurrence;
  const counted: EventRecord = {
    ...series,
    occurrenceRevision: series.occurrenceRevision + 1,
    ...(counter === 'answers'
      ? { occurrenceAnswers: series.occurrenceAnswers + 1, answers: series.answers + 1 }
      : { changes: series.changes + 1 }),
    revision: series.revision + 1,
  };
  return occurrenceEvent(counted, { key, startUtc, endUtc }, recordOf({ ...next, revision: next.revision + 1 }), 0);
}

/** The occurrence's record in a copy that is shown. */
export const recordOf = (copy: Copy): OccurrenceRecord | undefined =>
  decodeOccurrence({ id: copy.id, etag: '', body: json.parse(JSON.parse(JSON.stringify({ ...copy, kind: 'occurrence' }))) });
