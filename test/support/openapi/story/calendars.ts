// Calendars, groups of them, and what is in one.
import type { Step, Word } from '../step.ts';
import { at, week } from './events.ts';

const launchDay = { subject: 'Launch day', start: at(8), end: at(18), showAs: 'free' };

export const calendarSteps = (w: Exclude<Word, 'Group'>): readonly Step[] => [
  [`get${w}DefaultCalendar`],
  [`update${w}DefaultCalendar`, { json: { color: 'lightGreen' } }],
  [`create${w}Calendar`, { json: { name: 'Launches {suffix}' }, keeps: 'calendar-id' }],
  [`get${w}Calendar`],
  [`update${w}Calendar`, { json: { color: 'lightBlue' } }],
  [`list${w}Calendars`, { query: '$select=name,color&$top=2' }],
  [`count${w}Calendars`],
  [`create${w}CalendarEvent`, { json: launchDay }],
  [`list${w}CalendarEvents`, { query: '$select=subject,start,end' }],
  [`count${w}CalendarEvents`],
  [`list${w}CalendarCalendarView`, { query: `${week}&$select=subject,start,end` }],
  [`count${w}CalendarCalendarView`, { query: week }],
  ...inGroups(w),
];

const inGroups = (w: Exclude<Word, 'Group'>): readonly Step[] => [
  [`create${w}CalendarGroup`, { json: { name: 'Products {suffix}' }, keeps: 'calendarGroup-id' }],
  [`get${w}CalendarGroup`],
  [`update${w}CalendarGroup`, { json: { name: 'Our products {suffix}' } }],
  [`list${w}CalendarGroups`, { query: '$top=2' }],
  [`count${w}CalendarGroups`],
  [`create${w}CalendarGroupCalendar`, { json: { name: 'Deliveries {suffix}' }, keeps: 'other' }],
  [`list${w}CalendarGroupCalendars`, { query: '$select=name' }],
  [`count${w}CalendarGroupCalendars`],
  [`permanentDelete${w}Calendar`, { at: { 'calendar-id': 'other' } }],
  [`delete${w}CalendarGroup`],
];

export const groupCalendarSteps: readonly Step[] = [['getGroupCalendar'], ['updateGroupCalendar', { json: { color: 'lightTeal' } }]];
