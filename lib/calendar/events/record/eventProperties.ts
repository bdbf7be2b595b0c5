// The properties of an event that a caller writes, in Graph's words and with Graph's defaults (event resource type).
import { z } from 'zod';
import { patternedRecurrence } from '../../recurrence/patternedRecurrence.ts';

export const importances = ['low', 'normal', 'high'] as const;
export const sensitivities = ['normal', 'personal', 'private', 'confidential'] as const;
export const freeBusyStatuses = ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'] as const;
export const bodyTypes = ['text', 'html'] as const;
export const attendeeTypes = ['required', 'optional', 'resource'] as const;
export const responses = ['none', 'organizer', 'tentativelyAccepted', 'accepted', 'declined', 'notResponded'] as const;
export const meetingProviders = ['unknown', 'skypeForBusiness', 'skypeForConsumer', 'teamsForBusiness'] as const;
export const locationIdTypes = ['unknown', 'locationStore', 'directory', 'private', 'bing'] as const;
export const locationTypes = [
  'default',
  'conferenceRoom',
  'homeAddress',
  'businessAddress',
  'geoCoordinates',
  'streetAddress',
  'hotel',
  'restaurant',
  'localBusiness',
  'postalAddress',
] as const;

const text = z.string();
const dateTimeTimeZone = z.object({ dateTime: text, timeZone: text });

const address = z.object({
  street: text.optional(),
  postOfficeBox: text.optional(),
  city: text.optional(),
  state: text.optional(),
  countryOrRegion: text.optional(),
  postalCode: text.optional(),
});

const coordinates = z.object({
  altitude: z.number().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  accuracy: z.number().optional(),
  altitudeAccuracy: z.number().optional(),
});

const location = z.object({
  displayName: text,
  locationUri: text.optional(),
  locationEmailAddress: text.optional(),
  locationType: z.enum(locationTypes).optional(),
  uniqueId: text.optional(),
  uniqueIdType: z.enum(locationIdTypes).optional(),
  address: address.optional(),
  coordinates: coordinates.optional(),
});

const emailAddress = z.object({ name: text.optional(), address: text.optional() });

/** Another time that an attendee proposes. */
export const timeSlotShape = z.object({ start: dateTimeTimeZone, end: dateTimeTimeZone });
export type TimeSlot = z.infer<typeof timeSlotShape>;

const attendee = z.object({
  type: z.enum(attendeeTypes),
  status: z.object({ response: z.enum(responses), time: text }),
  emailAddress,
  /** The object id of the user whom the address named when it was looked up; never shown. Undefined when nobody has been found yet. */
  userId: text.optional(),
  /** Set if somebody who may not see private events added the attendee, who then doesn't see the event while it is private. Never shown. */
  blind: z.literal(true).optional(),
  /** The number of the answer in `status` (`EntryOf.answered`); never shown. Undefined before the first. */
  answered: z.number().int().optional(),
  /** When a meeting that was there already invited this attendee, in UTC: older answers were to a former invitation. Never shown. */
  invited: text.optional(),
  proposedNewTime: timeSlotShape.optional(),
});

/** Reads the stored properties of an event. A property that is newer than the event, and missing in it, has its default. */
export const eventProperties = z.object({
  subject: text.nullable(),
  /** The content is `''` if it is too large for the document: then a blob holds it (`bodyContent`). */
  body: z.object({ contentType: z.enum(bodyTypes), content: text }),
  start: dateTimeTimeZone.nullable(),
  end: dateTimeTimeZone.nullable(),
  isAllDay: z.boolean(),
  location,
  locations: z.array(location).default([]),
  importance: z.enum(importances),
  sensitivity: z.enum(sensitivities),
  showAs: z.enum(freeBusyStatuses),
  categories: z.array(text),
  attendees: z.array(attendee).default([]),
  isReminderOn: z.boolean().default(true),
  reminderMinutesBeforeStart: z.number().int().default(15),
  responseRequested: z.boolean().default(true),
  allowNewTimeProposals: z.boolean().default(true),
  hideAttendees: z.boolean().default(false),
  transactionId: text.nullable().default(null),
  recurrence: patternedRecurrence.nullable().default(null),
});

export type EventProperties = z.infer<typeof eventProperties>;
export type DateTimeTimeZone = z.infer<typeof dateTimeTimeZone>;
export type Location = z.infer<typeof location>;
export type Attendee = z.infer<typeof attendee>;
export type EmailAddress = z.infer<typeof emailAddress>;
export const emailAddressShape = emailAddress;

/** The properties of an event that Graph's defaults give. */
export const defaultEventProperties: EventProperties = eventProperties.parse({
  subject: null,
  body: { contentType: 'text', content: '' },
  start: null,
  end: null,
  isAllDay: false,
  location: { displayName: '' },
  importance: 'normal',
  sensitivity: 'normal',
  showAs: 'busy',
  categories: [],
});

/** The organizer's own properties: attendees are never shown them (contract, section 18). */
export const organizersOwn = [
  'categories',
  'isReminderOn',
  'reminderMinutesBeforeStart',
  'transactionId',
] as const satisfies readonly (keyof EventProperties)[];

/** The properties as attendees see them: the organizer's own ones have their defaults. */
export const withoutOrganizersOwn = (properties: EventProperties): EventProperties => ({
  ...properties,
  ...Object.fromEntries(organizersOwn.map((name) => [name, defaultEventProperties[name]])),
});

/** The time of a response that hasn't been given yet (Graph, responseStatus resource type). */
export const noResponseTime = '0001-01-01T00:00:00Z';
