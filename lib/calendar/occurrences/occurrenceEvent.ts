// Makes an occurrence into an event: its series' properties at the occurrence's time, overridden by its own properties.
import { indexOn } from '../custom/customIndex.ts';
import { entryOn } from '../entries/series/entryOn.ts';
import { countersOf, eventTag, noCounts, type Counters } from '../events/record/counters.ts';
import type { EventProperties } from '../events/record/eventProperties.ts';
import { countedAlone, type EventRecord } from '../events/record/eventRecord.ts';
import { attendeeIds } from '../events/attendees.ts';
import { occurrenceOn, type Occurrence, type Series } from '../recurrence/occurrences.ts';
import { msPerDay, parseDay } from '../time/calendarDate.ts';
import { exactlyInZone, showDateTime, wallOf } from '../time/dateTime.ts';
import { occurrenceId } from './occurrenceId.ts';
import { occurrenceDocument, occurrenceIncarnation, type OccurrenceRecord } from './occurrenceRecord.ts';
import { attendeesOf, sensitivityOf } from './ownAttendees.ts';

/** The properties that decide the dates of a series; undefined for an event that doesn't recur. */
export function seriesIn({
  recurrence,
  start,
  end,
  isAllDay,
}: Pick<EventProperties, 'recurrence' | 'start' | 'end' | 'isAllDay'>): Series | undefined {
  return recurrence === null || start === null || end === null ? undefined : { recurrence, start, end, isAllDay };
}

/** The series' properties at the occurrence's time: those that it has without properties of its own. */
export function inheritedProperties({ properties }: Pick<EventRecord, 'properties'>, at: Occurrence): EventProperties {
  return { ...properties, ...timesAt(properties, at), recurrence: null };
}

/** Whole days are dates: they begin at midnight even where clocks skip midnight. */
function timesAt({ start, end, isAllDay }: EventProperties, { key, startUtc, endUtc }: Occurrence): Pick<EventProperties, 'start' | 'end'> {
  if (start === null || end === null) return { start, end };
  if (!isAllDay) return { start: exactlyInZone(startUtc, start.timeZone), end: exactlyInZone(endUtc, end.timeZone) };
  const midnight = (parseDay(key) ?? 0) * msPerDay;
  return {
    start: { dateTime: showDateTime(midnight), timeZone: start.timeZone },
    end: { dateTime: showDateTime(midnight + wallOf(end) - wallOf(start)), timeZone: end.timeZone },
  };
}

/** The occurrence as an event. `hiddenCount`: how many attachments the series still has that this occurrence doesn't show. */
export function occurrenceEvent(
  series: EventRecord,
  at: Occurrence,
  stored: OccurrenceRecord | undefined,
  hiddenCount: number,
): EventRecord {
  const incarnation = occurrenceIncarnation(series.incarnation, at.key);
  const { properties, entry } = shownOn(series, stored, withOverrides(inheritedProperties(series, at), stored));
  const own: Counters = stored ?? noCounts;
  let tag: string | undefined;
  return {
    schema: series.schema,
    id: occurrenceDocument(incarnation),
    ...writtenAt(series, stored),
    eventId: occurrenceId(series.id, at.key),
    incarnation,
    // Each occurrence has an iCalUId of its own (Graph, event resource type).
    iCalUId: `${series.iCalUId ?? series.id.replace(/^event:/, '')}-${at.key.replaceAll('-', '')}`,
    calendar: series.calendar,
    attachmentCount: attachmentsOn(series, stored, hiddenCount),
    // Being invited gives no right to an entry, nor to an occurrence of it.
    attendees: stored === undefined || entry !== undefined ? series.attendees : attendeeIds(properties),
    ...(series.organizer && { organizer: series.organizer }),
    properties,
    ...(entry && { entry }),
    ...customOn(series, stored),
    ...bodyIn(stored?.overrides.body === undefined ? series : stored),
    ...countersOf(own),
    revision: stored?.revision ?? 0,
    occurrenceRevision: 0,
    occurrenceAnswers: 0,
    tells: series.tells,
    // Hashed when it is asked for: windows look at thousands of occurrences that they don't show.
    get etag() {
      return (tag ??= tagOf(incarnation, series, own));
    },
    occurrence: { series, day: at.key, startUtc: at.startUtc, endUtc: at.endUtc, ...(stored && { stored }) },
  };
}

/** A meeting that was called off shows no attachments to whom it is an entry. */
const attachmentsOn = ({ entry, attachmentCount }: EventRecord, stored: OccurrenceRecord | undefined, hiddenCount: number): number =>
  entry?.isCancelled === true ? 0 : attachmentCount - hiddenCount + (stored?.attachmentCount ?? 0);

/** Of an entry, an occurrence shows the answer that was given to it. */
const shownOn = (
  { entry }: EventRecord,
  stored: OccurrenceRecord | undefined,
  properties: EventProperties,
): Partial<ReturnType<typeof entryOn>> & { readonly properties: EventProperties } =>
  entry === undefined ? { properties } : entryOn(entry, stored, properties);

/** An occurrence is as old as its series, so that a caller who may not see its own properties can't tell when they were written. */
const writtenAt = (
  series: EventRecord,
  stored: OccurrenceRecord | undefined,
): Pick<EventRecord, 'created' | 'createdBy' | 'modified' | 'versioned'> => ({
  created: series.created,
  createdBy: stored?.createdBy ?? series.createdBy,
  modified: stored !== undefined && stored.modified > series.modified ? stored.modified : series.modified,
  ...laterOf(series.versioned, stored?.versioned),
});

const customOn = (series: EventRecord, stored: OccurrenceRecord | undefined): Pick<EventRecord, 'custom'> => {
  const custom = indexOn(series.custom, stored?.custom);
  return custom === undefined ? {} : { custom };
};

const bodyIn = ({ bodyPreview, bodyContent }: Pick<EventRecord, 'bodyPreview' | 'bodyContent'>): Partial<EventRecord> => ({
  ...(bodyPreview !== undefined && { bodyPreview }),
  ...(bodyContent && { bodyContent }),
});

function laterOf(a: string | undefined, b: string | undefined): Pick<EventRecord, 'versioned'> {
  const later = a === undefined || (b !== undefined && b > a) ? b : a;
  return later === undefined ? {} : { versioned: later };
}

/** The inherited properties, overridden by the occurrence's own. */
function withOverrides(inherited: EventProperties, stored: OccurrenceRecord | undefined): EventProperties {
  if (stored === undefined) return inherited;
  const { overrides, seriesSnapshot } = stored;
  const own = { ...inherited, ...overrides, sensitivity: sensitivityOf(overrides, inherited) };
  return overrides.attendees === undefined ? own : { ...own, attendees: [...attendeesOf(overrides, seriesSnapshot, inherited)] };
}

/** The occurrence's ETag: each write to the occurrence or to its series changes it, writes to other occurrences don't. */
function tagOf(incarnation: string, series: EventRecord, own: Counters): string {
  const { written, answered } = countedAlone(series);
  return eventTag(incarnation, { written: [written, own.version, own.changes], answered: [answered, own.answers] });
}

/** The occurrence of this date; undefined for a date that the series doesn't have. */
export function occurrenceAt(series: Pick<EventRecord, 'properties'>, day: string): Occurrence | undefined {
  const recurring = seriesIn(series.properties);
  return recurring && occurrenceOn(recurring, day);
}
