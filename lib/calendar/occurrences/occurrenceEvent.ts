// An occurrence as an event: its series at another time, with what is its own laid over it.
import type { EventProperties } from '../eventProperties.ts';
import type { EventRecord } from '../eventRecord.ts';
import { occurrenceOn, type Occurrence, type Series } from '../recurrence/occurrences.ts';
import { inZone } from '../time/dateTime.ts';
import { createHash } from 'node:crypto';
import { occurrenceId } from './occurrenceId.ts';
import { occurrenceDocument, occurrenceIncarnation, type OccurrenceRecord } from './occurrenceRecord.ts';

/** What decides the dates of an event; undefined for one that doesn't recur. */
export function seriesIn({ recurrence, start, end, isAllDay }: EventProperties): Series | undefined {
  return recurrence === null || start === null || end === null ? undefined : { recurrence, start, end, isAllDay };
}

/** The series' properties at the occurrence's time: what it would be if nothing were its own. */
export function inheritedProperties({ properties }: EventRecord, { startUtc, endUtc }: Occurrence): EventProperties {
  const start = properties.start && inZone(startUtc, properties.start.timeZone);
  const end = properties.end && inZone(endUtc, properties.end.timeZone);
  return { ...properties, start, end, recurrence: null };
}

/** The occurrence as an event. `hiddenCount`: attachments that the series still has and this one doesn't show. */
export function occurrenceEvent(
  series: EventRecord,
  at: Occurrence,
  stored: OccurrenceRecord | undefined,
  hiddenCount: number,
): EventRecord {
  const incarnation = occurrenceIncarnation(series.incarnation, at.key);
  const inherited = inheritedProperties(series, at);
  const hasOwnBody = stored?.overrides.body !== undefined;
  const { bodyPreview, bodyContent } = hasOwnBody ? stored : series;
  return {
    schema: series.schema,
    id: occurrenceDocument(incarnation),
    created: stored?.created ?? series.created,
    createdBy: stored?.createdBy ?? series.createdBy,
    modified: stored !== undefined && stored.modified > series.modified ? stored.modified : series.modified,
    eventId: occurrenceId(series.id, at.key),
    incarnation,
    iCalUId: series.iCalUId ?? series.id.replace(/^event:/, ''),
    calendar: series.calendar,
    attachmentCount: series.attachmentCount - hiddenCount + (stored?.attachmentCount ?? 0),
    attendees: stored?.attendees ?? series.attendees,
    ...(series.organizer && { organizer: series.organizer }),
    properties: { ...inherited, ...stored?.overrides },
    ...(bodyPreview !== undefined && { bodyPreview }),
    ...(bodyContent && { bodyContent }),
    revision: stored?.revision ?? 0,
    occurrenceRevision: 0,
    etag: etagOf(series, stored),
    occurrence: { series, day: at.key, startUtc: at.startUtc, endUtc: at.endUtc, ...(stored && { stored }) },
  };
}

/** Another one whenever the occurrence looks different, and the same one whatever is done to other occurrences. */
function etagOf({ incarnation, revision, modified, attachmentCount }: EventRecord, stored: OccurrenceRecord | undefined): string {
  const seen = JSON.stringify([incarnation, revision ?? 0, modified, attachmentCount, stored?.etag ?? '']);
  return `"${createHash('sha256').update(seen).digest('base64url').slice(0, 22)}"`;
}

/** The occurrence of this date; undefined for a date that the series doesn't have. */
export function occurrenceAt(series: EventRecord, day: string): Occurrence | undefined {
  const recurring = seriesIn(series.properties);
  return recurring && occurrenceOn(recurring, day);
}
