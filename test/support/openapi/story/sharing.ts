// With whom a calendar is shared, when people are busy, and what they are reminded of.
import type { Step, Word } from '../step.ts';
import { at } from './events.ts';

export const sharingSteps = (w: Exclude<Word, 'Group'>): readonly Step[] => [
  [`list${w}CalendarSharingRoles`],
  [`create${w}CalendarPermission`, { json: { emailAddress: { address: '{guest}' }, role: 'read' }, keeps: 'permission-id' }],
  [`get${w}CalendarPermission`],
  [`update${w}CalendarPermission`, { json: { role: 'write' } }],
  [`list${w}CalendarPermissions`],
  [`count${w}CalendarPermissions`],
  [`delete${w}CalendarPermission`],
  [`get${w}Schedule`, { json: { Schedules: ['{adele}', '{megan}'], StartTime: at(8), EndTime: at(18), AvailabilityViewInterval: 60 } }],
  [
    `find${w}MeetingTimes`,
    {
      json: {
        attendees: [{ type: 'required', emailAddress: { address: '{guest}' } }],
        timeConstraint: { timeSlots: [{ start: at(8), end: at(18) }] },
        meetingDuration: 'PT1H',
        maxCandidates: 2,
      },
    },
  ],
  [`list${w}Reminders`, { query: '$top=2' }],
  [`delete${w}Calendar`],
];
