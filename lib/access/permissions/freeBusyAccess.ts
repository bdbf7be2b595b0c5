// Who sees when somebody is busy, and how much of it: asked by getSchedule and findMeetingTimes alone (contract, section 14).
import { freeBusyRole, type CalendarPermission, type CalendarRole } from '../../calendar/calendars/permission.ts';
import type { BusyItem } from '../../calendar/freeBusy/busyItem.ts';
import { defaultCalendarId, type Mailbox } from '../../calendar/mailbox.ts';
import { accessDenied } from '../../runtime/errors.ts';
import type { Caller } from '../tokens/caller.ts';
import { mayEnter } from './calendarAccess.ts';

const reading = ['Calendars.Read', 'Calendars.ReadWrite', 'Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'];

/** Graph's permissions, and ours: whoever may read calendars may look for times, applications too. */
const table = {
  getSchedule: {
    delegated: ['Calendars.ReadBasic', ...reading],
    application: ['Calendars.ReadBasic.All', 'Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'],
  },
  findMeetingTimes: { delegated: reading, application: ['Calendars.Read', 'Calendars.ReadWrite'] },
} as const;

export type FreeBusyOperation = keyof typeof table;

/** Throws 403 unless the token is meant for this; asked before any store is. */
export function requireFreeBusyPermission(caller: Caller, operation: FreeBusyOperation): void {
  const granted = caller.kind === 'application' ? caller.roles : caller.scopes;
  if (!table[operation][caller.kind].some((permission) => granted.has(permission))) throw accessDenied();
}

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
