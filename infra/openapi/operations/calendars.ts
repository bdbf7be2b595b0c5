// What is said of calendars and groups of them.
import { calendarExpandQuery, calendarGroupQuery } from '../../../lib/odata/calendar/calendarQuery.ts';
import { eventList } from '../../../lib/odata/event/eventQuery.ts';
import { windowList } from '../../../lib/odata/event/windows/windowQuery.ts';
import type { MailboxOwner } from '../../../lib/paths/reference.ts';
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

const calendarsOf = ({ owner, word, whose }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  const tag = 'Calendars';
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
  ];
};

const singleOf = ({ owner, word }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  const tag = 'Calendars';
  const calendar = { kind: 'calendar', id: '{calendar-id}' } as const;
  const byDefault = { kind: 'default' } as const;
  return [
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
  ];
};

const eventsOf = ({ owner, word }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  const tag = 'Calendars';
  const calendar = { kind: 'calendar', id: '{calendar-id}' } as const;
  return [
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
  ];
};

const groupsOf = ({ owner, word }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  const tag = 'Calendars';
  return [
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
  ];
};

const inGroupsOf = ({ owner, word }: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => {
  const tag = 'Calendars';
  return [
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
  ];
};

/** The calendars of a mailbox. */
export const calendarPaths = (who: DescribedOwner<MailboxOwner>): readonly DescribedPath[] => [
  ...calendarsOf(who),
  ...singleOf(who),
  ...eventsOf(who),
  ...groupsOf(who),
  ...inGroupsOf(who),
];
