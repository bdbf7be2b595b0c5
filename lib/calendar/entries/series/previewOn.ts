// Shows an occurrence that its owner has declined or deleted, as a message leads to it: an answer brings it back (contract, section 18).
import { Fault } from '../../../runtime/errors.ts';
import { isEntry, type EntryRecord, type EventRecord } from '../../events/record/eventRecord.ts';
import { totalWrites } from '../../events/record/counters.ts';
import { attendeesTag } from '../../events/record/seenByAttendee.ts';
import type { Mailbox } from '../../mailbox.ts';
import { occurrenceEvent } from '../../occurrences/occurrenceEvent.ts';
import { isOccurrence, type OccurrenceEvent } from '../../occurrences/overlay.ts';
import type { Meeting } from '../projection.ts';
import { recordOf } from './changeCopy.ts';
import { copyAsShown, type Source } from './copy.ts';

/** The organizer's occurrence below the entry of its series, with the defaults that it would have there. */
export function previewOn({ id: viewer }: Mailbox, entry: EntryRecord, { key, event }: Meeting): EntryRecord {
  if (!isOccurrence(event)) throw new Fault('An occurrence is shown below an entry, not another event.');
  const { series, day, startUtc, endUtc } = event.occurrence;
  const meeting: Meeting = { key: { ...key, event: series.eventId }, event: series };
  const copy = copyAsShown(meeting, { incarnation: entry.incarnation, viewer }, sourceOf(event), undefined, Date.parse(event.modified));
  const shown: EventRecord = occurrenceEvent(entry, { key: day, startUtc, endUtc }, copy && recordOf(copy), 0);
  if (!isEntry(shown)) throw new Fault('An occurrence of an entry is an entry.');
  // No document below the entry counts what is shown: it follows what the organizer's occurrence shows and says of this attendee.
  return { ...shown, etag: attendeesTag(event, viewer) };
}

const sourceOf = (event: OccurrenceEvent): Source => ({
  day: event.occurrence.day,
  writes: totalWrites(event),
  version: event.version,
  event,
});
