// The entries of attendees: meetings of others, each in the calendar of everyone who is invited (contract, section 18).
import type { Clock } from '../../runtime/clock.ts';
import { occurrenceId } from '../occurrences/occurrenceId.ts';
import type { Ids } from '../../runtime/ids.ts';
import type { Documents } from '../../stores/documents.ts';
import { eventDocument } from '../events/record/eventDocument.ts';
import { decodeEntry, etagOf, type EntryRecord, type EventRecord } from '../events/record/eventRecord.ts';
import { readEvent } from '../events/readEvent.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { newSeriesAllowance } from '../meetings/invitationAllowance.ts';
import type { EntryWrites } from '../meetings/telling/bring.ts';
import type { Meetings } from '../meetings/meetings.ts';
import type { Author } from '../../stores/records.ts';
import { answerCarried, writeAnswer, type GivenAnswer, type PendingAnswer } from './answer.ts';
import { bringing } from './bring.ts';
import { entryId } from './entryId.ts';
import { askOf, entryFrom, type Meeting } from './projection.ts';

export interface EntryDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'secret'>;
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
  /** The id of what an entry shows of an event of its organizer: of the same series, the same occurrence. */
  occurrenceOf(entry: EntryRecord, event: EventRecord | undefined): string;
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
  /** What brings an attendee's entry to the meeting as it is now; asked any number of times, in any order. One point read. */
  readonly entryWrites: EntryWrites;
}

export function createEntries(deps: EntryDependencies): Entries {
  const { documents, clock, ids, isGone, respond } = deps;

  const carry: Entries['carry'] = async (attendee, pending) => {
    const { meeting, of, ask, answered, answer, from, sender, comment, sends, createdBy } = pending;
    const event = (await isGone(meeting.mailbox)) ? undefined : await readEvent(documents, meeting);
    const status = event?.properties.attendees.find(({ userId }) => userId === attendee.id);
    const isAwaited = event?.incarnation === of && status !== undefined && askOf(event.properties) === ask;
    if (isAwaited && (status.answered ?? 0) < answered)
      await respond(meeting, event, { answer, answered, attendee: attendee.id, from, sender, comment, sends }, createdBy);
    await documents.commit(mailboxPartition(attendee), answerCarried(pending));
  };

  return {
    carry,

    async answer(attendee, opened, given, by) {
      const pending = await writeAnswer(deps, attendee, opened, given, by);
      if (pending !== undefined) await carry(attendee, pending).catch(() => undefined);
    },

    async find(attendee, { incarnation }) {
      return decodeEntry(await documents.read(mailboxPartition(attendee), eventDocument(entryId(incarnation, attendee.id))));
    },

    preview(attendee, meeting) {
      const draft = entryFrom(meeting, attendee, undefined, {
        now: Date.parse(meeting.event.created),
        incarnation: meeting.event.incarnation,
      });
      return { ...draft, etag: etagOf(draft) };
    },

    occurrenceOf: (entry, event) => (event?.occurrence === undefined ? entry.eventId : occurrenceId(entry.id, event.occurrence.day)),

    async entryWrites(attendee, { key, incarnation, sender, event }) {
      const partition = mailboxPartition(attendee);
      const found = await documents.read(partition, eventDocument(entryId(incarnation, attendee.id)));
      const now = clock();
      const { writes, isNew } = bringing(found, event && { key, event }, attendee, { now, incarnation: ids.secret() });
      const isSeries = (event?.properties.recurrence ?? null) !== null;
      return { writes, allowances: isNew && isSeries ? [newSeriesAllowance(sender, now)] : [] };
    },
  };
}
