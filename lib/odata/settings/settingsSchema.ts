// Declares Graph's mailboxSettings, setting by setting: how each is shown, read from a body and named by a path.
import type { CurrentSettings } from '../../calendar/settings/mailboxSettings.ts';
import { languageNamed } from '../../calendar/settings/languages.ts';
import { inZone } from '../../calendar/time/dateTime.ts';
import { showTimeOfDay } from '../../calendar/time/timeOfDay.ts';
import type { CustomZone, MailboxSettings, WorkingHours, ZoneOffset } from '../../calendar/settings/settingsRecord.ts';
import { maxSettingLength } from '../../runtime/limits/mailbox.ts';
import { badRequest } from '../../runtime/errors.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import { entityType, fixed, typesOf, type Rows } from '../types/entity.ts';
import { enumTypes } from '../types/enums.ts';
import { namesOf } from '../types/edm.ts';
import { namedAmong } from '../query/vocabulary.ts';
import type { QuerySchema } from '../query/queryOptions.ts';
import { readAutomaticReplies, readLanguage, readWorkingHours, readZoneName } from './settingsBody.ts';

/** The settings, and the zone in which an answer shows points in time. */
export interface ShownSettings {
  readonly settings: CurrentSettings['settings'];
  readonly timeZone: string;
}

/** The settings in the order of Graph's answers (Graph, "Get user mailbox settings"). */
export const settingsRows = {
  archiveFolder: fixed('Edm.String', null),
  timeZone: { type: 'Edm.String', show: ({ settings }) => settings.timeZone, read: (body: BodyReader) => readZoneName(body, 'timeZone') },
  delegateMeetingMessageDeliveryOptions: {
    type: 'graph.delegateMeetingMessageDeliveryOptions',
    show: ({ settings }) => settings.delegateDelivery,
    read: (body: BodyReader) => body.oneOf('delegateMeetingMessageDeliveryOptions', enumTypes.delegateMeetingMessageDeliveryOptions),
  },
  dateFormat: {
    type: 'Edm.String',
    show: ({ settings }) => settings.dateFormat,
    read: (body: BodyReader) => readFormat(body, 'dateFormat'),
  },
  timeFormat: {
    type: 'Edm.String',
    show: ({ settings }) => settings.timeFormat,
    read: (body: BodyReader) => readFormat(body, 'timeFormat'),
  },
  userPurpose: fixed('graph.userPurpose', 'user'),
  automaticRepliesSetting: { type: 'graph.automaticRepliesSetting', show: showReplies, read: readAutomaticReplies },
  language: { type: 'graph.localeInfo', show: ({ settings }) => showLanguage(settings), read: readLanguage },
  workingHours: {
    type: 'graph.workingHours',
    show: ({ settings }) => showWorkingHours(settings),
    read: readWorkingHours,
  },
} as const satisfies Rows<ShownSettings>;

export type SettingsProperty = keyof typeof settingsRows;

/** A complex type in Graph: the settings have no id of their own. */
export const mailboxSettingsType = entityType(settingsRows, {});
export const mailboxSettingsProperties = typesOf(settingsRows);

/** The options of the settings as a whole. */
export const settingsQuery: QuerySchema<SettingsProperty> = {
  options: ['select'],
  property: namedAmong<SettingsProperty>('mailboxSettings', namesOf(settingsRows)),
  sortable: [],
  expandable: undefined,
  filter: undefined,
};

/** Working hours as Graph shows them, in the mailbox's own zone unless they have another one. */
export const showWorkingHours = ({ workingHours, timeZone }: Pick<MailboxSettings, 'workingHours' | 'timeZone'>): JsonObject => ({
  daysOfWeek: workingHours.daysOfWeek,
  startTime: showTimeOfDay(workingHours.startTime),
  endTime: showTimeOfDay(workingHours.endTime),
  timeZone: showZone(workingHours.timeZone ?? timeZone),
});

function showZone(zone: NonNullable<WorkingHours['timeZone']>): JsonObject {
  if (typeof zone === 'string') return { name: zone };
  const { bias, name, standardOffset, daylightOffset }: CustomZone = zone;
  return {
    '@odata.type': '#microsoft.graph.customTimeZone',
    bias,
    name,
    standardOffset: standardOffset === undefined ? null : showOffset(standardOffset),
    daylightOffset: daylightOffset === undefined ? null : { ...showOffset(daylightOffset), daylightBias: daylightOffset.daylightBias },
  };
}

const showOffset = ({ time, dayOccurrence, dayOfWeek, month, year }: ZoneOffset): JsonObject => ({
  time: showTimeOfDay(time),
  dayOccurrence,
  dayOfWeek,
  month,
  year,
});

const showLanguage = ({ locale }: MailboxSettings): JsonObject => ({
  locale,
  displayName: languageNamed(locale)?.displayName ?? locale,
});

function showReplies({ settings: { automaticReplies }, timeZone }: ShownSettings): JsonObject {
  const { status, externalAudience, scheduledStart, scheduledEnd, internalReplyMessage, externalReplyMessage } = automaticReplies;
  const shown = (utc: number | undefined) => (utc === undefined ? null : { ...inZone(utc, timeZone) });
  return {
    status,
    externalAudience,
    scheduledStartDateTime: shown(scheduledStart),
    scheduledEndDateTime: shown(scheduledEnd),
    internalReplyMessage,
    externalReplyMessage,
  };
}

function readFormat(body: BodyReader, name: 'dateFormat' | 'timeFormat'): string | undefined {
  const format = body.text(name, maxSettingLength);
  if (format?.trim() === '') throw badRequest(`The property '${name}' must not be empty.`);
  return format;
}
