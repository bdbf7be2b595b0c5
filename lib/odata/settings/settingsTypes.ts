// Declares Graph's complex types that a mailbox's settings are made of, and those of what it can be set to.
import type { CustomZone, ZoneOffset } from '../../calendar/settings/settingsRecord.ts';
import type { Language } from '../../calendar/settings/languages.ts';
import type { ZoneName } from '../../calendar/settings/supportedZones.ts';
import type { PropertyTable, TableOf } from '../types/edm.ts';
import type { ComplexType } from '../types/structured.ts';

const localeInfo = { displayName: 'Edm.String', locale: 'Edm.String' } as const satisfies TableOf<Language>;

const timeZoneInformation = { alias: 'Edm.String', displayName: 'Edm.String' } as const satisfies TableOf<ZoneName>;

const automaticReplies = {
  status: 'graph.automaticRepliesStatus',
  externalAudience: 'graph.externalAudienceScope',
  scheduledStartDateTime: 'graph.dateTimeTimeZone',
  scheduledEndDateTime: 'graph.dateTimeTimeZone',
  internalReplyMessage: 'Edm.String',
  externalReplyMessage: 'Edm.String',
} as const satisfies PropertyTable;

const workingHours = {
  daysOfWeek: 'Collection(graph.dayOfWeek)',
  startTime: 'Edm.TimeOfDay',
  endTime: 'Edm.TimeOfDay',
  timeZone: 'graph.timeZoneBase',
} as const satisfies PropertyTable;

const timeZoneBase = { name: 'Edm.String' } as const satisfies PropertyTable;

const zoneOffset = {
  time: 'Edm.TimeOfDay',
  dayOccurrence: 'Edm.Int32',
  dayOfWeek: 'graph.dayOfWeek',
  month: 'Edm.Int32',
  year: 'Edm.Int32',
} as const satisfies Readonly<Record<keyof ZoneOffset, string>>;

const customZone = {
  ...timeZoneBase,
  bias: 'Edm.Int32',
  standardOffset: 'graph.standardTimeZoneOffset',
  daylightOffset: 'graph.daylightTimeZoneOffset',
} as const satisfies Readonly<Record<keyof CustomZone, string>>;

/** By name, each base before the types that are derived from it. */
export const settingsTypes = {
  automaticRepliesSetting: { properties: automaticReplies },
  timeZoneBase: { properties: timeZoneBase },
  customTimeZone: { properties: customZone, base: 'timeZoneBase' },
  standardTimeZoneOffset: { properties: zoneOffset },
  daylightTimeZoneOffset: { properties: { ...zoneOffset, daylightBias: 'Edm.Int32' }, base: 'standardTimeZoneOffset' },
  localeInfo: { properties: localeInfo },
  timeZoneInformation: { properties: timeZoneInformation },
  workingHours: { properties: workingHours },
} as const satisfies Readonly<Record<string, ComplexType>>;
