// What is said of events: lists, windows, delta, single events, their occurrences and what is done to them.
import { model } from '../../../lib/odata/metadata/model.ts';
import { eventList, eventSingle } from '../../../lib/odata/event/eventQuery.ts';
import { deltaOptions } from '../../../lib/odata/event/windows/deltaQuery.ts';
import { exceptionList, windowList } from '../../../lib/odata/event/windows/windowQuery.ts';
import { calendarExpandQuery } from '../../../lib/odata/calendar/calendarQuery.ts';
import { eventActions, type EventAction, type EventPart, type EventReference } from '../../../lib/paths/reference.ts';
import { created, entity, listOf, none, prefers, version } from '../described.ts';
import type { DescribedOwner, DescribedPath, Success } from '../described.ts';

/** What is behind an event of this owner, by the canonical path. */
export const eventPart = ({ owner }: DescribedOwner, tail: EventPart): EventReference => ({
  kind: 'event',
  version,
  owner,
  source: { via: 'calendar', calendar: { kind: 'any' }, collection: 'events', id: '{event-id}', occurrences: [] },
  tail,
});

const summaries: Readonly<Record<EventAction, string>> = {
  accept: 'Accept a meeting',
  tentativelyAccept: 'Accept a meeting tentatively',
  decline: 'Decline a meeting',
  cancel: 'Cancel a meeting and tell its attendees',
  forward: 'Forward a meeting to further people',
  snoozeReminder: 'Postpone the reminder',
  dismissReminder: 'Dismiss the reminder',
  permanentDelete: 'Delete an event for good',
};

const outcome = (action: EventAction): Success =>
  action === 'permanentDelete' ? none : { is: 'nothing', status: /Reminder$/.test(action) ? 200 : 202 };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Actions without parameters take no body. */
const bodyOf = (action: EventAction): { readonly body?: EventAction } =>
  Object.keys(model.actions[action]?.parameters ?? {}).length === 0 ? {} : { body: action };

const listsOf = (who: DescribedOwner): readonly DescribedPath[] => {
  const { owner, word, whose } = who;
  const tag = 'Events';
  const any = { version, owner, calendar: { kind: 'any' } } as const;
  return [
    {
      at: { kind: 'events', ...any },
      tag,
      operations: {
        GET: {
          id: `list${word}Events`,
          summary: `List events of ${whose}`,
          query: eventList,
          answers: listOf('event'),
          prefers: prefers.events,
        },
        POST: {
          id: `create${word}Event`,
          summary: `Create an event for ${whose}`,
          description: '`start` and `end` are required. Up to 90 `attachments` come with it, all or none.',
          body: 'event',
          answers: created('event', true),
          prefers: prefers.writtenEvent,
        },
      },
    },
    {
      at: { kind: 'calendarView', ...any },
      tag,
      operations: {
        GET: {
          id: `list${word}CalendarView`,
          summary: `List what takes place in a span of time, occurrences of series among it, for ${whose}`,
          query: windowList,
          window: 'required',
          answers: listOf('event'),
          prefers: prefers.events,
        },
      },
    },
  ];
};

const deltasOf = (who: DescribedOwner): readonly DescribedPath[] => {
  const { owner, word } = who;
  const tag = 'Events';
  const any = { version, owner, calendar: { kind: 'any' } } as const;
  return [
    ...(word === 'Group'
      ? []
      : [
          {
            at: { kind: 'delta', version, of: { kind: 'calendarView', ...any } } as const,
            tag,
            operations: {
              GET: {
                id: `delta${word}CalendarView`,
                summary: 'List what has changed in a span of time since the last round',
                description: 'A first round names the span; further rounds follow `@odata.nextLink` and `@odata.deltaLink` as they are.',
                query: { ...deltaOptions, options: [...deltaOptions.options, 'skiptoken', 'deltatoken'] },
                window: 'optional' as const,
                answers: { is: 'list' as const, type: 'event', delta: true },
                prefers: [...prefers.events, 'odata.track-changes' as const],
              },
            },
          },
          {
            at: { kind: 'delta', version, of: { kind: 'events', ...any } } as const,
            tag,
            operations: {
              GET: {
                id: `delta${word}Events`,
                summary: 'List what has changed of all events since the last round',
                query: { ...deltaOptions, options: [...deltaOptions.options, 'skiptoken', 'deltatoken'] },
                window: 'optional' as const,
                answers: { is: 'list' as const, type: 'event', delta: true },
                prefers: [...prefers.events, 'odata.track-changes' as const],
              },
            },
          },
        ]),
  ];
};

const singleOf = (who: DescribedOwner): readonly DescribedPath[] => {
  const { word } = who;
  const tag = 'Events';
  const at = (tail: EventPart): EventReference => eventPart(who, tail);
  return [
    {
      at: at({ kind: 'event' }),
      tag,
      operations: {
        GET: {
          id: `get${word}Event`,
          summary: 'Get an event',
          query: eventSingle,
          window: 'optional',
          answers: entity('event', true),
          headers: ['If-None-Match'],
          prefers: prefers.event,
        },
        PUT: {
          id: `put${word}Event`,
          summary: "Create or replace an event under the caller's own id",
          description: 'Not in Graph. An event that is replaced keeps its attachments.',
          body: 'event',
          answers: { ...entity('event', true), location: true },
          headers: ['If-Match', 'If-None-Match'],
          prefers: prefers.writtenEvent,
        },
        PATCH: {
          id: `update${word}Event`,
          summary: 'Change an event',
          body: 'event',
          answers: entity('event', true),
          headers: ['If-Match'],
          prefers: prefers.writtenEvent,
        },
        DELETE: {
          id: `delete${word}Event`,
          summary: 'Delete an event, with its attachments',
          answers: none,
          headers: ['If-Match'],
        },
      },
    },
  ];
};

const occurrencesOf = (who: DescribedOwner): readonly DescribedPath[] => {
  const { word } = who;
  const tag = 'Events';
  const at = (tail: EventPart): EventReference => eventPart(who, tail);
  return [
    {
      at: at({ kind: 'instances' }),
      tag,
      operations: {
        GET: {
          id: `list${word}EventInstances`,
          summary: 'List the occurrences of a series in a span of time',
          query: windowList,
          window: 'required',
          answers: listOf('event'),
          prefers: prefers.events,
        },
      },
    },
    {
      at: at({ kind: 'exceptionOccurrences' }),
      tag,
      operations: {
        GET: {
          id: `list${word}EventExceptions`,
          summary: 'List the occurrences of a series that differ from it',
          query: exceptionList,
          answers: listOf('event'),
          prefers: prefers.events,
        },
      },
    },
    {
      at: at({ kind: 'eventCalendar' }),
      tag,
      operations: {
        GET: {
          id: `get${word}EventCalendar`,
          summary: 'Get the calendar that an event lies in',
          query: calendarExpandQuery.entity,
          answers: entity('calendar', true),
          prefers: prefers.entity,
        },
      },
    },
  ];
};

const actionsOf = (who: DescribedOwner): readonly DescribedPath[] => {
  const { word } = who;
  const at = (tail: EventPart): EventReference => eventPart(who, tail);
  return [
    ...eventActions.map((action): DescribedPath => ({
      at: at({ kind: 'action', action }),
      tag: 'Event actions',
      operations: {
        POST: {
          id: `${action}${word === '' ? 'Event' : `${word}Event`}`,
          summary: capital(summaries[action]),
          ...bodyOf(action),
          answers: outcome(action),
        },
      },
    })),
  ];
};
/** The events of an owner, in all of the calendars that a path without a calendar means. */
export const eventPaths = (who: DescribedOwner): readonly DescribedPath[] => [
  ...listsOf(who),
  ...deltasOf(who),
  ...singleOf(who),
  ...occurrencesOf(who),
  ...actionsOf(who),
];
