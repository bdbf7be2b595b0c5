// Makes an entry of a meeting: the organizer's properties as its attendee is shown them, and the attendee's own (contract, section 18).
import { createHash } from 'node:crypto';
import type { Document } from '../../stores/documents.ts';
import { newRecord } from '../../stores/records.ts';
import { timeOf } from '../events/attendees.ts';
import { sortKeysOf } from '../events/draft.ts';
import { eventDocument } from '../events/record/eventDocument.ts';
import { noCounts, type Counters } from '../events/record/counters.ts';
import { hiddenSince, spannedProperty } from '../events/record/memory.ts';
import { defaultEventProperties, type EventProperties } from '../events/record/eventProperties.ts';
import type { EntryRecord, EventRecord } from '../events/record/eventRecord.ts';
import { parseOccurrenceId } from '../occurrences/occurrenceId.ts';
import { defaultCalendarId, type EventKey, type Mailbox } from '../mailbox.ts';
import { entryId } from './entryId.ts';
import { ownProperties, type EntryOf, type LargeProperty } from './entryShape.ts';
import type { EntryTombstone } from './entryTombstone.ts';
import { notResponded, showAsFor, type OwnResponse } from './response.ts';
import { withinEntryLimits, shownTo } from './shownTo.ts';

/** A meeting as it is in its organizer's mailbox. */
export interface Meeting {
  readonly key: EventKey;
  readonly event: EventRecord;
}

/** An entry that is about to be written. */
export type EntryDraft = Omit<EntryRecord, 'etag' | 'occurrence'>;

const hashOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);

/** Orders the states of a meeting that its attendees are shown; an occurrence is shown what its series is changed to as well. */
export const toldVersion = ({ version, occurrence }: EventRecord): number => version + (occurrence?.series.version ?? 0);

/** The mark of all entries that one person has for occurrences of one series, without its series. */
export const aloneMark = (series: string, attendee: string): string => `alone:${hashOf('alone', series, attendee)}`;

/** What an attendee is asked: start, end, whole day and recurrence. An answer counts for the ask that it was given to. */
export const askOf = (properties: EventProperties): string => hashOf(timeOf(properties));

/** Where a meeting takes place. */
export const placeOf = ({ location, locations }: EventProperties): string => hashOf(location, locations);

/** What an entry keeps of the one before it, alive or not; nothing of one that was let go. */
type Former = EntryRecord | EntryTombstone;

const isAlive = (former: Former | undefined): former is EntryRecord => former !== undefined && 'properties' in former;

/**
 * The entry of an attendee as the meeting is now. It keeps what its owner has set and answered; an answer to a former ask is dropped. One
 * that comes back has its own things as new.
 */
export function entryFrom(
  meeting: Meeting,
  recipient: Mailbox,
  former: Former | undefined,
  made: { readonly now: number; readonly incarnation: string },
): EntryDraft {
  const { event } = meeting;
  const { response, own } = keptOf(meeting, recipient.id, former);
  const { properties, elsewhere } = withinEntryLimits(shownTo(event, recipient.id, response), event.bodyContent !== undefined);
  const whole: EventProperties = { ...properties, ...own };
  const hidden = hiddenSince(whole, former ?? {}, made.now);
  const sortKeys = event.occurrence === undefined && event.sortKeys !== undefined ? event.sortKeys : sortKeysOf(whole);
  const entry = entryOf(meeting, recipient.id, former, { response, elsewhere });
  return {
    ...newRecord(made.now, event.createdBy),
    ...placedFrom(event, recipient, made.incarnation),
    ...takenOver(former),
    version: toldVersion(event),
    ...(hidden !== undefined && { hiddenSince: hidden }),
    attachmentCount: event.attachmentCount,
    // Being invited gives no right to an entry: its owner owns the mailbox, and the other attendees have entries of their own.
    attendees: [],
    tells: false,
    ...(event.organizer && { organizer: event.organizer }),
    properties: whole,
    ...(event.bodyPreview !== undefined && { bodyPreview: event.bodyPreview }),
    sortKeys,
    ...spannedProperty(sortKeys, former),
    ...(event.movedSpan && { movedSpan: event.movedSpan }),
    modified: laterOf(event.versioned ?? event.created, entry.ownModified),
    entry,
  };
}

/** The entry without what a reader adds to its document. */
export const draftOf = ({ etag: _, occurrence: __, ...draft }: EntryRecord): EntryDraft => draft;

/** The entry without its open extensions and extended properties. */
export const withoutCustom = ({ custom: _, ...draft }: EntryDraft): EntryDraft => draft;

/** What stays of an entry that was let go: nothing that its owner has set or answered. */
const unlessLetGo = (former: Former | undefined): Former | undefined =>
  former !== undefined && 'end' in former && former.end === 'letGo' ? undefined : former;

/** The answer that counts for the meeting as it is now, and the properties that are the owner's. */
function keptOf(
  { event }: Meeting,
  viewer: string,
  former: Former | undefined,
): { readonly response: OwnResponse; readonly own: Partial<EventProperties> } {
  const kept = unlessLetGo(former);
  const response = kept?.entry.ask === askOf(event.properties) ? kept.entry.response : answeredAt(event, viewer);
  const own = isAlive(kept) ? kept.properties : defaultEventProperties;
  const showAs = setsShowAs(former) ? own.showAs : showAsFor(response, event.properties.showAs);
  return { response, own: { ...ownOf(own), showAs } };
}

/** Whether the owner of a living entry has set its `showAs`. */
const setsShowAs = (former: Former | undefined): boolean => isAlive(former) && former.entry.ownShowAs === true;

function entryOf(
  { key, event }: Meeting,
  viewer: string,
  former: Former | undefined,
  { response, elsewhere }: { readonly response: OwnResponse; readonly elsewhere: readonly LargeProperty[] },
): EntryOf {
  const { tenant, kind, id } = key.mailbox;
  const ownModified = unlessLetGo(former)?.entry.ownModified;
  return {
    meeting: { mailbox: { tenant, kind, id }, event: key.event },
    of: event.incarnation,
    ask: askOf(event.properties),
    place: placeOf(event.properties),
    response,
    ...(former?.entry.answered !== undefined && { answered: former.entry.answered }),
    showAs: event.properties.showAs,
    ...(setsShowAs(former) && { ownShowAs: true }),
    ...(ownModified !== undefined && { ownModified }),
    ...(event.occurrence && { aloneIn: aloneMark(event.occurrence.series.incarnation, viewer) }),
    isCancelled: false,
    ...(elsewhere.length > 0 && { elsewhere: [...elsewhere] }),
  };
}

type Placed = Pick<EntryDraft, 'id' | 'eventId' | 'incarnation' | 'iCalUId' | 'calendar' | keyof Counters | 'revision'> &
  Pick<EntryDraft, 'occurrenceRevision' | 'occurrenceAnswers'>;

/** Where an entry lies that there was none of before. */
function placedFrom(event: EventRecord, recipient: Mailbox, incarnation: string): Placed {
  const eventId = entryId(event.incarnation, recipient.id);
  return {
    id: eventDocument(eventId),
    eventId,
    incarnation,
    iCalUId: event.iCalUId ?? event.id.replace(/^event:/, ''),
    calendar: defaultCalendarId(recipient),
    ...noCounts,
    occurrenceRevision: 0,
    occurrenceAnswers: 0,
    revision: 0,
  };
}

/** What an entry takes over from the one before it: counters and memory, and of a living one also its incarnation and calendar. */
function takenOver(former: Former | undefined): Partial<EntryDraft> {
  if (former === undefined) return {};
  const { created, changes, answers, leftCalendars, knownSince, revision } = former;
  return {
    created,
    changes,
    answers,
    ...(leftCalendars && { leftCalendars }),
    ...(knownSince !== undefined && { knownSince }),
    revision: revision + 1,
    ...(isAlive(former) && {
      incarnation: former.incarnation,
      calendar: former.calendar,
      occurrenceRevision: former.occurrenceRevision,
      occurrenceAnswers: former.occurrenceAnswers,
      ...(former.custom && { custom: former.custom }),
    }),
  };
}

/** The entry of a meeting that its organizer has called off. */
export function cancelledEntry(former: EntryRecord, now: number): EntryDraft {
  return {
    ...draftOf(former),
    version: former.version + 1,
    revision: former.revision + 1,
    modified: new Date(now).toISOString(),
    attachmentCount: 0,
    properties: { ...former.properties, showAs: 'free' },
    entry: { ...former.entry, isCancelled: true },
  };
}

/** The document of an entry. Those of somebody who attends occurrences alone are found by `seriesOf`, in the order of `day`. */
export const entryDocument = (draft: EntryDraft): Document => ({
  kind: 'entry',
  ...draft,
  listed: true,
  tracked: true,
  ...(draft.entry.aloneIn !== undefined && { seriesOf: draft.entry.aloneIn, day: parseOccurrenceId(draft.entry.meeting.event)?.day ?? '' }),
});

const ownOf = (own: EventProperties): Partial<EventProperties> => Object.fromEntries(ownProperties.map((name) => [name, own[name]]));

/** What the organizer's event knows of the attendee's answer; it knows those that were given before there was an entry. */
export function answeredAt({ properties }: EventRecord, viewer: string): OwnResponse {
  const own = properties.attendees.find(({ userId }) => userId === viewer);
  if (own === undefined || own.status.response === 'none') return notResponded;
  return { ...own.status, ...(own.proposedNewTime && { proposedNewTime: own.proposedNewTime }) };
}

const laterOf = (a: string, b: string | undefined): string => (b !== undefined && b > a ? b : a);
