// What is said of calendars, their groups and shares, and of when people are busy.
import { calendarExpandQuery, calendarGroupQuery, calendarPermissionQuery } from '../../../../../lib/odata/calendar/calendarQuery.ts';
import { eventList } from '../../../../../lib/odata/event/eventQuery.ts';
import { windowList } from '../../../../../lib/odata/event/windows/windowQuery.ts';
import { reminderList } from '../../../../../lib/odata/reminder/reminderQuery.ts';
import type { MailboxOwner } from '../../../../../lib/paths/reference.ts';
import { created, entity, group, listOf, none, prefers, version, type DescribedOwner, type DescribedPath } from '../described.ts';

/** The one calendar of a group. */
export const groupCalendarPaths: readonly DescribedPath[] = [
  {
    at: { kind: 'calendar', version, owner: { kind: 'group', id: '{group-id}' }, calendar: { kind: 'default' } },
    tag: 'Calendars',
    operations: {
      GET: {
        id: `get${group.word}Calendar`,
        summary: "Get a group's calendar",
        query: calendarExpandQuery.entity,
        answers: entity('calendar', true),
        headers: ['If-None-Match'],
        prefers: prefers.entity,
      },
      PATCH: {
        id: `update${group.word}Calendar`,
        summary: "Change a group's calendar",
        body: 'calendar',
        answers: entity('calendar', true),
        headers: ['If-Match'],
        prefers: prefers.written,
      },
    },
  },
];

/** The calendars of a mailbox. */
export const calendarPaths = ({ owner, word, whose }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  const tag = 'Calendars';
  const calendar = { kind: 'calendar', id: '{calendar-id}' } as const;
  const byDefault = { kind: 'default' } as const;
  return [
    {
      at: { kind: 'calendars', version, owner },
      tag,
      operations: {
        GET: {
          id: `list${word}Calendars`,
          summary: `List calendars of ${whose}`,
          query: calendarExpandQuery.list,
          answers: listOf('calendar'),
          prefers: prefers.list,
        },
        POST: {
          id: `create${word}Calendar`,
          summary: 'Create a calendar',
          body: 'calendar',
          answers: created('calendar', true),
          prefers: prefers.written,
        },
      },
    },
    ...(
      [
        ['Default', byDefault],
        ['', calendar],
      ] as const
    ).map(([which, named]): DescribedPath => ({
      at: { kind: 'calendar', version, owner, calendar: named },
      tag,
      operations: {
        GET: {
          id: `get${word}${which}Calendar`,
          summary: which === '' ? 'Get a calendar' : 'Get the default calendar',
          query: calendarExpandQuery.entity,
          answers: entity('calendar', true),
          headers: ['If-None-Match'],
          prefers: prefers.entity,
        },
        PATCH: {
          id: `update${word}${which}Calendar`,
          summary: which === '' ? 'Change a calendar' : 'Change the default calendar',
          body: 'calendar',
          answers: entity('calendar', true),
          headers: ['If-Match'],
          prefers: prefers.written,
        },
        ...(which === '' && {
          DELETE: {
            id: `delete${word}Calendar`,
            summary: 'Delete a calendar, with its events',
            answers: none,
            headers: ['If-Match' as const],
          },
        }),
      },
    })),
    {
      at: { kind: 'events', version, owner, calendar },
      tag,
      operations: {
        GET: {
          id: `list${word}CalendarEvents`,
          summary: 'List events of a calendar',
          query: eventList,
          answers: listOf('event'),
          prefers: prefers.events,
        },
        POST: {
          id: `create${word}CalendarEvent`,
          summary: 'Create an event in a calendar',
          body: 'event',
          answers: created('event', true),
          prefers: prefers.writtenEvent,
        },
      },
    },
    {
      at: { kind: 'calendarView', version, owner, calendar },
      tag,
      operations: {
        GET: {
          id: `list${word}CalendarCalendarView`,
          summary: 'List what takes place in a calendar in a span of time',
          query: windowList,
          window: 'required',
          answers: listOf('event'),
          prefers: prefers.events,
        },
      },
    },
    {
      at: { kind: 'calendarAction', version, owner, calendar, action: 'permanentDelete' },
      tag,
      operations: { POST: { id: `permanentDelete${word}Calendar`, summary: 'Delete a calendar for good', answers: none } },
    },
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
    {
      at: { kind: 'calendarGroups', version, owner },
      tag,
      operations: {
        GET: {
          id: `list${word}CalendarGroups`,
          summary: 'List groups of calendars',
          query: calendarGroupQuery.list,
          answers: listOf('calendarGroup'),
          prefers: prefers.list,
        },
        POST: {
          id: `create${word}CalendarGroup`,
          summary: 'Create a group of calendars',
          body: 'calendarGroup',
          answers: created('calendarGroup', true),
          prefers: prefers.written,
        },
      },
    },
    {
      at: { kind: 'calendarGroup', version, owner, group: { kind: 'group', id: '{calendarGroup-id}' } },
      tag,
      operations: {
        GET: {
          id: `get${word}CalendarGroup`,
          summary: 'Get a group of calendars',
          query: calendarGroupQuery.entity,
          answers: entity('calendarGroup', true),
          headers: ['If-None-Match'],
          prefers: prefers.entity,
        },
        PATCH: {
          id: `update${word}CalendarGroup`,
          summary: 'Rename a group of calendars',
          body: 'calendarGroup',
          answers: entity('calendarGroup', true),
          headers: ['If-Match'],
          prefers: prefers.written,
        },
        DELETE: { id: `delete${word}CalendarGroup`, summary: 'Delete a group without calendars', answers: none, headers: ['If-Match'] },
      },
    },
    {
      at: { kind: 'calendars', version, owner, group: { kind: 'group', id: '{calendarGroup-id}' } },
      tag,
      operations: {
        GET: {
          id: `list${word}CalendarGroupCalendars`,
          summary: 'List calendars of a group of calendars',
          query: calendarExpandQuery.list,
          answers: listOf('calendar'),
          prefers: prefers.list,
        },
        POST: {
          id: `create${word}CalendarGroupCalendar`,
          summary: 'Create a calendar in a group of calendars',
          body: 'calendar',
          answers: created('calendar', true),
          prefers: prefers.written,
        },
      },
    },
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
