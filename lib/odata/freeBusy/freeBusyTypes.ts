// Declares Graph's complex types of free/busy, and the parameters of its actions.
import type { PropertyTable } from '../types/edm.ts';
import type { ComplexType } from '../types/structured.ts';

export const getScheduleParameters = {
  Schedules: 'Collection(Edm.String)',
  EndTime: 'graph.dateTimeTimeZone',
  StartTime: 'graph.dateTimeTimeZone',
  AvailabilityViewInterval: 'Edm.Int32',
} as const satisfies PropertyTable;

export const findMeetingTimesParameters = {
  attendees: 'Collection(graph.attendeeBase)',
  locationConstraint: 'graph.locationConstraint',
  timeConstraint: 'graph.timeConstraint',
  meetingDuration: 'Edm.Duration',
  maxCandidates: 'Edm.Int32',
  isOrganizerOptional: 'Edm.Boolean',
  returnSuggestionReasons: 'Edm.Boolean',
  minimumAttendeePercentage: 'Edm.Double',
} as const satisfies PropertyTable;

/** By name, each base before the types that are derived from it. */
export const freeBusyTypes = {
  attendeeAvailability: { properties: { attendee: 'graph.attendeeBase', availability: 'graph.freeBusyStatus' } },
  freeBusyError: { properties: { message: 'Edm.String', responseCode: 'Edm.String' } },
  locationConstraint: {
    properties: {
      isRequired: 'Edm.Boolean',
      locations: 'Collection(graph.locationConstraintItem)',
      suggestLocation: 'Edm.Boolean',
    },
  },
  meetingTimeSuggestion: {
    properties: {
      confidence: 'Edm.Double',
      order: 'Edm.Int32',
      organizerAvailability: 'graph.freeBusyStatus',
      suggestionReason: 'Edm.String',
      attendeeAvailability: 'Collection(graph.attendeeAvailability)',
      locations: 'Collection(graph.location)',
      meetingTimeSlot: 'graph.timeSlot',
    },
  },
  meetingTimeSuggestionsResult: {
    properties: { emptySuggestionsReason: 'Edm.String', meetingTimeSuggestions: 'Collection(graph.meetingTimeSuggestion)' },
  },
  scheduleInformation: {
    properties: {
      scheduleId: 'Edm.String',
      availabilityView: 'Edm.String',
      scheduleItems: 'Collection(graph.scheduleItem)',
      workingHours: 'graph.workingHours',
      error: 'graph.freeBusyError',
    },
  },
  scheduleItem: {
    properties: {
      isPrivate: 'Edm.Boolean',
      status: 'graph.freeBusyStatus',
      subject: 'Edm.String',
      location: 'Edm.String',
      start: 'graph.dateTimeTimeZone',
      end: 'graph.dateTimeTimeZone',
    },
  },
  timeConstraint: { properties: { activityDomain: 'graph.activityDomain', timeSlots: 'Collection(graph.timeSlot)' } },
} as const satisfies Readonly<Record<string, ComplexType>>;
