// The ids of entries: made of the meeting and the attendee, so that whoever makes an entry makes the same one (contract, section 18).
import { createHash } from 'node:crypto';
import { eventDocument } from '../events/record/eventDocument.ts';
import { occurrenceId } from '../occurrences/occurrenceId.ts';

/** A hash, an equals sign and an `m`. No id that the service makes, and no occurrence's, looks so; nobody may put an event under such an id. */
const form = /^[\w-]{43}=m$/;

/** The id of an attendee's entry: 45 characters, as hard to guess as the meeting's incarnation. `attendee`: the user's object id. */
export const entryId = (incarnation: string, attendee: string): string =>
  `${createHash('sha256')
    .update(JSON.stringify(['entry', incarnation, attendee]))
    .digest('base64url')}=m`;

/**
 * The id of an event in an attendee's calendar: the entry's; of an occurrence of a series that the attendee is invited to, that occurrence of
 * the entry; of an occurrence alone, an entry of its own.
 */
export function idForAttendee({ incarnation, occurrence }: Attended, attendee: string): string {
  if (occurrence?.series.attendees.includes(attendee) !== true) return entryId(incarnation, attendee);
  return occurrenceId(eventDocument(entryId(occurrence.series.incarnation, attendee)), occurrence.day);
}

/** What decides under which id an attendee has an event. */
interface Attended {
  readonly incarnation: string;
  readonly occurrence?: { readonly day: string; readonly series: { readonly incarnation: string; readonly attendees: readonly string[] } };
}

export const isEntryId = (id: string): boolean => form.test(id);
