// Opens an event for an operation: the event must exist, and lie in an existing calendar, in the place that the path names.
import { itemNotFound } from '../../runtime/errors.ts';
import type { CalendarPlace, CalendarRecord } from '../calendars/calendarRecord.ts';
import type { Calendars } from '../calendars/calendars.ts';
import type { EventRecord } from './record/eventRecord.ts';
import type { Events } from './events.ts';
import { defaultCalendarGroupId, defaultCalendarId, type EventKey, type Mailbox } from '../mailbox.ts';

/** Where a path claims that an event lies; `any` claims nothing. */
export type CalendarClaim =
  | { readonly kind: 'any' }
  | { readonly kind: 'default' }
  | { readonly kind: 'calendar'; readonly id: string }
  | { readonly kind: 'inGroup'; readonly group: string; readonly id: string }
  | { readonly kind: 'inDefaultGroup'; readonly id: string };

/**
 * The place of the calendar that a claim names. One point read, none for the default calendar. Throws 404 unless it is where
 * the claim says.
 */
export async function openCalendar(calendars: Calendars, mailbox: Mailbox, claim: CalendarClaim): Promise<CalendarPlace> {
  return claimed(await calendars.locate(mailbox, claimedId(mailbox, claim)), mailbox, claim);
}

/** The calendar that a claim names, with its properties: one point read. Throws 404 unless it is where the claim says. */
export async function readCalendar(calendars: Calendars, mailbox: Mailbox, claim: CalendarClaim): Promise<CalendarRecord> {
  return claimed(await calendars.read(mailbox, claimedId(mailbox, claim)), mailbox, claim);
}

const claimedId = (mailbox: Mailbox, claim: CalendarClaim): string => ('id' in claim ? claim.id : defaultCalendarId(mailbox));

/** Whether an event lies in the calendar that the claim names. Doesn't check that this calendar is in the group that the claim names. */
export const isInCalendar = ({ calendar }: EventRecord, mailbox: Mailbox, claim: CalendarClaim): boolean =>
  claim.kind === 'any' || calendar === claimedId(mailbox, claim);

function claimed<T extends CalendarPlace>(found: T | undefined, mailbox: Mailbox, claim: CalendarClaim): T {
  if (found === undefined || !isInClaimedGroup(found, mailbox, claim)) throw itemNotFound();
  return found;
}

function isInClaimedGroup({ calendarGroup }: CalendarPlace, mailbox: Mailbox, claim: CalendarClaim): boolean {
  if (claim.kind === 'inGroup') return calendarGroup === claim.group;
  return claim.kind !== 'inDefaultGroup' || calendarGroup === defaultCalendarGroupId(mailbox);
}

/**
 * The event, which must exist. One point read. If the path names a calendar other than the default one, a second read runs at the same
 * time. If the path names none and the event lies in such a calendar, a second read follows, since deleting a calendar deletes its events.
 * Throws 404.
 */
export async function openEvent(
  { events, calendars }: { readonly events: Events; readonly calendars: Calendars },
  key: EventKey,
  claim: CalendarClaim,
): Promise<EventRecord> {
  const [event, place] = await Promise.all([
    events.read(key),
    claim.kind === 'any' ? undefined : openCalendar(calendars, key.mailbox, claim),
  ]);
  if (event === undefined || (place !== undefined && place.calendarId !== event.calendar)) throw itemNotFound();
  if (place === undefined) await openCalendar(calendars, key.mailbox, { kind: 'calendar', id: event.calendar });
  return event;
}
