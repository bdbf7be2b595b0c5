// Reads a change of a mailbox's settings: of each setting that the body names, what it says of it.
import type {
  CustomZoneChange,
  OffsetChange,
  RepliesChange,
  SettingsChange,
  WorkingHoursChange,
} from '../../calendar/settings/settingsChange.ts';
import { languageNamed } from '../../calendar/settings/languages.ts';
import { daysOfWeek } from '../../calendar/recurrence/patternedRecurrence.ts';
import { utcOf } from '../../calendar/time/dateTime.ts';
import { readTimeOfDay, type TimeOfDay } from '../../calendar/time/timeOfDay.ts';
import { badRequest, ServiceError } from '../../runtime/errors.ts';
import { maxReplyLength, maxZoneNameLength } from '../../runtime/limits/mailbox.ts';
import { maxNameLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { maxInt32, missingProperty, notConvertible, readBody, type BodyReader } from '../types/bodyReader.ts';
import type { dateTimeTimeZone } from '../types/complex.ts';
import { enumTypes } from '../types/enums.ts';

/** The values that the rows read from a body. */
export interface GivenSettings {
  readonly timeZone?: string | undefined;
  readonly delegateMeetingMessageDeliveryOptions?: SettingsChange['delegateDelivery'] | undefined;
  readonly dateFormat?: string | undefined;
  readonly timeFormat?: string | undefined;
  readonly automaticRepliesSetting?: RepliesChange | undefined;
  readonly language?: string | undefined;
  readonly workingHours?: WorkingHoursChange | undefined;
}

export const settingsChangeOf = (given: GivenSettings): SettingsChange => ({
  timeZone: given.timeZone,
  delegateDelivery: given.delegateMeetingMessageDeliveryOptions,
  dateFormat: given.dateFormat,
  timeFormat: given.timeFormat,
  automaticReplies: given.automaticRepliesSetting,
  locale: given.language,
  workingHours: given.workingHours,
});

export const readZoneName = (body: BodyReader, name: string): string | undefined => body.text(name, maxZoneNameLength);

/** The locale of a language, in the service's own spelling. Throws 400 `InvalidArguments` for one that no mailbox can have. */
export function readLanguage(settings: BodyReader): string | undefined {
  const json = settings.object('language');
  const locale = json && readBody(json).text('locale', maxNameLength);
  if (locale === undefined) return undefined;
  const language = languageNamed(locale);
  if (language === undefined) throw invalidArguments(locale);
  return language.locale;
}

export function readAutomaticReplies(settings: BodyReader): RepliesChange | undefined {
  const json = settings.object('automaticRepliesSetting');
  if (json === undefined) return undefined;
  const body = readBody(json);
  return {
    status: body.oneOf('status', enumTypes.automaticRepliesStatus),
    externalAudience: body.oneOf('externalAudience', enumTypes.externalAudienceScope),
    internalReplyMessage: body.text('internalReplyMessage', maxReplyLength),
    externalReplyMessage: body.text('externalReplyMessage', maxReplyLength),
    scheduledStart: readInstant(body, 'scheduledStartDateTime'),
    scheduledEnd: readInstant(body, 'scheduledEndDateTime'),
  };
}

/** A point in time, given as a dateTimeTimeZone; in UTC where it names no zone. */
function readInstant(replies: BodyReader, name: string): number | undefined {
  const json = replies.object(name);
  if (json === undefined) return undefined;
  const body = readBody<typeof dateTimeTimeZone>(json);
  const dateTime = body.text('dateTime', maxNameLength);
  if (dateTime === undefined) throw missingProperty(`${name}/dateTime`);
  return utcOf({ dateTime, timeZone: body.text('timeZone', maxNameLength) ?? 'UTC' });
}

export function readWorkingHours(settings: BodyReader): WorkingHoursChange | undefined {
  const json = settings.object('workingHours');
  if (json === undefined) return undefined;
  const body = readBody(json);
  return {
    daysOfWeek: readDays(body),
    startTime: readTime(body, 'startTime'),
    endTime: readTime(body, 'endTime'),
    timeZone: readZone(body),
  };
}

function readDays(hours: BodyReader): WorkingHoursChange['daysOfWeek'] {
  const days = hours.texts('daysOfWeek', maxNameLength)?.map((text) => {
    const day = daysOfWeek.find((each) => each === text.toLowerCase());
    if (day === undefined) throw invalidArguments(text);
    return day;
  });
  return days && daysOfWeek.filter((day) => days.includes(day));
}

/** A time of day. Throws 400 `RequestBodyRead` for a text that is none, such as `08`. */
function readTime(body: BodyReader, name: string): TimeOfDay | undefined {
  const text = body.text(name, maxNameLength);
  if (text === undefined) return undefined;
  const time = readTimeOfDay(text);
  if (time === undefined) throw notConvertible(text, 'Edm.TimeOfDay');
  return time;
}

/** Reads a zone: a name, or a custom zone where the body gives more than a name or says so by `@odata.type`. */
function readZone(hours: BodyReader): WorkingHoursChange['timeZone'] {
  const json = hours.object('timeZone');
  if (json === undefined) return undefined;
  const body = readBody(json);
  const isCustom = /customTimeZone$/i.test(body.text('@odata.type', maxNameLength) ?? '');
  return isCustom ? readCustomZone(body) : readZoneName(body, 'name');
}

const readCustomZone = (body: BodyReader): CustomZoneChange => ({
  name: readZoneName(body, 'name'),
  bias: within(body, 'bias', -maxMinutes, maxMinutes),
  standardOffset: readOffset(body.object('standardOffset')),
  daylightOffset: readDaylightOffset(body.object('daylightOffset')),
});

function readDaylightOffset(json: JsonObject | undefined): CustomZoneChange['daylightOffset'] {
  if (json === undefined) return undefined;
  return { ...readOffset(json), daylightBias: within(readBody(json), 'daylightBias', -maxMinutes, maxMinutes) };
}

function readOffset(json: JsonObject | undefined): OffsetChange | undefined {
  if (json === undefined) return undefined;
  const body = readBody(json);
  return {
    time: readTime(body, 'time'),
    dayOccurrence: within(body, 'dayOccurrence', 1, 5),
    dayOfWeek: body.oneOf('dayOfWeek', enumTypes.dayOfWeek),
    month: within(body, 'month', 1, 12),
    year: within(body, 'year', 0, maxYear),
  };
}

/** No clock is further from UTC than a day. */
const maxMinutes = 24 * 60;
const maxYear = 4500;

function within(body: BodyReader, name: string, min: number, max: number): number | undefined {
  const value = body.int32(name, -maxInt32);
  if (value !== undefined && (value < min || value > max)) throw badRequest(`The property '${name}' must be from ${min} to ${max}.`);
  return value;
}

const invalidArguments = (value: string): ServiceError =>
  new ServiceError(400, 'InvalidArguments', `Requested value '${value.slice(0, 100)}' was not found.`);
