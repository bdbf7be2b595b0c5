// Reads a meeting as it is now, to be told: the event, and which of its occurrences were written since they were told last.
import { z } from 'zod';
import type { Documents, StoredDocument } from '../../../stores/documents.ts';
import { pagesBehind } from '../../../stores/keyset.ts';
import { spareSeconds } from '../../../runtime/limits/changes.ts';
import { countersShape, totalWrites } from '../../events/record/counters.ts';
import { decodeEvent, eventDocument, type EventRecord } from '../../events/record/eventRecord.ts';
import { occurrenceAt, occurrenceEvent } from '../../occurrences/occurrenceEvent.ts';
import { decodeOccurrence, ofSeries } from '../../occurrences/occurrenceRecord.ts';
import { isPrivateItself } from '../../occurrences/ownAttendees.ts';
import { mailboxPartition } from '../../mailbox.ts';
import type { Ledger } from './ledger.ts';
import { ownNewsOf } from './news.ts';
import type { Pending } from './pending.ts';

/** One occurrence that was written. */
export interface DayNow {
  readonly day: string;
  /** Counts the writes of its document; those of answers, too, for an attendee who is found there counts as one. */
  readonly seen: number;
  /** The occurrence as an event; undefined for one that was called off. */
  readonly event?: EventRecord;
  readonly news: string;
  readonly isClosed: boolean;
  /** The people who saw one that was called off, unless they are those who see its series. */
  readonly seenBy?: readonly string[] | undefined;
  /** Its series doesn't have the date any more. */
  readonly isLost?: true;
}

/** An occurrence that isn't there any more. */
export const calledOff = (day: string, seen: number): DayNow => ({ day, seen, news: '', isClosed: false });

/** The count of writes of a date that a series doesn't have any more; no document has it. */
export const seenOfLostDate = -1;

export interface MeetingNow {
  readonly event: EventRecord;
  readonly days: readonly DayNow[];
  /** The latest second in which the store has written an occurrence. */
  readonly readTo: number;
}

/** Occurrences that one query reads at most. */
const atOnce = 100;

/**
 * The event of this incarnation with what was written of its occurrences; undefined when it is gone. One point read; for a series whose
 * occurrences were written to since they were told, one query more for each hundred of these, or of all once it has dates again.
 */
export async function readMeetingNow(
  documents: Documents,
  { meeting, incarnation }: Pending,
  ledger: Ledger,
): Promise<MeetingNow | undefined> {
  const partition = mailboxPartition(meeting.mailbox);
  const event = decodeEvent(await documents.read(partition, eventDocument(meeting.event)));
  if (event?.incarnation !== incarnation) return undefined;
  const days = lostDays(event, ledger);
  const hasFound = hasFoundDays(event, ledger);
  if (event.occurrenceRevision === ledger.occurrences && !hasFound) return { event, days, readTo: ledger.readTo };
  let { readTo } = ledger;
  const pages = pagesBehind(documents, partition, ofSeries, {
    conditions: [
      { is: 'eq', property: 'seriesOf', value: incarnation },
      { is: 'ge', property: '_ts', value: hasFound ? 0 : Math.max(0, readTo - spareSeconds) },
    ],
    after: [''],
    limit: atOnce,
  });
  for await (const page of pages)
    for (const document of page) {
      readTo = Math.max(readTo, written.parse(document.body)._ts);
      const one = dayIn(event, document);
      if (one !== undefined) days.push(one);
    }
  return { event, days, readTo };
}

/** Dates that the series has lost since people were told who attend them alone. */
const lostDays = (event: EventRecord, { days }: Ledger): DayNow[] =>
  Object.entries(days).flatMap(([day, { isCancelled, added }]) =>
    isCancelled === true || added.length === 0 || occurrenceAt(event, day) !== undefined
      ? []
      : [{ ...calledOff(day, seenOfLostDate), isLost: true }],
  );

/** Whether the series has dates again that it was told to have lost: what was written of them then holds again. */
const hasFoundDays = (event: EventRecord, { days }: Ledger): boolean =>
  Object.entries(days).some(([day, { seen }]) => seen === seenOfLostDate && occurrenceAt(event, day) !== undefined);

const written = z.object({ _ts: z.number().default(0) });
const cancelled = z.object({ day: z.string(), ...countersShape, attendees: z.array(z.string()).optional() });

/** The occurrence in a document; undefined for one on a date that its series doesn't have any more, unless it was called off. */
function dayIn(series: EventRecord, document: StoredDocument): DayNow | undefined {
  const stored = decodeOccurrence(document);
  if (stored === undefined) {
    const { day, attendees, ...counters } = cancelled.parse(document.body);
    return { day, seen: totalWrites(counters), news: '', isClosed: false, seenBy: attendees };
  }
  const at = occurrenceAt(series, stored.day);
  if (at === undefined) return undefined;
  const { day, overrides } = stored;
  const event = occurrenceEvent(series, at, stored, 0);
  return { day, seen: totalWrites(stored), event, news: ownNewsOf(stored), isClosed: isPrivateItself(overrides) };
}
