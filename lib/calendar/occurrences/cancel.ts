// Cancels one occurrence of a series.
import type { Json } from '../../runtime/json.ts';
import type { PatchOperation, Write } from '../../stores/documents.ts';
import { setKind, newRecord, type Author } from '../../stores/records.ts';
import { noCounts, withOneMore, raiseCounter } from '../events/record/counters.ts';
import { byOthers, countOccurrence, sameProperties, stillExists, unchanged, type EventRecord } from '../events/record/eventRecord.ts';
import { cancellations, sameTelling } from '../meetings/telling/due.ts';
import { purgeDocument, type RemovalTerms } from '../events/purge.ts';
import { chargedProperty } from '../quota.ts';
import { sameStored, type OccurrenceEvent } from './overlay.ts';
import { isPrivateItself } from './ownAttendees.ts';

/**
 * The writes that cancel the occurrence that was read: from then on nothing of it is visible, and its own properties are removed. Refused
 * when the occurrence or its series has changed since. `was` is the occurrence as it was, without a body that it had from its series.
 */
export function occurrenceRemoval(
  event: OccurrenceEvent,
  now: number,
  by: Author,
  { comment, sender, erases, onlyIfUntouched = false }: RemovalTerms,
): { readonly writes: [Write, ...Write[]]; readonly was: EventRecord } {
  const { series, day, stored } = event.occurrence;
  const { bodyContent: shown, ...rest } = event;
  const modified = new Date(now).toISOString();
  const was: EventRecord = {
    ...rest,
    modified,
    ...(shown !== undefined && shown.blob === stored?.bodyContent?.blob && { bodyContent: shown }),
    ...chargedProperty(stored ?? {}),
  };
  const guard: Write = {
    write: 'patch',
    id: series.id,
    operations: [...countOccurrence('version'), ...byOthers(series, by, true)],
    when: { is: 'and', conditions: [onlyIfUntouched ? unchanged(series) : sameProperties(series), ...sameTelling(series)] },
  };
  const cancelled = {
    id: event.id,
    kind: 'cancelledOccurrence' as const,
    ...newRecord(now, by),
    seriesOf: series.incarnation,
    day,
    incarnation: event.incarnation,
    ...withOneMore(noCounts, 'version'),
  };
  const seenBy = whoSaw(event);
  const gone = ['bodyPreview', 'bodyContent', 'seriesSnapshot', 'attendees', 'charged', 'custom'] as const;
  const writes: Write[] =
    stored === undefined
      ? [{ write: 'create', document: cancelled }]
      : [
          {
            write: 'patch',
            id: event.id,
            operations: [
              setKind(cancelled.kind),
              { op: 'set', path: '/modified', value: cancelled.modified },
              { op: 'set', path: '/deletedBy', value: by },
              { op: 'remove', path: '/overrides' },
              { op: 'remove', path: '/sortKeys' },
              ...Object.entries(seenBy).map(([name, value]): PatchOperation => ({ op: 'set', path: `/${name}`, value })),
              ...gone
                .filter((name) => stored[name] !== undefined && !(name in seenBy))
                .map((name): PatchOperation => ({ op: 'remove', path: `/${name}` })),
              raiseCounter('version'),
            ],
            when: { is: 'and', conditions: [stillExists(event.incarnation), ...sameStored(stored, onlyIfUntouched)] },
          },
          { write: 'create', document: purgeDocument(was, now, by, { erases }) },
        ];
  return { writes: [guard, ...writes, ...cancellations({ ...event, modified }, now, by, { comment, sender })], was };
}

/** The people who saw the occurrence, unless they are those who see its series: only they are told that it was cancelled. */
function whoSaw({ attendees, occurrence: { stored } }: OccurrenceEvent): Readonly<Record<string, Json>> {
  const { overrides = {}, seriesSnapshot } = stored ?? {};
  return {
    ...(isPrivateItself(overrides) && { sensitivity: 'private' }),
    ...(seriesSnapshot !== undefined && seriesSnapshot.answersOnly !== true && { attendees }),
  };
}
