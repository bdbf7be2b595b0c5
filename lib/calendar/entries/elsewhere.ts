// Completes an entry by what is too large for it: read from the organizer's event when the entry is shown, and never stored in it.
import type { EventKey } from '../mailbox.ts';
import { eventDocument } from '../events/record/eventDocument.ts';
import type { EntryRecord, EventRecord } from '../events/record/eventRecord.ts';
import { occurrenceId } from '../occurrences/occurrenceId.ts';
import type { LargeProperty } from './entryShape.ts';
import { shownTo } from './shownTo.ts';

/** Where what is elsewhere lies: in the organizer's event, or, of an occurrence that was written to, in the organizer's occurrence. */
export function keyOfElsewhere({ entry, occurrence }: EntryRecord): EventKey {
  const { mailbox, event } = entry.meeting;
  return { mailbox, event: occurrence?.stored === undefined ? event : occurrenceId(eventDocument(event), occurrence.day) };
}

/**
 * The entry with those of its properties that are in the organizer's event alone, as that is now; without them where the event is another
 * one or gone, or `viewer`, the entry's owner, isn't an attendee there any more.
 */
export function completed(entry: EntryRecord, event: EventRecord | undefined, viewer: string): EntryRecord {
  const { elsewhere = [], of, response } = entry.entry;
  // An attendee of one occurrence alone has an entry of that occurrence.
  const isSame = event?.incarnation === of || event?.occurrence?.series.incarnation === of;
  if (event === undefined || !isSame || !event.attendees.includes(viewer)) return entry;
  const whole = shownTo(event, viewer, response);
  const large = Object.fromEntries(elsewhere.map((name: LargeProperty) => [name, whole[name]]));
  return {
    ...entry,
    properties: { ...entry.properties, ...large },
    ...(elsewhere.includes('body') && event.bodyContent && { bodyContent: event.bodyContent }),
  };
}
