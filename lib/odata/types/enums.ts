// Declares Graph's enumerations with the members that this service has.
import { permissions, providerTypes } from '../../attachments/attachment.ts';
import { calendarColors } from '../../calendar/calendars/calendarRecord.ts';
import {
  attendeeTypes,
  bodyTypes,
  freeBusyStatuses,
  importances,
  locationIdTypes,
  locationTypes,
  meetingProviders,
  responses,
  sensitivities,
} from '../../calendar/events/record/eventProperties.ts';
import { eventTypes } from '../../calendar/events/record/eventType.ts';
import { activityDomains } from '../../calendar/freeBusy/workingTimes.ts';
import { categoryColors } from '../../calendar/settings/category.ts';
import { deliveryOptions, replyAudiences, replyStatuses } from '../../calendar/settings/settingsRecord.ts';
import { timeZoneStandards } from '../../paths/reference.ts';
import { calendarRoles } from '../../calendar/calendars/permission.ts';
import { daysOfWeek, patternTypes, rangeTypes, weekIndexes } from '../../calendar/recurrence/patternedRecurrence.ts';

/** An enumeration of `microsoft.graph`: its name, and the names of its members. */
export interface EnumType<Name extends string = string, Member extends string = string> {
  readonly name: Name;
  readonly members: readonly Member[];
}

const enumType = <Name extends string, const Members extends readonly string[]>(
  name: Name,
  members: Members,
): EnumType<Name, Members[number]> => ({ name, members });

/** The types of attachments that Graph's upload sessions know; the service accepts only `file`. */
const attachmentTypes = ['file', 'item', 'reference'] as const;
/** Graph has rooms and shared mailboxes as well. */
const userPurposes = ['user'] as const;
/** Graph spells `meetingTenativelyAccepted` so. */
export const meetingMessageTypes = [
  'none',
  'meetingRequest',
  'meetingCancelled',
  'meetingAccepted',
  'meetingTenativelyAccepted',
  'meetingDeclined',
] as const;
export const meetingRequestTypes = ['newMeetingRequest', 'fullUpdate'] as const;

/** Of a person's telephones; this service knows business and mobile ones. */
const phoneTypes = ['home', 'business', 'mobile', 'other', 'assistant', 'homeFax', 'businessFax', 'otherFax', 'pager', 'radio'] as const;

export const enumTypes = {
  activityDomain: enumType('activityDomain', activityDomains),
  attachmentType: enumType('attachmentType', attachmentTypes),
  automaticRepliesStatus: enumType('automaticRepliesStatus', replyStatuses),
  attendeeType: enumType('attendeeType', attendeeTypes),
  bodyType: enumType('bodyType', bodyTypes),
  calendarColor: enumType('calendarColor', calendarColors),
  calendarRoleType: enumType('calendarRoleType', calendarRoles),
  categoryColor: enumType('categoryColor', categoryColors),
  dayOfWeek: enumType('dayOfWeek', daysOfWeek),
  delegateMeetingMessageDeliveryOptions: enumType('delegateMeetingMessageDeliveryOptions', deliveryOptions),
  eventType: enumType('eventType', eventTypes),
  externalAudienceScope: enumType('externalAudienceScope', replyAudiences),
  freeBusyStatus: enumType('freeBusyStatus', freeBusyStatuses),
  importance: enumType('importance', importances),
  locationType: enumType('locationType', locationTypes),
  locationUniqueIdType: enumType('locationUniqueIdType', locationIdTypes),
  meetingMessageType: enumType('meetingMessageType', meetingMessageTypes),
  meetingRequestType: enumType('meetingRequestType', meetingRequestTypes),
  onlineMeetingProviderType: enumType('onlineMeetingProviderType', meetingProviders),
  phoneType: enumType('phoneType', phoneTypes),
  recurrencePatternType: enumType('recurrencePatternType', patternTypes),
  recurrenceRangeType: enumType('recurrenceRangeType', rangeTypes),
  referenceAttachmentPermission: enumType('referenceAttachmentPermission', permissions),
  referenceAttachmentProvider: enumType('referenceAttachmentProvider', providerTypes),
  responseType: enumType('responseType', responses),
  selectionLikelihoodInfo: enumType('selectionLikelihoodInfo', ['notSpecified', 'high']),
  sensitivity: enumType('sensitivity', sensitivities),
  timeZoneStandard: enumType('timeZoneStandard', timeZoneStandards),
  websiteType: enumType('websiteType', ['other', 'home', 'work', 'blog', 'profile']),
  userPurpose: enumType('userPurpose', userPurposes),
  weekIndex: enumType('weekIndex', weekIndexes),
} as const;
