// Who sees when somebody is busy, and how much of it: asked by getSchedule and findMeetingTimes alone (contract, section 14).
import { freeBusyRole, type CalendarPermission, type CalendarRole } from '../../calendar/calendars/permission.ts';
import type { BusyItem } from '../../calendar/freeBusy/busyItem.ts';
import { defaultCalendarId, type Mailbox } from '../../calendar/mailbox.ts';
import type { Caller } from '../tokens/caller.ts';
import { mayEnter } from './calendarAccess.ts';
import type { Permissions } from '../tokens/caller.ts';

const reading = ['Calendars.Read', 'Calendars.ReadWrite', 'Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'];

/** Graph's permissions, and ours: whoever may read calendars may look for times, applications too. */
export const freeBusyPermissions = {
  getSchedule: {
    delegated: ['Calendars.ReadBasic', ...reading],
    application: ['Calendars.ReadBasic.All', 'Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'],
  },
  findMeetingTimes: { delegated: reading, application: ['Calendars.Read', 'Calendars.ReadWrite'] },
} as const satisfies Readonly<Record<string, Permissions>>;

/** How much is seen: when somebody is busy, with what and where as well, or that of private events too. */
export type FreeBusyDetail = 'times' | 'subjects' | 'all';

const detailByRole: Readonly<Record<CalendarRole, FreeBusyDetail | undefined>> = {
  none: undefined,
  freeBusyRead: 'times',
  limitedRead: 'subjects',
  read: 'subjects',
  write: 'subjects',
  delegateWithoutPrivateEventAccess: 'subjects',
  delegateWithPrivateEventAccess: 'all',
};

/** What the caller sees of a user's default calendar in free/busy; undefined for nothing at all. */
export function freeBusyDetailOf(
  caller: Caller,
  mailbox: Mailbox,
  permissions: readonly CalendarPermission[],
  isMember: boolean,
): FreeBusyDetail | undefined {
  if (caller.kind === 'application') return mayEnter(caller, mailbox.id) ? 'all' : undefined;
  if (caller.id === mailbox.id) return 'all';
  return detailByRole[freeBusyRole(permissions, defaultCalendarId(mailbox), caller.id, isMember)];
}

/** Whether the caller sees what an item is called and where it is. */
export const seesDetails = (detail: FreeBusyDetail, { sensitivity }: Pick<BusyItem, 'sensitivity'>): boolean =>
  detail === 'all' || (detail === 'subjects' && sensitivity !== 'private' && sensitivity !== 'confidential');
