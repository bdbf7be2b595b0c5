// Shows calendars, calendar groups and permissions as Graph does, without `@odata.context`. Always shows `id` and the ETag.
import type { CalendarGroupRecord } from '../../calendar/calendars/calendarGroups.ts';
import type { CalendarRecord } from '../../calendar/calendars/calendarRecord.ts';
import type { CalendarPermission } from '../../calendar/calendars/permission.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { showRows } from '../types/entity.ts';
import {
  calendarGroupRows,
  calendarPermissionRows,
  calendarRows,
  type CalendarGroupProperty,
  type CalendarPermissionProperty,
  type CalendarProperty,
  type ShownCalendar,
} from './calendarSchema.ts';

/** What an answer about a calendar needs besides the calendar's record. */
export type CalendarView = Omit<ShownCalendar, 'record'>;

export const calendarEntity = (record: CalendarRecord, view: CalendarView, select?: ReadonlySet<CalendarProperty>): JsonObject => ({
  '@odata.etag': record.etag,
  ...showRows(calendarRows, { record, ...view }, select),
});

export const calendarGroupEntity = (record: CalendarGroupRecord, select?: ReadonlySet<CalendarGroupProperty>): JsonObject => ({
  '@odata.etag': record.etag,
  ...showRows(calendarGroupRows, record, select),
});

export const calendarPermissionEntity = (permission: CalendarPermission, select?: ReadonlySet<CalendarPermissionProperty>): JsonObject =>
  showRows(calendarPermissionRows, permission, select);
