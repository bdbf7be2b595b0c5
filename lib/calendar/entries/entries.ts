// The entries of attendees: meetings of others, each in the calendar of everyone who is invited (contract, section 18).
import type { Clock } from '../../runtime/clock.ts';
import { occurrenceId } from '../occurrences/occurrenceId.ts';
import { isOccurrence } from '../occurrences/overlay.ts';
import type { Documents } from '../../stores/documents.ts';
import { eventDocument } from '../events/record/eventDocument.ts';
import { decodeEntry, etagOf, type EntryRecord, type EventRecord } from '../events/record/eventRecord.ts';
import { readEvent } from '../events/readEvent.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import type { BringEntries } from '../meetings/telling/bring.ts';
import type { Meetings } from '../meetings/meetings.ts';
import type { Author } from '../../stores/records.ts';
import { writeAnswer } from './answer.ts';
import { answerCarried, type GivenAnswer, type PendingAnswer } from './pendingAnswer.ts';
import { previewOn } from './series/previewOn.ts';
import { writeOccurrenceAnswer } from './series/answerCopy.ts';
import { entryId } from './entryId.ts';
import { bringEntries } from './series/bringEntries.ts';
import { askOf, entryFrom, type Meeting } from './projection.ts';

export interface EntryDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
  /** Whether the mailbox's owner was deleted: then nothing may be written into it. */
  readonly isGone: (mailbox: Mailbox) => Promise<boolean>;
  /** Sets the attendee's status at the organizer's event. */
  readonly respond: Meetings['respond'];
}

export interface Entries {
  /** The entry of a meeting in an attendee's mailbox by one point read; undefined when it isn't shown. */
  find(attendee: Mailbox, event: Pick<EventRecord, 'incarnation'>): Promise<EntryRecord | undefined>;
  /** The entry that the attendee would have of the meeting if it had none; nothing is stored. */
  preview(attendee: Mailbox, meeting: Meeting): EntryRecord;
  /** An occurrence as the entry of its series would show it if its owner hadn't taken it away; nothing is stored. */
  previewOn(attendee: Mailbox, entry: EntryRecord, occurrence: Meeting): EntryRecord;
  /** The id of an entry's occurrence on this date; the entry's own without a date, and where it isn't a series. */
  occurrenceOf(entry: EntryRecord, day: string | undefined): string;
  /**
   * Answers a meeting: writes the answer in the attendee's mailbox, then carries it to the organizer's event; where that fails, the timer
   * `work` does. Throws as `writeAnswer`.
   */
  answer(attendee: Mailbox, opened: EntryRecord, given: GivenAnswer, by: Author): Promise<void>;
  /**
   * Carries an answer to the organizer's event, once. Nothing changes there for an answer that is older than the last, or to a former ask, nor
   * where the organizer was deleted.
   */
  carry(attendee: Mailbox, answer: PendingAnswer): Promise<void>;
  /** What brings attendees' entries to the meeting as it is now; asked any number of times, in any order. */
  readonly bringEntries: BringEntries;
}

export function createEntries(deps: EntryDependencies): Entries {
  const { documents, isGone, respond } = deps;

  const carry: Entries['carry'] = async (attendee, pending) => {
    const { meeting, of, ask, answered, answer, from, sender, comment, proposedNewTime, sends, createdBy } = pending;
    const event = (await isGone(meeting.mailbox)) ? undefined : await readEvent(documents, meeting);
    const status = event?.properties.attendees.find(({ userId }) => userId === attendee.id);
    const isAwaited = event?.incarnation === of && status !== undefined && askOf(event.properties) === ask;
    if (isAwaited && (status.answered ?? 0) < answered)
      await respond(meeting, event, { answer, answered, attendee: attendee.id, from, sender, comment, proposedNewTime, sends }, createdBy);
    await documents.commit(mailboxPartition(attendee), answerCarried(pending));
  };

  return {
    carry,

    async answer(attendee, opened, given, by) {
      const pending = isOccurrence(opened)
        ? await writeOccurrenceAnswer(deps, attendee, opened, given, by)
        : await writeAnswer(deps, attendee, opened, given, by);
      if (pending !== undefined) await carry(attendee, pending).catch(() => undefined);
    },

    async find(attendee, { incarnation }) {
      return decodeEntry(await documents.read(mailboxPartition(attendee), eventDocument(entryId(incarnation, attendee.id))));
    },

    preview: (attendee, meeting) => previewOf(meeting, attendee),

    previewOn: (attendee, entry, occurrence) => previewOn(attendee, entry, occurrence),

    occurrenceOf: (entry, day) => (day === undefined || entry.properties.recurrence === null ? entry.eventId : occurrenceId(entry.id, day)),

    bringEntries: (shown) => bringEntries(deps, shown),
  };
}

/** The entry as it would be made now. */
function previewOf(meeting: Meeting, attendee: Mailbox): EntryRecord {
  const { created, incarnation } = meeting.event;
  const draft = entryFrom(meeting, attendee, undefined, { now: Date.parse(created), incarnation });
  return { ...draft, etag: etagOf(draft) };
}
