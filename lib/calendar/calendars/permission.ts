// A permission of a calendar: who gets it, in which role, and what all permissions together allow a user.
import { z } from 'zod';

/** Graph's calendarRoleType without `custom`, which Graph only shows. */
export const calendarRoles = [
  'none',
  'freeBusyRead',
  'limitedRead',
  'read',
  'write',
  'delegateWithoutPrivateEventAccess',
  'delegateWithPrivateEventAccess',
] as const;

export type CalendarRole = (typeof calendarRoles)[number];

/** Roles that the organization may have: nobody becomes a delegate because they belong to it. */
export const organizationRoles: readonly CalendarRole[] = ['none', 'freeBusyRead', 'limitedRead', 'read', 'write'];

export const permission = z.object({
  permissionId: z.string(),
  calendar: z.string(),
  /** The object id of the user whom it is given to; null for the whole organization. */
  user: z.string().nullable(),
  /** The user's address and name when the permission was given; only `user` identifies the user. */
  address: z.string().nullable(),
  name: z.string(),
  /** Whether the user was a guest of the organization when the permission was given. */
  isGuest: z.literal(true).optional(),
  role: z.enum(calendarRoles),
});

/** What one user, or the organization, may do with one calendar. */
export type CalendarPermission = z.infer<typeof permission>;

/** The id of the permission that every calendar has for the organization: `Default` in base64, as in Graph. */
export const organizationPermissionId = 'RGVmYXVsdA==';

/**
 * What the organization's members see of a default calendar whose owner has said nothing: as in Exchange, when its owner is busy (contract,
 * section 14). No permission is stored for it, and it opens no way into a mailbox.
 */
const unsaidRole = (isDefault: boolean): CalendarRole => (isDefault ? 'freeBusyRead' : 'none');

/** The permissions of one calendar: first the organization's, which exists even if it isn't stored, then the others, oldest first. */
export function permissionsOf(
  permissions: readonly CalendarPermission[],
  calendar: string,
  isDefault: boolean,
): readonly CalendarPermission[] {
  const own = permissions.filter((each) => each.calendar === calendar);
  const organization = own.find(({ user }) => user === null) ?? {
    permissionId: organizationPermissionId,
    calendar,
    user: null,
    address: null,
    name: 'My Organization',
    role: unsaidRole(isDefault),
  };
  const people = own.filter(({ user }) => user !== null).sort((a, b) => (a.permissionId < b.permissionId ? -1 : 1));
  return [organization, ...people];
}

/**
 * As who a user sees when a mailbox's owner is busy: the role in the default calendar, where what is unsaid counts for the organization's
 * members. Asked by free/busy alone; every path to events and calendars asks `sharedWith`.
 */
export function freeBusyRole(
  permissions: readonly CalendarPermission[],
  defaultCalendar: string,
  user: string,
  isInOrganization: boolean,
): CalendarRole {
  const [organization, ...people] = permissionsOf(permissions, defaultCalendar, true);
  const own = people.find((each) => each.user === user);
  return own?.role ?? (isInOrganization ? organization?.role : undefined) ?? 'none';
}

/**
 * The calendars that are shared with a user: their ids, each with the role, never `none`. The user's own permission takes precedence over
 * the organization's, even where it allows less, as in Exchange.
 */
export function sharedWith(
  permissions: readonly CalendarPermission[],
  user: string,
  isInOrganization: boolean,
): ReadonlyMap<string, CalendarRole> {
  const roles = new Map<string, CalendarRole>();
  for (const each of permissions) if (each.user === null && isInOrganization) roles.set(each.calendar, each.role);
  for (const each of permissions) if (each.user === user) roles.set(each.calendar, each.role);
  return new Map([...roles].filter(([, role]) => role !== 'none'));
}
