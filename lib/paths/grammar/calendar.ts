// Productions for what an owner has: a mailbox's calendar groups, calendars and messages, a group's one calendar.
import { accept, acceptOneOf, atEnd, expect, key, nextWord, type Cursor } from '../cursor.ts';
import { ids } from '../identifiers.ts';
import {
  calendarActions,
  type CalendarAction,
  type CalendarGroupRef,
  type GroupOwner,
  type MailboxOwner,
  type NamedCalendarRef,
  type Reference,
} from '../reference.ts';
import { args } from './args.ts';
import { collection, isWhole } from './collection.ts';
import { events } from './event.ts';
import { messages } from './message.ts';
import { settings } from './settings.ts';
import type { Start } from './start.ts';

export function mailbox(cursor: Cursor, start: Start<MailboxOwner>): Reference {
  switch (nextWord(cursor)) {
    case 'mailFolders':
    case 'messages':
      return messages(cursor, start);
    case 'calendarGroups':
    case 'calendarGroup':
      return calendarGroups(cursor, start);
    case 'calendars':
      return calendars(cursor, start);
    case 'calendar':
      expect(cursor, 'calendar');
      return inCalendar(cursor, start, { kind: 'default' });
    case 'findMeetingTimes':
      expect(cursor, 'findMeetingTimes');
      return { kind: 'findMeetingTimes', ...start };
    case 'reminderView':
      expect(cursor, 'reminderView');
      return reminderView(cursor, start);
    case 'mailboxSettings':
    case 'outlook':
      return settings(cursor, start);
    default:
      return events(cursor, start, { kind: 'any' });
  }
}

function reminderView(cursor: Cursor, start: Start<MailboxOwner>): Reference {
  const { StartDateTime: startDateTime, EndDateTime: endDateTime } = args(cursor, {
    of: 'reminderView',
    required: ['StartDateTime'],
    optional: ['EndDateTime'],
  });
  return { kind: 'reminderView', ...start, startDateTime, ...(endDateTime !== undefined && { endDateTime }) };
}

function calendarGroups(cursor: Cursor, start: Start<MailboxOwner>): Reference {
  if (accept(cursor, 'calendarGroup')) return inCalendarGroup(cursor, start, { kind: 'default' });
  expect(cursor, 'calendarGroups');
  if (isWhole(cursor)) return collection(cursor, { kind: 'calendarGroups', ...start });
  return inCalendarGroup(cursor, start, { kind: 'group', id: key(cursor, ids) });
}

const inCalendarGroup = (cursor: Cursor, start: Start<MailboxOwner>, group: CalendarGroupRef): Reference =>
  atEnd(cursor) ? { kind: 'calendarGroup', ...start, group } : calendars(cursor, start, group);

function calendars(cursor: Cursor, start: Start<MailboxOwner>, group?: CalendarGroupRef): Reference {
  expect(cursor, 'calendars');
  if (isWhole(cursor)) return collection(cursor, { kind: 'calendars', ...start, ...(group !== undefined && { group }) });
  return inCalendar(cursor, start, calendarOf(group, key(cursor, ids)));
}

function calendarOf(group: CalendarGroupRef | undefined, id: string): NamedCalendarRef {
  if (group === undefined) return { kind: 'calendar', id };
  return group.kind === 'default' ? { kind: 'inDefaultGroup', id } : { kind: 'inGroup', group: group.id, id };
}

function inCalendar(cursor: Cursor, start: Start<MailboxOwner>, calendar: NamedCalendarRef): Reference {
  if (atEnd(cursor)) return { kind: 'calendar', ...start, calendar };
  if (accept(cursor, 'allowedCalendarSharingRoles')) {
    const { User: user } = args(cursor, { of: 'allowedCalendarSharingRoles', required: ['User'] });
    return { kind: 'allowedCalendarSharingRoles', ...start, calendar, user };
  }
  if (accept(cursor, 'getSchedule')) return { kind: 'getSchedule', ...start, calendar };
  const action = calendarAction(cursor);
  if (action !== undefined) return { kind: 'calendarAction', ...start, calendar, action };
  if (!accept(cursor, 'calendarPermissions')) return events(cursor, start, calendar);
  if (isWhole(cursor)) return collection(cursor, { kind: 'calendarPermissions', ...start, calendar });
  return { kind: 'calendarPermission', ...start, calendar, id: key(cursor, ids) };
}

export function groupCalendar(cursor: Cursor, start: Start<GroupOwner>): Reference {
  if (!accept(cursor, 'calendar')) return events(cursor, start, { kind: 'any' });
  const calendar = { kind: 'default' } as const;
  if (atEnd(cursor)) return { kind: 'calendar', ...start, calendar };
  const action = calendarAction(cursor);
  return action === undefined ? events(cursor, start, calendar) : { kind: 'calendarAction', ...start, calendar, action };
}

const calendarAction = (cursor: Cursor): CalendarAction | undefined => acceptOneOf(cursor, calendarActions);
