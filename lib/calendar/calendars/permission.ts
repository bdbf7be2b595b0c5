// A permission of a calendar: whom it is for, in which role, and what all of them together give a user.
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

/** Roles that the organization may have: nobody is a delegate by being a part of it. */
export const organizationRoles: readonly CalendarRole[] = ['none', 'freeBusyRead', 'limitedRead', 'read', 'write'];

export const permission = z.object({
  permissionId: z.string(),
  calendar: z.string(),
  /** The object id of the user whom it is given to; null for the whole organization. */
  user: z.string().nullable(),
  /** As they were when the permission was given; they link nobody. */
  address: z.string().nullable(),
  name: z.string(),
  /** Whether the user was a guest of the organization then. */
  isGuest: z.literal(true).optional(),
  role: z.enum(calendarRoles),
});

/** What one user, or the organization, may do with one calendar. */
export type CalendarPermission = z.infer<typeof permission>;

/** The id of the permission that every calendar has for the organization: `Default` in base64, as in Graph. */
export const organizationPermissionId = 'RGVmYXVsdA==';

/** The permissions of one calendar: the organization's first, which is there without being stored, then in the order of their making. */
export function permissionsOf(permissions: readonly CalendarPermission[], calendar: string): readonly CalendarPermission[] {
  const own = permissions.filter((each) => each.calendar === calendar);
  const organization = own.find(({ user }) => user === null) ?? {
    permissionId: organizationPermissionId,
    calendar,
    user: null,
    address: null,
    name: 'My Organization',
    role: 'none',
  };
  const people = own.filter(({ user }) => user !== null).sort((a, b) => (a.permissionId < b.permissionId ? -1 : 1));
  return [organization, ...people];
}

/**
 * What is shared with a user: calendars by id, each with the role, never `none`. A permission of the user's own counts before the
 * organization's, even where it gives less, as in Exchange.
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
