// What is said of sharing calendars, of when people are busy, and of reminders.
import { calendarPermissionQuery } from '../../../lib/odata/calendar/calendarQuery.ts';
import { reminderList } from '../../../lib/odata/reminder/reminderQuery.ts';
import type { MailboxOwner } from '../../../lib/paths/reference.ts';
import { created, entity, listOf, none, prefers, version, type DescribedOwner, type DescribedPath } from '../described.ts';

const sharingOf = ({ owner, word }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  const calendar = { kind: 'calendar', id: '{calendar-id}' } as const;
  const byDefault = { kind: 'default' } as const;
  return [
    {
      at: { kind: 'calendarPermissions', version, owner, calendar },
      tag: 'Sharing',
      operations: {
        GET: {
          id: `list${word}CalendarPermissions`,
          summary: 'List with whom a calendar is shared',
          query: calendarPermissionQuery.list,
          answers: listOf('calendarPermission'),
          prefers: prefers.list,
        },
        POST: {
          id: `create${word}CalendarPermission`,
          summary: 'Share a calendar',
          body: 'calendarPermission',
          answers: created('calendarPermission'),
          prefers: prefers.written,
        },
      },
    },
    {
      at: { kind: 'calendarPermission', version, owner, calendar, id: '{permission-id}' },
      tag: 'Sharing',
      operations: {
        GET: {
          id: `get${word}CalendarPermission`,
          summary: 'Get a share',
          query: calendarPermissionQuery.entity,
          answers: entity('calendarPermission'),
          prefers: prefers.entity,
        },
        PATCH: {
          id: `update${word}CalendarPermission`,
          summary: 'Change a share',
          body: 'calendarPermission',
          answers: entity('calendarPermission'),
          prefers: prefers.written,
        },
        DELETE: { id: `delete${word}CalendarPermission`, summary: 'End a share', answers: none },
      },
    },
    {
      at: { kind: 'allowedCalendarSharingRoles', version, owner, calendar: byDefault, user: '{User}' },
      tag: 'Sharing',
      operations: {
        GET: {
          id: `list${word}CalendarSharingRoles`,
          summary: 'List the roles in which a calendar can be shared with somebody',
          answers: { is: 'value', type: 'Collection(graph.calendarRoleType)' },
        },
      },
    },
  ];
};

const freeBusyOf = ({ owner, word }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  const byDefault = { kind: 'default' } as const;
  return [
    {
      at: { kind: 'getSchedule', version, owner, calendar: byDefault },
      tag: 'Free and busy',
      operations: {
        POST: {
          id: `get${word}Schedule`,
          summary: 'Ask when people are busy',
          body: 'getSchedule',
          answers: { is: 'value', type: 'Collection(graph.scheduleInformation)' },
          prefers: ['outlook.timezone'],
        },
      },
    },
    {
      at: { kind: 'findMeetingTimes', version, owner },
      tag: 'Free and busy',
      operations: {
        POST: {
          id: `find${word}MeetingTimes`,
          summary: 'Find times at which people can meet',
          body: 'findMeetingTimes',
          answers: { is: 'value', type: 'graph.meetingTimeSuggestionsResult' },
          prefers: ['outlook.timezone'],
        },
      },
    },
    {
      at: { kind: 'reminderView', version, owner, startDateTime: '{StartDateTime}', endDateTime: '{EndDateTime}' },
      tag: 'Events',
      operations: {
        GET: {
          id: `list${word}Reminders`,
          summary: 'List the reminders that are due in a span of time',
          query: reminderList,
          answers: listOf('reminder'),
          prefers: ['outlook.timezone', 'odata.maxpagesize'],
        },
      },
    },
  ];
};

/** With whom an owner's calendars are shared, and when the owner is busy. */
export const sharingPaths = (who: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => [...sharingOf(who), ...freeBusyOf(who)];
