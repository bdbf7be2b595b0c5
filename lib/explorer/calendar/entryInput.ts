// How an event becomes an entry of the calendar component.
import type { EventInput } from 'fullcalendar';
import { keyOfCalendar } from '../model/calendar.ts';
import { subjectOf, type Event } from '../model/event.ts';
import type { Entry } from '../state/window.ts';

/** Names an entry in the component: an id alone may be in two calendars. */
export const entryKey = ({ calendar, event }: Entry): string => `${keyOfCalendar(calendar)} ${event.id}`;

/** Classes say what a colour alone mustn't. */
function classesOf({ showAs, isCancelled, answer }: Event, isMarked: boolean): string {
  const classes = ['entry'];
  if (isMarked) classes.push('is-marked');
  if (isCancelled) classes.push('is-cancelled');
  if (showAs === 'free' || showAs === 'workingElsewhere') classes.push('is-free');
  if (showAs === 'tentative' || answer === 'notResponded' || answer === 'tentativelyAccepted') classes.push('is-tentative');
  return classes.join(' ');
}

/** Whether the person may move it: who was invited asks for another time instead. */
export const isMovable = ({ calendar, event }: Entry): boolean => calendar.canEdit && event.isOrganizer && !event.isCancelled;

export function entryInput(entry: Entry, marked: ReadonlySet<string>): EventInput {
  const { calendar, event } = entry;
  return {
    id: entryKey(entry),
    title: subjectOf(event),
    // Dates alone for whole days; else times of the mailbox's zone, without one of their own.
    start: event.isAllDay ? event.start.slice(0, 10) : event.start,
    end: event.isAllDay ? event.end.slice(0, 10) : event.end,
    allDay: event.isAllDay,
    editable: isMovable(entry),
    color: `var(--calendar-${calendar.color})`,
    contrastColor: `var(--on-calendar-${calendar.color})`,
    className: classesOf(event, marked.has(event.id)),
    extendedProps: { entry },
  };
}

/** What a screen reader says of it after its name and time. */
export function wordsOf({ calendar, event }: Entry, isMarked: boolean): string {
  const words = [calendar.name];
  if (event.location !== '') words.push(event.location);
  if (event.isCancelled) words.push('cancelled');
  if (event.answer === 'notResponded') words.push('not answered yet');
  if (event.type !== 'singleInstance') words.push('recurring');
  words.push(...event.categories);
  if (event.hasAttachments) words.push('with attachments');
  if (isMarked) words.push('changed meanwhile');
  return words.join(', ');
}

/** The entry behind what the component hands out. */
export function entryOf({ extendedProps }: { readonly extendedProps: Record<string, unknown> }): Entry {
  return extendedProps.entry as Entry;
}
