// Events: made, changed and listed; series and their occurrences; what is done to a meeting.
import type { Step, Word } from '../step.ts';

export const at = (hour: number): { readonly dateTime: string; readonly timeZone: 'UTC' } => ({
  dateTime: `2027-03-01T${String(hour).padStart(2, '0')}:00:00`,
  timeZone: 'UTC',
});

/** A week from the first of March on. */
export const week = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-08T00:00:00Z';

const attendees = [{ emailAddress: { address: '{guest}' }, type: 'required' }];

const meetingAt = (hour: number, subject = 'Plan the launch'): object => ({
  subject,
  body: { contentType: 'text', content: 'The plan is attached.' },
  start: at(hour),
  end: at(hour + 1),
  location: { displayName: 'Room 5' },
  attendees,
});

export const meeting = meetingAt(9);

/** The hour at which each owner's meeting begins: no two at once, since the order of these is none. */
const hours: Readonly<Record<Word, number>> = { '': 9, Group: 15, User: 16 };

const series = {
  subject: 'Stand-up',
  start: at(11),
  end: at(12),
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 } },
};

export const eventSteps = (w: Word): readonly Step[] => [
  [`create${w}Event`, { json: meetingAt(hours[w]), keeps: 'event-id' }],
  [`get${w}Event`],
  [`update${w}Event`, { json: { subject: 'Plan the launch in May' } }],
  [`put${w}Event`, { json: { subject: 'From another system', start: at(14), end: at(15) }, at: { 'event-id': 'suffix' } }],
  [`list${w}Events`, { query: "$select=subject,start&$top=2&$count=true&$filter=startswith(subject,'Plan')" }],
  [`count${w}Events`],
  [`get${w}EventCalendar`],
];

/** What takes place in a week, occurrences of a series, and what has changed of all this. */
export const windowSteps = (w: Word): readonly Step[] => [
  [`create${w}Event`, { json: series, keeps: 'series' }],
  [`list${w}EventInstances`, { query: `${week}&$select=subject,start,end&$top=2`, at: { 'event-id': 'series' }, keeps: 'occurrence' }],
  [`count${w}EventInstances`, { query: week, at: { 'event-id': 'series' } }],
  [`update${w}Event`, { json: { subject: 'Stand-up in the garden' }, at: { 'event-id': 'occurrence' } }],
  [`list${w}EventExceptions`, { query: '$select=subject,start,type', at: { 'event-id': 'series' } }],
  [`count${w}EventExceptions`, { at: { 'event-id': 'series' } }],
  [`list${w}CalendarView`, { query: `${week}&$select=subject,start,end&$top=2&$orderby=start/dateTime` }],
  [`count${w}CalendarView`, { query: week }],
  ...(w === 'Group' ? [] : deltaSteps(w)),
];

/** An hour in which one event takes place. */
const hour = 'startDateTime=2027-03-01T14:00:00Z&endDateTime=2027-03-01T15:00:00Z';

const deltaSteps = (w: Word): readonly Step[] => [
  [`delta${w}CalendarView`, { query: hour }],
  [`delta${w}Events`, { query: hour }],
];

const rehearsal = meetingAt(13, 'Rehearse the launch');

/** What somebody answers whom adele has invited. */
export const meetingSteps = (w: Word): readonly Step[] => [
  ['createEvent', { json: rehearsal, as: 'adele', at: { guest: 'megan' } }],
  [`list${w}Events`, { query: "$select=subject,responseStatus&$filter=subject eq 'Rehearse the launch'", keeps: 'entry' }],
  [`tentativelyAccept${w}Event`, { json: { Comment: 'I may come.', SendResponse: true }, at: { 'event-id': 'entry' } }],
  [`accept${w}Event`, { json: { Comment: 'I will come.', SendResponse: true }, at: { 'event-id': 'entry' } }],
  [`forward${w}Event`, { json: { ToRecipients: [{ emailAddress: { address: 'sam@fabrikam.example' } }] }, at: { 'event-id': 'entry' } }],
  [`decline${w}Event`, { json: { Comment: 'I am away.', SendResponse: true }, at: { 'event-id': 'entry' } }],
];

/** How events end. */
export const lastSteps = (w: Word): readonly Step[] => [
  ...(w === 'Group' ? ofGroupsAlone : ([[`snoozeReminder${w}Event`, snoozed], [`dismissReminder${w}Event`]] satisfies Step[])),
  [`cancel${w}Event`, { json: { Comment: 'The launch is off.' } }],
  [`delete${w}Event`, { at: { 'event-id': 'suffix' } }],
  [`permanentDelete${w}Event`, { at: { 'event-id': 'series' } }],
];

const snoozed = { json: { NewReminderTime: at(8) } };

/** A group organizes its own meetings, and nobody is reminded of them. */
const ofGroupsAlone: readonly Step[] = [
  ['forwardGroupEvent', { json: { ToRecipients: [{ emailAddress: { address: 'sam@fabrikam.example' } }] } }],
  ['acceptGroupEvent', { json: {}, refused: 400 }],
  ['tentativelyAcceptGroupEvent', { json: {}, refused: 400 }],
  ['declineGroupEvent', { json: {}, refused: 400 }],
  ['snoozeReminderGroupEvent', { ...snoozed, refused: 400 }],
  ['dismissReminderGroupEvent', { refused: 400 }],
];
