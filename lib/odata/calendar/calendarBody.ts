// Reads calendars, calendar groups and permissions from a request's JSON.
import { calendarPropertiesOf, type CalendarProperties } from '../../calendar/calendars/calendarRecord.ts';
import type { CalendarRole } from '../../calendar/calendars/permission.ts';
import { isGuid } from '../../runtime/ids.ts';
import { invalidRequest } from '../../runtime/errors.ts';
import { maxNameLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { missingProperty, notConvertible, readBody } from '../types/bodyReader.ts';
import {
  calendarGroupRows,
  calendarRows,
  type calendarGroupProperties,
  type calendarPermissionProperties,
  type calendarProperties,
} from './calendarSchema.ts';
import { readRows } from '../types/entity.ts';
import type { emailAddress as emailAddressProperties } from '../types/complex.ts';
import { enumTypes } from '../types/enums.ts';

/** Reads the properties of a new calendar. Throws 400 for a missing name and for values of the wrong type. */
export function readCalendar(json: JsonObject): CalendarProperties {
  const { name, ...given } = readCalendarChange(json, false);
  if (name === undefined) throw missingProperty('name');
  return calendarPropertiesOf({ name, ...given });
}

/** Reads a PATCH of a calendar. Ignores read-only properties. Throws 400 for another value of `isDefaultCalendar`, which never changes. */
export function readCalendarChange(json: JsonObject, isDefault: boolean): Partial<CalendarProperties> {
  const body = readBody<typeof calendarProperties>(json);
  const wished = body.boolean('isDefaultCalendar');
  if (wished !== undefined && wished !== isDefault)
    throw invalidRequest("The default calendar cannot be changed: 'isDefaultCalendar' stays as it is.");
  return readRows(calendarRows, readBody(json));
}

/** Reads the name and class of a new calendar group. Where the body gives no class, the service chooses one. */
export function readCalendarGroup(json: JsonObject): { readonly name: string; readonly classId: string | undefined } {
  const name = readCalendarGroupChange(json);
  if (name === undefined) throw missingProperty('name');
  const classId = readBody<typeof calendarGroupProperties>(json).text('classId', maxNameLength);
  if (classId !== undefined && !isGuid(classId)) throw notConvertible(classId, 'Edm.Guid');
  return { name, classId: classId?.toLowerCase() };
}

/** Reads the new name of a calendar group: no other property of a group can change. */
export const readCalendarGroupChange = (json: JsonObject): string | undefined => readRows(calendarGroupRows, readBody(json)).name;

/** Reads a new permission: the person's name and address as the body has them, and the role. Throws 400 for a missing property. */
export function readPermission(json: JsonObject): {
  readonly address: string;
  readonly name: string | undefined;
  readonly role: CalendarRole;
} {
  const emailAddress = readBody(json).object('emailAddress');
  if (emailAddress === undefined) throw missingProperty('emailAddress');
  const address = readBody<typeof emailAddressProperties>(emailAddress).text('address', maxNameLength);
  if (address === undefined || address === '') throw missingProperty('emailAddress/address');
  const name = readBody<typeof emailAddressProperties>(emailAddress).text('name', maxNameLength);
  return { address, name, role: readRole(json) };
}

/** Reads the role of a permission. Throws 400 if it is missing, and for `custom`, which callers can't give. */
export function readRole(json: JsonObject): CalendarRole {
  const role = readBody<typeof calendarPermissionProperties>(json).oneOf('role', enumTypes.calendarRoleType);
  if (role === undefined) throw missingProperty('role');
  return role;
}

/**
 * Throws 400 for a body that names another person than the permission does, or the same person by another name: a permission stays with
 * the person who got it.
 */
export function requireSameGrantee(json: JsonObject, permission: { readonly address: string | null; readonly name: string }): void {
  const given = readBody(json).object('emailAddress');
  if (given === undefined) return;
  const body = readBody<typeof emailAddressProperties>(given);
  const address = body.text('address', maxNameLength)?.toLowerCase();
  const name = body.text('name', maxNameLength);
  if ((address === undefined || address === permission.address?.toLowerCase()) && (name === undefined || name === permission.name)) return;
  throw invalidRequest("The property 'emailAddress' of a permission cannot be changed; add another permission.");
}
