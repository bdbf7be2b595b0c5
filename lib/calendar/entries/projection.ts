// Makes an entry of a meeting: the organizer's properties as its attendee is shown them, and the attendee's own (contract, section 18).
import { createHash } from 'node:crypto';
import { maxEntryAttendees, maxEntryBodyBytes, maxEntryBytes } from '../../runtime/limits.ts';
import type { Document } from '../../stores/documents.ts';
import { newRecord } from '../../stores/records.ts';
import { timeOf, unanswered } from '../events/attendees.ts';
import { sortKeysOf } from '../events/draft.ts';
import { eventDocument } from '../events/record/eventDocument.ts';
import { noCounts } from '../events/record/counters.ts';
import { hiddenSince } from '../events/record/memory.ts';
import { defaultEventProperties, type Attendee, type EventProperties } from '../events/record/eventProperties.ts';
import type { EntryRecord, EventRecord } from '../events/record/eventRecord.ts';
import { defaultCalendarId, type EventKey, type Mailbox } from '../mailbox.ts';
import { entryId } from './entryId.ts';
import { largeProperties, ownProperties, type EntryOf, type LargeProperty } from './entryShape.ts';
import type { EntryTombstone } from './entryTombstone.ts';
import { notResponded, showAsFor, type Response } from './response.ts';

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
export const aloneIn = (series: string, attendee: string): string => `alone:${hashOf('alone', series, attendee)}`;

/** What an attendee is asked: start, end, whole day and recurrence. An answer counts for the ask that it was given to. */
export const askOf = (properties: EventProperties): string => hashOf(timeOf(properties));

/** Where a meeting takes place. */
export const placeOf = ({ location, locations }: EventProperties): string => hashOf(location, locations);

/** What an entry keeps of the one before it, alive or not; nothing of one that was let go. */
type Former = EntryRecord | EntryTombstone;

const isAlive = (former: Former | undefined): former is EntryRecord => former !== undefined && 'properties' in former;

/**
 * The entry of an attendee as the meeting is now. It keeps what its owner has set and answered; an answer to a former ask is dropped. One that
 * comes back has its own things as new.
 */
export function entryFrom(
  { key, event }: Meeting,
  recipient: Mailbox,
  former: Former | undefined,
  { now, incarnation }: { readonly now: number; readonly incarnation: string },
): EntryDraft {
  const kept = former !== undefined && 'end' in former && former.end === 'letGo' ? undefined : former;
  const ask = askOf(event.properties);
  const response = kept?.entry.ask === ask ? kept.entry.response : answeredAt(event, recipient.id);
  const ownShowAs = isAlive(kept) && kept.entry.ownShowAs === true;
  const { properties, elsewhere } = fitting(shownTo(event, recipient.id, response), event.bodyContent !== undefined);
  const own = isAlive(kept) ? kept.properties : defaultEventProperties;
  const showAs = ownShowAs ? own.showAs : showAsFor(response, event.properties.showAs);
  const whole: EventProperties = { ...properties, ...ownOf(own), showAs };
  const entry: EntryOf = {
    meeting: { mailbox: { tenant: key.mailbox.tenant, kind: key.mailbox.kind, id: key.mailbox.id }, event: key.event },
    of: event.incarnation,
    ask,
    place: placeOf(event.properties),
    response,
    ...(former?.entry.answered !== undefined && { answered: former.entry.answered }),
    showAs: event.properties.showAs,
    ...(ownShowAs && { ownShowAs: true }),
    ...(kept?.entry.ownModified !== undefined && { ownModified: kept.entry.ownModified }),
    ...(event.occurrence && { aloneIn: aloneIn(event.occurrence.series.incarnation, recipient.id) }),
    ...(elsewhere.length > 0 && { elsewhere: [...elsewhere] }),
  };
  const eventId = entryId(event.incarnation, recipient.id);
  const hidden = hiddenSince(whole, former ?? {}, now);
  return {
    id: eventDocument(eventId),
    ...newRecord(now, event.createdBy),
    ...(former !== undefined && { created: former.created }),
    eventId,
    incarnation: isAlive(former) ? former.incarnation : incarnation,
    iCalUId: event.iCalUId ?? event.id.replace(/^event:/, ''),
    calendar: isAlive(former) ? former.calendar : defaultCalendarId(recipient),
    ...noCounts,
    ...(former !== undefined && { changes: former.changes, answers: former.answers }),
    version: toldVersion(event),
    ...memoryOf(former),
    ...(hidden !== undefined && { hiddenSince: hidden }),
    attachmentCount: event.attachmentCount,
    // Nobody comes in by being invited: the entry's owner owns the mailbox, and the others have entries of their own.
    attendees: [],
    occurrenceRevision: isAlive(former) ? former.occurrenceRevision : 0,
    occurrenceAnswers: isAlive(former) ? former.occurrenceAnswers : 0,
    ...(event.organizer && { organizer: event.organizer }),
    properties: whole,
    ...(event.bodyPreview !== undefined && { bodyPreview: event.bodyPreview }),
    sortKeys: event.occurrence === undefined && event.sortKeys !== undefined ? event.sortKeys : sortKeysOf(whole),
    ...(event.movedSpan && { movedSpan: event.movedSpan }),
    modified: laterOf(event.versioned ?? event.created, kept?.entry.ownModified),
    revision: (former?.revision ?? -1) + 1,
    entry,
  };
}

/** The entry of a meeting that its organizer has called off. */
export function cancelledEntry(former: EntryRecord, now: number): EntryDraft {
  const { etag: _, occurrence: __, ...rest } = former;
  return {
    ...rest,
    version: former.version + 1,
    revision: former.revision + 1,
    modified: new Date(now).toISOString(),
    attachmentCount: 0,
    properties: { ...former.properties, showAs: 'free' },
    entry: { ...former.entry, isCancelled: true },
  };
}

/** The document of an entry. Those of somebody who attends occurrences alone are found by `seriesOf`. */
export const entryDocument = (draft: EntryDraft): Document => ({
  kind: 'entry',
  ...draft,
  listed: true,
  tracked: true,
  ...(draft.entry.aloneIn !== undefined && { seriesOf: draft.entry.aloneIn }),
});

const ownOf = (own: EventProperties): Partial<EventProperties> => Object.fromEntries(ownProperties.map((name) => [name, own[name]]));

/** What the organizer's event knows of the attendee's answer; it knows those that were given before there was an entry. */
export function answeredAt({ properties }: EventRecord, viewer: string): Response {
  const status = properties.attendees.find(({ userId }) => userId === viewer)?.status;
  return status === undefined || status.response === 'none' ? notResponded : status;
}

/** The organizer's properties as this attendee is shown them, before the own ones are laid over. */
export function shownTo({ properties }: Pick<EventRecord, 'properties'>, viewer: string, response: Response): EventProperties {
  const isOwn = ({ userId }: Attendee): boolean => userId === viewer;
  const seen = properties.hideAttendees ? properties.attendees.filter(isOwn) : properties.attendees;
  return {
    ...properties,
    transactionId: null,
    attendees: seen.map(({ blind: _, proposedNewTime, ...attendee }) =>
      isOwn(attendee) ? { ...attendee, status: response, ...(proposedNewTime && { proposedNewTime }) } : unanswered(attendee),
    ),
  };
}

const empty: Pick<EventProperties, LargeProperty> = {
  body: defaultEventProperties.body,
  attendees: [],
  locations: [],
};

/** The properties without those that are too large for an entry: a body of more than 16 KB, more than 50 attendees, all above 32 KB. */
export function fitting(
  properties: EventProperties,
  hasBlob: boolean,
): { readonly properties: EventProperties; readonly elsewhere: readonly LargeProperty[] } {
  const { body, attendees } = properties;
  const isTooLarge: Readonly<Record<LargeProperty, boolean>> = {
    body: hasBlob || Buffer.byteLength(body.content) > maxEntryBodyBytes,
    attendees: attendees.length > maxEntryAttendees,
    locations: false,
  };
  const elsewhere = new Set(largeProperties.filter((name) => isTooLarge[name]));
  const rest = (): EventProperties => ({
    ...properties,
    ...Object.fromEntries([...elsewhere].map((name) => [name, emptyOf(properties, name)])),
  });
  for (const name of largeProperties) if (Buffer.byteLength(JSON.stringify(rest())) > maxEntryBytes) elsewhere.add(name);
  return { properties: rest(), elsewhere: [...elsewhere] };
}

/** A body keeps its type, so that a view knows whether it has to be converted. */
const emptyOf = ({ body }: EventProperties, name: LargeProperty): EventProperties[LargeProperty] =>
  name === 'body' ? { ...body, content: '' } : empty[name];

const memoryOf = (former: Former | undefined): Pick<EntryDraft, 'leftCalendars' | 'knownSince'> => ({
  ...(former?.leftCalendars && { leftCalendars: former.leftCalendars }),
  ...(former?.knownSince !== undefined && { knownSince: former.knownSince }),
});

const laterOf = (a: string, b: string | undefined): string => (b !== undefined && b > a ? b : a);
