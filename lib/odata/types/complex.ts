// Declares Graph's complex types as this service has them. The compiler checks that each has exactly the properties that the domain stores.
import type { Attendee, DateTimeTimeZone, EmailAddress, EventProperties, Location } from '../../calendar/events/record/eventProperties.ts';
import type { PatternedRecurrence, RecurrencePattern, RecurrenceRange } from '../../calendar/recurrence/patternedRecurrence.ts';
import { freeBusyTypes } from '../freeBusy/freeBusyTypes.ts';
import { settingsTypes } from '../settings/settingsTypes.ts';
import { reminderType } from '../reminder/reminderSchema.ts';
import { uploadTypes } from '../upload/uploadSchema.ts';
import type { PropertyTable, TableOf } from './edm.ts';
import type { ComplexType } from './structured.ts';

/** A shape with all properties of several shapes. */
type AnyOf<U> = { readonly [K in U extends unknown ? keyof U : never]: U extends { readonly [P in K]?: infer V } ? V : never };

export const dateTimeTimeZone = {
  dateTime: 'Edm.String not null',
  timeZone: 'Edm.String',
} as const satisfies TableOf<DateTimeTimeZone>;

export const emailAddress = { name: 'Edm.String', address: 'Edm.String' } as const satisfies TableOf<EmailAddress>;

export const itemBody = { contentType: 'graph.bodyType', content: 'Edm.String' } as const satisfies TableOf<EventProperties['body']>;

export const physicalAddress = {
  street: 'Edm.String',
  postOfficeBox: 'Edm.String',
  city: 'Edm.String',
  state: 'Edm.String',
  countryOrRegion: 'Edm.String',
  postalCode: 'Edm.String',
} as const satisfies TableOf<NonNullable<Location['address']>>;

export const outlookGeoCoordinates = {
  altitude: 'Edm.Double',
  latitude: 'Edm.Double',
  longitude: 'Edm.Double',
  accuracy: 'Edm.Double',
  altitudeAccuracy: 'Edm.Double',
} as const satisfies TableOf<NonNullable<Location['coordinates']>>;

export const location = {
  displayName: 'Edm.String',
  locationUri: 'Edm.String',
  locationEmailAddress: 'Edm.String',
  locationType: 'graph.locationType',
  uniqueId: 'Edm.String',
  uniqueIdType: 'graph.locationUniqueIdType',
  address: 'graph.physicalAddress',
  coordinates: 'graph.outlookGeoCoordinates',
} as const satisfies TableOf<Location>;

const responseStatus = { response: 'graph.responseType', time: 'Edm.DateTimeOffset' } as const satisfies TableOf<Attendee['status']>;

const timeSlot = {
  start: 'graph.dateTimeTimeZone not null',
  end: 'graph.dateTimeTimeZone not null',
} as const satisfies TableOf<NonNullable<Attendee['proposedNewTime']>>;

const recipient = { emailAddress: 'graph.emailAddress' } as const;
const attendeeBase = { type: 'graph.attendeeType', ...recipient } as const;

/** What answers never show: which user an attendee's address was found to belong to, and what orders invitations and answers. */
export const attendee = {
  ...attendeeBase,
  status: 'graph.responseStatus',
  proposedNewTime: 'graph.timeSlot',
} as const satisfies TableOf<Omit<Attendee, 'userId' | 'blind' | 'answered' | 'invited'>>;

const recurrencePattern = {
  type: 'graph.recurrencePatternType',
  interval: 'Edm.Int32 not null',
  month: 'Edm.Int32 not null',
  dayOfMonth: 'Edm.Int32 not null',
  daysOfWeek: 'Collection(graph.dayOfWeek)',
  firstDayOfWeek: 'graph.dayOfWeek',
  index: 'graph.weekIndex',
} as const satisfies TableOf<AnyOf<RecurrencePattern>>;

const recurrenceRange = {
  type: 'graph.recurrenceRangeType',
  startDate: 'Edm.Date',
  endDate: 'Edm.Date',
  recurrenceTimeZone: 'Edm.String',
  numberOfOccurrences: 'Edm.Int32 not null',
} as const satisfies TableOf<AnyOf<RecurrenceRange>>;

const patternedRecurrence = {
  pattern: 'graph.recurrencePattern',
  range: 'graph.recurrenceRange',
} as const satisfies TableOf<PatternedRecurrence>;

/** The message of an invitation. The service keeps and shows it as the inviter writes it. */
const invitedUserMessageInfo = {
  messageLanguage: 'Edm.String',
  ccRecipients: 'Collection(graph.recipient)',
  customizedMessageBody: 'Edm.String',
} as const satisfies PropertyTable;

/** What a person has. */
const personTypes = {
  personType: { class: 'Edm.String', subclass: 'Edm.String' },
  phone: { type: 'graph.phoneType', number: 'Edm.String', region: 'Edm.String', language: 'Edm.String' },
  scoredEmailAddress: {
    address: 'Edm.String',
    relevanceScore: 'Edm.Double',
    selectionLikelihood: 'graph.selectionLikelihoodInfo',
    itemId: 'Edm.String',
  },
  website: { type: 'graph.websiteType', address: 'Edm.String', displayName: 'Edm.String' },
} as const satisfies Readonly<Record<string, PropertyTable>>;

/** For online meetings. Events here never have one, since the service doesn't hold meetings. */
const onlineMeetingInfo = {
  conferenceId: 'Edm.String',
  joinUrl: 'Edm.String',
  quickDial: 'Edm.String',
  tollFreeNumbers: 'Collection(Edm.String)',
  tollNumber: 'Edm.String',
} as const satisfies PropertyTable;

/** The complex types by name, each base before the types that are derived from it: generators of code need that order. */
export const complexTypes = {
  recipient: { properties: recipient, writable: { needed: ['emailAddress'] } },
  attendeeBase: { properties: attendeeBase, base: 'recipient', writable: { needed: ['emailAddress'] } },
  attendee: { properties: attendee, base: 'attendeeBase', writable: { any: ['type', 'emailAddress'], needed: ['emailAddress'] } },
  attachmentItem: uploadTypes.attachmentItem,
  dateTimeTimeZone: { properties: dateTimeTimeZone, writable: { needed: ['dateTime'] } },
  emailAddress: { properties: emailAddress, writable: { needed: ['address'] } },
  invitedUserMessageInfo: { properties: invitedUserMessageInfo, open: true },
  itemBody: { properties: itemBody },
  location: { properties: location },
  onlineMeetingInfo: { properties: onlineMeetingInfo, notKept: { absent: ['phones'] } },
  outlookGeoCoordinates: { properties: outlookGeoCoordinates },
  patternedRecurrence: { properties: patternedRecurrence, writable: { needed: ['pattern', 'range'] } },
  personType: { properties: personTypes.personType },
  phone: { properties: personTypes.phone },
  physicalAddress: { properties: physicalAddress, notKept: { fixed: { type: 'unknown' } } },
  recurrencePattern: { properties: recurrencePattern, writable: { needed: ['type', 'interval'] } },
  recurrenceRange: { properties: recurrenceRange, writable: { needed: ['type', 'startDate'] } },
  reminder: reminderType,
  responseStatus: { properties: responseStatus },
  scoredEmailAddress: { properties: personTypes.scoredEmailAddress },
  timeSlot: { properties: timeSlot, writable: { needed: ['start', 'end'] } },
  uploadSession: uploadTypes.uploadSession,
  website: { properties: personTypes.website },
  ...settingsTypes,
  ...freeBusyTypes,
  locationConstraintItem: { properties: { ...location, resolveAvailability: 'Edm.Boolean' }, base: 'location' },
} as const satisfies Readonly<Record<string, ComplexType>>;
