// Brings one person's entry to the meeting as it is now: makes it, changes it, calls it off or lets it go (contract, section 18, the
// table).
import type { Document, StoredDocument, Write } from '../../stores/documents.ts';
import { decodeEntry, type EntryRecord } from '../events/record/eventRecord.ts';
import { countersOf } from '../events/record/counters.ts';
import type { LastTold } from '../meetings/telling/bring.ts';
import { sameMailbox, type Mailbox } from '../mailbox.ts';
import { tombstoneTtl } from '../../stores/tombstone.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { purgeDocument } from '../events/purge.ts';
import { decodeEntryTombstone, type EntryEnd, type EntryTombstone } from './entryTombstone.ts';
import { askOf, cancelledEntry, entryDocument, entryFrom, placeOf, toldVersion, type EntryDraft, type Meeting } from './projection.ts';
import { isBehind, withCopies, type CopiesWritten } from './series/laid.ts';
import { replacing } from './writing/guards.ts';
import { rewriting } from './writing/rewriting.ts';

/** What becomes of an entry, and whether that adds one to the calendar. */
export interface EntryUpdate {
  readonly writes: readonly Write[];
  readonly isNew: boolean;
}

const nothing: EntryUpdate = { writes: [], isNew: false };

/** The meeting as it is now; `undefined` once it was cancelled or deleted. */
export type MeetingNow = Meeting | undefined;

/** How an entry is made. */
export interface EntryUpdateOptions {
  readonly now: number;
  /** The one that the entry has if it is made. */
  readonly incarnation: string;
  /** What its owner was told last, who has had it; undefined for a person who may never have had it. */
  readonly last?: LastTold | undefined;
  /** What was laid below it before. */
  readonly laid?: CopiesWritten | undefined;
}

/**
 * The writes that bring the entry which was read (`found`, alive or not or none) to the meeting; none where it is there already, so that
 * they may be asked for any number of times, in any order. Refused when the entry has been written to since it was read.
 */
export function entryUpdateOf(
  found: StoredDocument | undefined,
  meeting: MeetingNow,
  recipient: Mailbox,
  made: EntryUpdateOptions,
): EntryUpdate {
  const alive = decodeEntry(found);
  const gone = decodeEntryTombstone(found);
  if (meeting === undefined)
    return alive === undefined || alive.entry.isCancelled ? nothing : changed(alive, cancelledEntry(alive, made.now));
  const former = alive ?? gone;
  // An older state never overwrites a newer one.
  if (former !== undefined && former.version > toldVersion(meeting.event)) return nothing;
  if (!isInvited(meeting, recipient)) return former === undefined ? nothing : lettingGo(former, meeting, made.now);
  return alive === undefined ? coming(gone, meeting, recipient, made) : following(alive, meeting, recipient, made);
}

/** A living entry follows the meeting. */
function following(alive: EntryRecord, meeting: Meeting, recipient: Mailbox, made: EntryUpdateOptions): EntryUpdate {
  const isThere = !isBehind(alive, meeting.event) && (made.laid?.written ?? 0) === 0;
  return isThere ? nothing : changed(alive, draftFrom(meeting, recipient, alive, made), made.laid?.closing);
}

/** An entry comes, or comes back. */
function coming(gone: EntryTombstone | undefined, meeting: Meeting, recipient: Mailbox, made: EntryUpdateOptions): EntryUpdate {
  const closing = made.laid?.closing ?? [];
  if (!isToCome(gone, made.last, meeting)) return nothing;
  const draft = draftFrom(meeting, recipient, gone, made);
  // An attendee who declined before there was an entry, or so long ago that its tombstone is gone, is shown none.
  if (draft.entry.response.response === 'declined') return nothing;
  if (gone !== undefined) return { writes: [...replacing(gone, 'entryTombstone', entryDocument(draft)), ...closing], isNew: true };
  return { writes: [{ write: 'create', document: entryDocument(draft) }, ...closing], isNew: true };
}

const draftFrom = (
  meeting: Meeting,
  recipient: Mailbox,
  former: EntryRecord | EntryTombstone | undefined,
  made: EntryUpdateOptions,
): EntryDraft => withCopies(entryFrom(meeting, recipient, former, made), meeting.event, made);

/** Whether the meeting asks for an entry that isn't there, or for another state of the one that is. */
export function isToBeMade(found: StoredDocument | undefined, meeting: Meeting, recipient: Mailbox, last: LastTold | undefined): boolean {
  if (!isInvited(meeting, recipient)) return false;
  const alive = decodeEntry(found);
  if (alive !== undefined) return isBehind(alive, meeting.event);
  return isToCome(decodeEntryTombstone(found), last, meeting);
}

/**
 * Whether an entry that isn't there comes: there was none, or it comes back. What has left no tombstone any more was deleted or declined.
 */
function isToCome(gone: EntryTombstone | undefined, last: LastTold | undefined, meeting: Meeting): boolean {
  if (gone !== undefined) return comesBack(gone, meeting);
  return last === undefined || comesBack({ end: 'deleted', entry: last }, meeting);
}

/** Whether the meeting is to be in this mailbox as an entry: the organizer has it already. */
const isInvited = ({ key, event }: Meeting, recipient: Mailbox): boolean =>
  event.attendees.includes(recipient.id) && !sameMailbox(key.mailbox, recipient);

/**
 * Whether an entry that went is shown again: its owner was removed and is invited again, is asked anew, or deleted it and is to come
 * elsewhere.
 */
function comesBack(
  { end, entry }: Pick<EntryTombstone, 'end'> & { readonly entry: LastTold },
  { event: { properties } }: Meeting,
): boolean {
  if (end === 'letGo' || entry.ask !== askOf(properties)) return true;
  return end === 'deleted' && entry.place !== placeOf(properties);
}

/**
 * The writes by which somebody who isn't an attendee any more has no entry. One that was declined or deleted is let go as well, so that its
 * owner may be invited again.
 */
function lettingGo(former: EntryRecord | EntryTombstone, { event }: Meeting, now: number): EntryUpdate {
  if ('end' in former && former.end === 'letGo') return nothing;
  const { entry, revision } = former;
  const kind = 'end' in former ? 'entryTombstone' : 'entry';
  const last = { ...former, version: toldVersion(event), revision: revision + 1, entry };
  const document = tombstoneOf(last, 'letGo', now, event.createdBy);
  const copies = 'end' in former ? [] : copiesPurge(former, now, event.createdBy);
  return { writes: [...replacing(former, kind, document), ...copies], isNew: false };
}

/** The writes that change an entry that was read; refused when it has been written to since. */
const changed = (former: EntryRecord, next: EntryDraft, closing: readonly Write[] = []): EntryUpdate => ({
  writes: [...rewriting(former, next), ...closing],
  isNew: false,
});

/** The writes after which an entry isn't shown any more, and what it has of its series' occurrences is due to be removed. */
export const ended = (former: EntryRecord, end: EntryEnd, now: number, by: Author): readonly [Write, ...Write[]] => [
  ...replacing(former, 'entry', tombstoneOf({ ...former, revision: former.revision + 1 }, end, now, by)),
  ...copiesPurge(former, now, by),
];

/** Whether an entry leaves documents when it goes: copies of its series' occurrences, its own extensions and extended properties. */
export const leavesBehind = ({ occurrenceRevision, custom }: Pick<EntryRecord, 'occurrenceRevision' | 'custom'>): boolean =>
  occurrenceRevision > 0 || custom !== undefined;

/** The write that leaves what an entry leaves behind to be removed; none where that is nothing. */
export const copiesPurge = (
  former: Pick<EntryRecord, 'id' | 'incarnation' | 'occurrenceRevision' | 'custom'>,
  now: number,
  by: Author,
): Write[] =>
  !leavesBehind(former)
    ? []
    : [{ write: 'create', document: purgeDocument({ id: former.id, incarnation: former.incarnation, occurrenceRevision: 1 }, now, by) }];

/** The document that takes the place of an entry which isn't shown any more. */
export function tombstoneOf(last: Omit<EntryTombstone, 'end'>, end: EntryEnd, now: number, by: Author): Document {
  const { id, eventId, incarnation, calendar, revision, entry, leftCalendars, hiddenSince, knownSince, spanned } = last;
  return {
    id,
    kind: 'entryTombstone',
    ...newRecord(now, by),
    created: last.created,
    eventId,
    incarnation,
    calendar,
    tracked: true,
    ...countersOf(last),
    ...(leftCalendars && { leftCalendars }),
    ...(hiddenSince !== undefined && { hiddenSince }),
    ...(knownSince !== undefined && { knownSince }),
    ...(spanned && { spanned }),
    revision,
    entry,
    end,
    deletedBy: by,
    ttl: tombstoneTtl,
  };
}

/** The writes by which its owner deletes an entry: nobody is told, and it comes back only as the table says. */
export const entryRemoval = (entry: EntryRecord, now: number, by: Author): [Write, ...Write[]] => [...ended(entry, 'deleted', now, by)];
