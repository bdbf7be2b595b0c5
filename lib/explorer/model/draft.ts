// An event while somebody fills in the form: what its fields hold, and the request's body that they make.
import { keyOfCalendar, type Calendar } from './calendar.ts';
import type { Attendee, Event } from './event.ts';
import type { JsonObject } from './json.ts';
import { recurrenceFrom, type Frequency } from './recurrence.ts';
import { addDays, addMinutes } from './times.ts';

export interface Draft {
  readonly subject: string;
  /** The key of its calendar. */
  readonly calendar: string;
  readonly isAllDay: boolean;
  /** `2027-03-01`, `10:00`; times count unless it is all day. */
  readonly startDate: string;
  readonly startTime: string;
  /** The last day that it is on. */
  readonly endDate: string;
  readonly endTime: string;
  readonly location: string;
  readonly text: string;
  readonly categories: readonly string[];
  readonly people: readonly Pick<Attendee, 'name' | 'address' | 'type'>[];
  readonly frequency: Frequency;
  /** The last date of the series; empty for none. */
  readonly until: string;
  readonly showAs: string;
  readonly isPrivate: boolean;
  /** Minutes before the start; empty for none. */
  readonly reminder: string;
}

/** A new event that begins at this time, or on this date where that is all there is. */
export function newDraft(calendar: Calendar, start: string, end?: string): Draft {
  const isAllDay = start.length === 10;
  const until = end ?? (isAllDay ? addDays(start, 1) : addMinutes(start, 60));
  return {
    subject: '',
    calendar: keyOfCalendar(calendar),
    isAllDay,
    startDate: start.slice(0, 10),
    startTime: isAllDay ? '09:00' : start.slice(11, 16),
    endDate: isAllDay ? addDays(until.slice(0, 10), -1) : until.slice(0, 10),
    endTime: isAllDay ? '10:00' : until.slice(11, 16),
    location: '',
    text: '',
    categories: [],
    people: [],
    frequency: 'never',
    until: '',
    showAs: isAllDay ? 'free' : 'busy',
    isPrivate: false,
    reminder: '15',
  };
}

/** An event that is there, with its body as text. */
export function draftOf(event: Event, calendar: Calendar): Draft {
  const times = newDraft(
    calendar,
    event.isAllDay ? event.start.slice(0, 10) : event.start,
    event.isAllDay ? event.end.slice(0, 10) : event.end,
  );
  return {
    ...times,
    subject: event.subject,
    location: event.location,
    text: event.body.content.trimEnd(),
    categories: event.categories,
    people: event.attendees.map(({ name, address, type }) => ({ name, address, type })),
    showAs: event.showAs,
    isPrivate: event.sensitivity === 'private' || event.sensitivity === 'confidential',
    reminder: event.reminderMinutes === undefined ? '' : String(event.reminderMinutes),
  };
}

/** Why it can't be saved yet: the field, and words; undefined when it can. */
export function faultIn(draft: Draft): { readonly field: keyof Draft; readonly words: string } | undefined {
  if (draft.startDate === '') return { field: 'startDate', words: 'Say on which day it begins.' };
  if (draft.endDate === '') return { field: 'endDate', words: 'Say on which day it ends.' };
  if (!draft.isAllDay && draft.startTime === '') return { field: 'startTime', words: 'Say when it begins, or make it a whole day.' };
  if (!draft.isAllDay && draft.endTime === '') return { field: 'endTime', words: 'Say when it ends, or make it a whole day.' };
  const { start, end } = timesOf(draft);
  if (start >= end) return { field: 'endDate', words: 'It would end before it begins.' };
  if (draft.frequency !== 'never' && draft.until !== '' && draft.until < draft.startDate)
    return { field: 'until', words: 'The series would end before it begins.' };
  return undefined;
}

/** From when to when: wall clocks, whole days from midnight to midnight. */
function timesOf({ isAllDay, startDate, startTime, endDate, endTime }: Draft): { start: string; end: string } {
  if (isAllDay) return { start: `${startDate}T00:00:00`, end: `${addDays(endDate, 1)}T00:00:00` };
  return { start: `${startDate}T${startTime}:00`, end: `${endDate}T${endTime}:00` };
}

export const timesIn = (draft: Draft): { start: string; end: string; isAllDay: boolean } => ({
  ...timesOf(draft),
  isAllDay: draft.isAllDay,
});

/** The body that makes the event. Whole days are dates, which are the same in every zone. */
export function bodyOf(draft: Draft, zone: string): JsonObject {
  const { start, end } = timesOf(draft);
  return {
    subject: draft.subject.trim(),
    isAllDay: draft.isAllDay,
    start: { dateTime: start, timeZone: zone },
    end: { dateTime: end, timeZone: zone },
    location: { displayName: draft.location.trim() },
    body: { contentType: 'text', content: draft.text },
    categories: draft.categories,
    attendees: draft.people.map(({ name, address, type }) => ({ type, emailAddress: { name, address } })),
    showAs: draft.showAs,
    sensitivity: draft.isPrivate ? 'private' : 'normal',
    isReminderOn: draft.reminder !== '',
    ...(draft.reminder !== '' && { reminderMinutesBeforeStart: Number(draft.reminder) }),
    ...(draft.frequency !== 'never' && { recurrence: recurrenceFrom(draft.frequency, draft.startDate, draft.until) }),
  };
}

/** The body that changes the event from what the form began with to what it holds now; without what is the same. */
export function changesIn(before: Draft, after: Draft, zone: string): JsonObject {
  const [was, is] = [bodyOf(before, zone), bodyOf(after, zone)];
  const changed = Object.keys(is).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  // A time goes with the other one, and with whether they are days.
  const together = ['start', 'end', 'isAllDay'];
  const names = changed.some((name) => together.includes(name)) ? new Set([...changed, ...together]) : new Set(changed);
  return Object.fromEntries([...names].map((name) => [name, is[name]]));
}
