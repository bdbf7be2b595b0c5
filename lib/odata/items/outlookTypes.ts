// The types that Graph's items are made of: people, places, times, bodies.
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
} from '../../calendar/eventProperties.ts';
import { daysOfWeek, patternTypes, rangeTypes, weekIndexes } from '../../calendar/recurrence/patternedRecurrence.ts';
import type { Properties, Shape } from '../shape.ts';

export const string: Shape = { is: 'primitive', type: 'Edm.String' };
export const boolean: Shape = { is: 'primitive', type: 'Edm.Boolean' };
export const int32: Shape = { is: 'primitive', type: 'Edm.Int32' };
export const binary: Shape = { is: 'primitive', type: 'Edm.Binary' };
export const date: Shape = { is: 'primitive', type: 'Edm.Date' };
export const instant: Shape = { is: 'primitive', type: 'Edm.DateTimeOffset' };
const double: Shape = { is: 'primitive', type: 'Edm.Double' };

export const collection = (of: Shape): Shape => ({ is: 'collection', of });
export const object = (properties: Properties): Shape => ({ is: 'object', properties });
export const member = (type: string, members: readonly string[]): Shape => ({ is: 'member', type: `microsoft.graph.${type}`, members });

export const importance = member('importance', importances);
export const sensitivity = member('sensitivity', sensitivities);
export const freeBusyStatus = member('freeBusyStatus', freeBusyStatuses);
export const responseType = member('responseType', responses);
export const meetingProvider = member('onlineMeetingProviderType', meetingProviders);
export const eventType = member('eventType', ['singleInstance', 'occurrence', 'exception', 'seriesMaster']);

export const itemBody = object({ contentType: member('bodyType', bodyTypes), content: string });
export const dateTimeTimeZone = object({ dateTime: string, timeZone: string });
export const emailAddress = object({ name: string, address: string });
export const recipient = object({ emailAddress });
export const responseStatus = object({ response: responseType, time: instant });
export const timeSlot = object({ start: dateTimeTimeZone, end: dateTimeTimeZone });
export const attendee = object({
  type: member('attendeeType', attendeeTypes),
  status: responseStatus,
  emailAddress,
  proposedNewTime: timeSlot,
});

export const physicalAddress = object({
  type: string,
  postOfficeBox: string,
  street: string,
  city: string,
  state: string,
  countryOrRegion: string,
  postalCode: string,
});
export const location = object({
  displayName: string,
  locationUri: string,
  locationEmailAddress: string,
  locationType: member('locationType', locationTypes),
  uniqueId: string,
  uniqueIdType: member('locationUniqueIdType', locationIdTypes),
  address: physicalAddress,
  coordinates: object({ altitude: double, latitude: double, longitude: double, accuracy: double, altitudeAccuracy: double }),
});
export const phone = object({ number: string, type: string, region: string, language: string });
export const onlineMeeting = object({
  conferenceId: string,
  joinUrl: string,
  phones: collection(phone),
  quickDial: string,
  tollFreeNumbers: collection(string),
  tollNumber: string,
});
export const followupFlag = object({
  flagStatus: member('followupFlagStatus', ['notFlagged', 'complete', 'flagged']),
  startDateTime: dateTimeTimeZone,
  dueDateTime: dateTimeTimeZone,
  completedDateTime: dateTimeTimeZone,
});

const dayOfWeek = member('dayOfWeek', daysOfWeek);
export const patternedRecurrence = object({
  pattern: object({
    type: member('recurrencePatternType', patternTypes),
    interval: int32,
    month: int32,
    dayOfMonth: int32,
    daysOfWeek: collection(dayOfWeek),
    firstDayOfWeek: dayOfWeek,
    index: member('weekIndex', weekIndexes),
  }),
  range: object({
    type: member('recurrenceRangeType', rangeTypes),
    startDate: date,
    endDate: date,
    recurrenceTimeZone: string,
    numberOfOccurrences: int32,
  }),
});
