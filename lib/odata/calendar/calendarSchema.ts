// Declares Graph's calendar, calendar group and calendar permission, property by property; everything else follows from this declaration.
import type { CalendarGroupRecord } from '../../calendar/calendars/calendarGroups.ts';
import { nameKey } from '../../calendar/calendars/calendarName.ts';
import { defaultKind } from '../../calendar/calendars/calendars.ts';
import { calendarColors, type CalendarRecord } from '../../calendar/calendars/calendarRecord.ts';
import { calendarRoles, organizationRoles, type CalendarPermission } from '../../calendar/calendars/permission.ts';
import { badRequest, invalidRequest } from '../../runtime/errors.ts';
import type { PropertyPath } from '../../stores/documents.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { maxNameLength } from '../../runtime/limits.ts';
import type { Filterable } from '../filter/condition.ts';
import { booleanProperty, eitherProperty, memberProperty, textProperty } from '../filter/filterable.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import { extendedNavigation } from '../custom/customSchema.ts';
import { namesOf, type NavigationTable } from '../types/edm.ts';
import { entityType, typesOf, type Rows } from '../types/entity.ts';
import { enumTypes } from '../types/enums.ts';

/** A calendar with all that its answer needs. */
export interface ShownCalendar {
  readonly record: CalendarRecord;
  readonly isDefault: boolean;
  /** The mailbox's owner as Graph's emailAddress: a user's userPrincipalName, or a group's name without an address. */
  readonly owner: { readonly name: string | null; readonly address: string | null };
  /** Whether the caller may write to the calendar. */
  readonly canEdit: boolean;
  readonly canShare: boolean;
  readonly canViewPrivateItems: boolean;
}

/**
 * Filters compare names of calendars without regard to case, as the service does when it refuses a name that is taken (409).
 */
const anyCase = (property: PropertyPath): Filterable => ({
  property,
  functions: true,
  compare(operator, literal) {
    if (literal.kind !== 'text' || (operator !== 'eq' && operator !== 'ne')) return undefined;
    return { is: operator, property, value: nameKey(literal.value) };
  },
});
const byNameKey = anyCase('nameKey');

const changeKey = (etag: string): string => Buffer.from(etag).toString('base64url');

/** A calendar's properties in the order of Graph's answers (calendar resource type). */
export const calendarRows = {
  id: { type: 'Edm.String not null', always: true, show: ({ record }) => record.calendarId, filter: textProperty('calendarId') },
  name: { type: 'Edm.String', show: ({ record }) => record.name, filter: byNameKey, order: 'sortKeys.name', read: readName, needed: true },
  color: {
    type: 'graph.calendarColor',
    show: ({ record }) => record.color,
    filter: memberProperty('color', calendarColors),
    read: (body: BodyReader) => body.oneOf('color', enumTypes.calendarColor),
  },
  hexColor: { type: 'Edm.String', show: ({ record }) => record.hexColor, filter: textProperty('hexColor'), read: readHexColor },
  isDefaultCalendar: {
    type: 'Edm.Boolean',
    show: ({ isDefault }) => isDefault,
    filter: eitherProperty({ is: 'eq', property: 'kind', value: defaultKind }, { is: 'ne', property: 'kind', value: defaultKind }),
  },
  changeKey: { type: 'Edm.String', show: ({ record }) => changeKey(record.etag) },
  canShare: { type: 'Edm.Boolean', show: ({ canShare }) => canShare },
  canViewPrivateItems: { type: 'Edm.Boolean', show: ({ canViewPrivateItems }) => canViewPrivateItems },
  canEdit: { type: 'Edm.Boolean', show: ({ canEdit }) => canEdit },
  allowedOnlineMeetingProviders: { type: 'Collection(graph.onlineMeetingProviderType)', show: () => [] },
  defaultOnlineMeetingProvider: { type: 'graph.onlineMeetingProviderType', show: () => 'unknown' },
  isTallyingResponses: { type: 'Edm.Boolean', show: ({ isDefault }) => isDefault },
  isRemovable: { type: 'Edm.Boolean', show: ({ isDefault, canShare }) => !isDefault && canShare },
  owner: { type: 'graph.emailAddress', show: ({ owner }) => owner },
} as const satisfies Rows<ShownCalendar>;

/** A calendar group's properties in the order of Graph's answers (calendarGroup resource type). */
export const calendarGroupRows = {
  id: { type: 'Edm.String not null', always: true, show: (record) => record.calendarGroup, filter: textProperty('calendarGroup') },
  name: { type: 'Edm.String', show: (record) => record.name, filter: byNameKey, order: 'sortKeys.name', read: readName, needed: true },
  classId: { type: 'Edm.Guid', show: (record) => record.classId, filter: textProperty('classId'), body: 'new' },
  changeKey: { type: 'Edm.String', show: (record) => changeKey(record.etag) },
} as const satisfies Rows<CalendarGroupRecord>;

/** Whether a permission belongs to one person, and not to the whole organization. */
const isPersons = ({ user }: CalendarPermission): boolean => user !== null;
const isInside = ({ isGuest }: CalendarPermission): boolean => isGuest !== true;

/** A permission as filters and orders see it; the organization's comes before all others where they are in the order of ids. */
export const judgedPermission = (permission: CalendarPermission): JsonObject => ({
  id: isPersons(permission) ? permission.permissionId : '!',
  role: permission.role,
  isRemovable: isPersons(permission),
  isInsideOrganization: isInside(permission),
  nameKey: nameKey(permission.name),
  addressKey: nameKey(permission.address ?? ''),
});

/** A permission's properties in the order of Graph's answers (calendarPermission resource type). */
export const calendarPermissionRows = {
  id: { type: 'Edm.String not null', always: true, show: ({ permissionId }) => permissionId },
  isRemovable: { type: 'Edm.Boolean', show: isPersons, filter: booleanProperty('isRemovable') },
  isInsideOrganization: { type: 'Edm.Boolean', show: isInside, filter: booleanProperty('isInsideOrganization') },
  role: {
    type: 'graph.calendarRoleType',
    show: ({ role }) => role,
    filter: memberProperty('role', calendarRoles),
    order: 'role',
    body: 'any',
    needed: true,
  },
  allowedRoles: {
    type: 'Collection(graph.calendarRoleType)',
    show: (permission) => (isPersons(permission) ? calendarRoles : organizationRoles),
  },
  emailAddress: {
    type: 'graph.emailAddress',
    show: ({ name, address }) => ({ name, ...(address !== null && { address }) }),
    filterWithin: { name: anyCase('nameKey'), address: anyCase('addressKey') },
    body: 'new',
    needed: true,
  },
} as const satisfies Rows<CalendarPermission>;

export const calendarProperties = typesOf(calendarRows);
export const calendarGroupProperties = typesOf(calendarGroupRows);
export const calendarPermissionProperties = typesOf(calendarPermissionRows);

/** The navigation properties that a mailbox and each of its calendars have. */
export const eventsNavigation = {
  calendarView: 'Collection(graph.event) contained',
  events: 'Collection(graph.event) contained',
} as const satisfies NavigationTable;

/** The entity types for `$metadata` and `checkBody`. */
export const calendarTypes = {
  calendarGroup: entityType(calendarGroupRows, { base: 'entity', navigation: { calendars: 'Collection(graph.calendar) contained' } }),
  calendar: entityType(calendarRows, {
    base: 'entity',
    navigation: { calendarPermissions: 'Collection(graph.calendarPermission) contained', ...eventsNavigation, ...extendedNavigation },
    inline: namesOf(extendedNavigation),
    notKept: { informative: ['calendarGroupId', 'isShared', 'isSharedWithMe'] },
    writable: { any: namesOf(extendedNavigation) },
  }),
  calendarPermission: entityType(calendarPermissionRows, { base: 'entity' }),
} as const;

export type CalendarProperty = keyof typeof calendarRows | keyof typeof extendedNavigation;
export type CalendarGroupProperty = keyof typeof calendarGroupRows;
export type CalendarPermissionProperty = keyof typeof calendarPermissionRows;

function readName(body: BodyReader): string | undefined {
  const name = body.text('name', maxNameLength);
  if (name?.trim() === '') throw invalidRequest("The property 'name' must not be empty.");
  return name;
}

function readHexColor(body: BodyReader): string | undefined {
  const hexColor = body.text('hexColor', maxNameLength);
  if (hexColor !== undefined && !/^(?:#[0-9a-f]{6})?$/i.test(hexColor))
    throw badRequest("The property 'hexColor' is '#' and six hexadecimal digits, or empty.");
  return hexColor;
}
