// Reads what getSchedule asks, and shows the schedules that it finds (Graph, "calendar: getSchedule").
import type { BusyItem } from '../../calendar/freeBusy/busyItem.ts';
import { availabilityView } from '../../calendar/freeBusy/availabilityView.ts';
import type { AskedStretch } from '../../calendar/freeBusy/busyItems.ts';
import { inZone } from '../../calendar/time/dateTime.ts';
import { msPerDay } from '../../calendar/time/calendarDate.ts';
import type { MailboxSettings } from '../../calendar/settings/settingsRecord.ts';
import { invalidRequest, ServiceError } from '../../runtime/errors.ts';
import { maxFreeBusyDays, maxScheduleItems, maxSchedules, slotMinutes } from '../../runtime/limits/freeBusy.ts';
import { maxNameLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { showWorkingHours } from '../settings/settingsSchema.ts';
import { maxInt32, missingProperty, readBody } from '../types/bodyReader.ts';
import type { getScheduleParameters } from './freeBusyTypes.ts';
import { readTime } from './timeBody.ts';

export interface AskedSchedules {
  /** As they were sent. */
  readonly addresses: readonly string[];
  readonly window: AskedStretch;
  readonly slotMs: number;
}

/** Reads the parameters. Throws 400 for no address, more than 100, a window that has no length or is longer than 62 days, a slot out of range. */
export function readSchedules(json: JsonObject): AskedSchedules {
  const body = readBody<typeof getScheduleParameters>(json);
  const addresses = body.texts('Schedules', maxNameLength);
  if (addresses === undefined) throw missingProperty('Schedules');
  if (addresses.length === 0) throw invalidRequest("The parameter 'Schedules' needs an address at least.");
  if (addresses.length > maxSchedules)
    throw new ServiceError(
      400,
      'ErrorMailboxDataArrayTooBig',
      `There are too many target users in the EmailAddress array. The allowed size = ${maxSchedules}; the actual size = ${addresses.length}.`,
    );
  const [start, end] = [readTime(readBody(json), 'StartTime'), readTime(readBody(json), 'EndTime')];
  if (end.utc <= start.utc) throw invalidRequest("The parameter 'EndTime' must come after 'StartTime'.");
  const days = Math.ceil((end.utc - start.utc) / msPerDay);
  if (days > maxFreeBusyDays)
    throw new ServiceError(
      400,
      'ErrorTimeIntervalTooBig',
      `The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long. The allowed limit = ${maxFreeBusyDays} days; the actual limit = ${days} days.`,
    );
  const minutes = body.int32('AvailabilityViewInterval', -maxInt32) ?? slotMinutes.usual;
  if (minutes < slotMinutes.min || minutes > slotMinutes.max)
    throw invalidRequest(`The parameter 'AvailabilityViewInterval' must be from ${slotMinutes.min} to ${slotMinutes.max} minutes.`);
  return { addresses, window: { startUtc: start.utc, endUtc: end.utc, zone: start.zone }, slotMs: minutes * 60_000 };
}

/** What the caller sees of a schedule, and how it is to be shown. */
export interface ShownSchedule {
  readonly items: readonly BusyItem[];
  readonly settings: MailboxSettings;
  readonly isDetailed: (item: BusyItem) => boolean;
}

export interface ScheduleView extends Pick<AskedSchedules, 'window' | 'slotMs'> {
  /** The zone in which times are shown. */
  readonly timeZone: string;
}

export const scheduleEntity = (scheduleId: string, { items, settings, isDetailed }: ShownSchedule, view: ScheduleView): JsonObject => ({
  scheduleId,
  availabilityView: availabilityView(items, view.window, view.slotMs),
  scheduleItems: items.map((item) => itemEntity(item, isDetailed(item), view.timeZone)),
  workingHours: showWorkingHours(settings),
});

const itemEntity = (item: BusyItem, isDetailed: boolean, timeZone: string): JsonObject => ({
  ...(isDetailed && { isPrivate: item.sensitivity === 'private' }),
  status: item.status,
  ...(isDetailed && { subject: item.subject, location: item.location }),
  start: { ...inZone(item.startUtc, timeZone) },
  end: { ...inZone(item.endUtc, timeZone) },
});

/** The entry of an address without a schedule: an error with Exchange's text and code. */
export const noScheduleEntity = (scheduleId: string, why: 'unknown' | 'tooMany'): JsonObject => ({
  scheduleId,
  error:
    why === 'unknown'
      ? { message: `Unable to resolve e-mail address ${scheduleId} to an Active Directory object.`, responseCode: '5009' }
      : { message: `The schedule has more than ${maxScheduleItems} items in this window.`, responseCode: '5006' },
});
