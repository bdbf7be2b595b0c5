// Shows a calendar, a calendar group and a calendar's permission as Graph does, in the order of its documents.
import type { CalendarGroupRecord } from '../../calendar/calendars/calendarGroups.ts';
import type { CalendarRecord } from '../../calendar/calendars/calendarRecord.ts';
import { calendarRoles, organizationRoles, type CalendarPermission } from '../../calendar/calendars/permission.ts';
import type { Json, JsonObject } from '../../stores/documents.ts';
import type { CalendarGroupProperty, CalendarPermissionProperty, CalendarProperty } from './calendarQuery.ts';

/** What a calendar's record doesn't say of it. */
export interface CalendarView {
  readonly isDefault: boolean;
  /** Graph's emailAddress: the userPrincipalName, or what a group is called. */
  readonly owner: { readonly name: string | null; readonly address: string | null };
  /** What the caller may do with it. */
  readonly canEdit: boolean;
  readonly canShare: boolean;
  readonly canViewPrivateItems: boolean;
}

/** Without `@odata.context`. */
export function calendarEntity(record: CalendarRecord, view: CalendarView, select?: ReadonlySet<CalendarProperty>): JsonObject {
  return entity<CalendarProperty>(record.etag, select, [
    ['id', record.calendarId],
    ['name', record.name],
    ['color', record.color],
    ['hexColor', record.hexColor],
    ['isDefaultCalendar', view.isDefault],
    ['changeKey', changeKey(record.etag)],
    ['canShare', view.canShare],
    ['canViewPrivateItems', view.canViewPrivateItems],
    ['canEdit', view.canEdit],
    ['allowedOnlineMeetingProviders', []],
    ['defaultOnlineMeetingProvider', 'unknown'],
    ['isTallyingResponses', view.isDefault],
    ['isRemovable', !view.isDefault && view.canShare],
    ['owner', view.owner],
  ]);
}

/** Without `@odata.context`. */
export const calendarGroupEntity = (record: CalendarGroupRecord, select?: ReadonlySet<CalendarGroupProperty>): JsonObject =>
  entity<CalendarGroupProperty>(record.etag, select, [
    ['id', record.calendarGroup],
    ['name', record.name],
    ['classId', record.classId],
    ['changeKey', changeKey(record.etag)],
  ]);

/** Without `@odata.context`. */
export function calendarPermissionEntity(permission: CalendarPermission, select?: ReadonlySet<CalendarPermissionProperty>): JsonObject {
  const isPerson = permission.user !== null;
  const address = permission.address === null ? {} : { address: permission.address };
  return entity<CalendarPermissionProperty>(undefined, select, [
    ['id', permission.permissionId],
    ['isRemovable', isPerson],
    ['isInsideOrganization', permission.isGuest !== true],
    ['role', permission.role],
    ['allowedRoles', isPerson ? calendarRoles : organizationRoles],
    ['emailAddress', { name: permission.name, ...address }],
  ]);
}

/** `id` and the ETag are always shown, as Graph does. */
function entity<P extends string>(
  etag: string | undefined,
  select: ReadonlySet<P | 'id'> | undefined,
  properties: readonly (readonly [P | 'id', Json])[],
): JsonObject {
  const shown = properties.filter(([name]) => select === undefined || name === 'id' || select.has(name));
  return { ...(etag !== undefined && { '@odata.etag': etag }), ...Object.fromEntries(shown) };
}

const changeKey = (etag: string): string => Buffer.from(etag).toString('base64url');
