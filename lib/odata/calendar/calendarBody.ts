// Reads calendars, calendar groups and permissions out of a request's JSON.
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

/** The properties of a new calendar. Throws 400 for a missing name and for what it can't read. */
export function readCalendar(json: JsonObject): CalendarProperties {
  const { name, ...given } = readCalendarChange(json, false);
  if (name === undefined) throw missingProperty('name');
  return calendarPropertiesOf({ name, ...given });
}

/** What a PATCH changes of a calendar. Read-only properties are passed over, but for the wish to make another calendar the default. */
export function readCalendarChange(json: JsonObject, isDefault: boolean): Partial<CalendarProperties> {
  const body = readBody<typeof calendarProperties>(json);
  const wished = body.boolean('isDefaultCalendar');
  if (wished !== undefined && wished !== isDefault)
    throw invalidRequest("The default calendar cannot be changed: 'isDefaultCalendar' stays as it is.");
  return readRows(calendarRows, readBody(json));
}

/** The name and class of a new calendar group; a class that isn't given is for the service to choose. */
export function readCalendarGroup(json: JsonObject): { readonly name: string; readonly classId: string | undefined } {
  const name = readCalendarGroupChange(json);
  if (name === undefined) throw missingProperty('name');
  const classId = readBody<typeof calendarGroupProperties>(json).text('classId', maxNameLength);
  if (classId !== undefined && !isGuid(classId)) throw notConvertible(classId, 'Edm.Guid');
  return { name, classId: classId?.toLowerCase() };
}

/** The new name of a calendar group, the only one of its properties that changes. */
export const readCalendarGroupChange = (json: JsonObject): string | undefined => readRows(calendarGroupRows, readBody(json)).name;

/** A new permission: whom it is for, as the body says, and the role. Throws 400 for what is missing. */
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

/** The role that a permission is to have. `custom` is none that can be given. Throws 400 when it is missing. */
export function readRole(json: JsonObject): CalendarRole {
  const role = readBody<typeof calendarPermissionProperties>(json).oneOf('role', enumTypes.calendarRoleType);
  if (role === undefined) throw missingProperty('role');
  return role;
}

/**
 * A permission can't be given to somebody else later. Throws 400 for a body that names another person, or the same person by another name.
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
