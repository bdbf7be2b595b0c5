// The documents' examples of free and busy: getSchedule, findMeetingTimes; and of sharing.
import { each, part } from './pageAnswer.ts';
import type { Example } from './scene.ts';

const pacific = (dateTime: string) => ({ dateTime, timeZone: 'Pacific Standard Time' });
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const work = { daysOfWeek: weekdays, startTime: '08:00:00.0000000', endTime: '17:00:00.0000000' };
const inPacific = { Prefer: 'outlook.timezone="Pacific Standard Time"' };
const applied = { 'preference-applied': 'outlook.timezone="Pacific Standard Time"' };
const lunch = { start: pacific('2019-03-15T12:00:00'), end: pacific('2019-03-15T14:00:00') };

export const freeBusyExamples: readonly Example[] = [
  {
    page: 'calendar-getschedule',
    about: 'the day of oneself, and of somebody who shares nothing but when one is busy',
    request: async ({ adele, megan, event, must }) => {
      await event({ subject: "Let's go for lunch", location: { displayName: "Harry's Bar" }, ...lunch });
      for (const [from, to, showAs] of [
        ['08:30', '09:30', 'busy'],
        ['12:00', '14:00', 'busy'],
        ['12:00', '13:00', 'tentative'],
        ['13:00', '14:00', 'busy'],
        ['16:00', '17:00', 'tentative'],
      ])
        await must(megan, '/v1.0/me/events', {
          json: { subject: 'x', showAs, start: pacific(`2019-03-15T${from}:00`), end: pacific(`2019-03-15T${to}:00`) },
        });
      return {
        path: '/v1.0/me/calendar/getSchedule',
        headers: inPacific,
        json: {
          schedules: [adele.upn, megan.upn],
          startTime: pacific('2019-03-15T09:00:00'),
          endTime: pacific('2019-03-15T18:00:00'),
          availabilityViewInterval: 60,
        },
      };
    },
    status: 200,
    headers: applied,
    answer: ({ context, adele, megan }) => ({
      '@odata.context': context('Collection(microsoft.graph.scheduleInformation)'),
      value: [
        {
          scheduleId: adele.upn,
          availabilityView: '000220000',
          scheduleItems: [
            {
              isPrivate: false,
              status: 'busy',
              subject: "Let's go for lunch",
              location: "Harry's Bar",
              start: pacific('2019-03-15T12:00:00.0000000'),
              end: pacific('2019-03-15T14:00:00.0000000'),
            },
          ],
          workingHours: { ...work, timeZone: { name: String } },
        },
        {
          scheduleId: megan.upn,
          availabilityView: '200220010',
          scheduleItems: [
            ['busy', '08:30', '09:30'],
            ['busy', '12:00', '14:00'],
            ['tentative', '12:00', '13:00'],
            ['busy', '13:00', '14:00'],
            ['tentative', '16:00', '17:00'],
          ].map(([status = '', from, to]) => ({
            status,
            start: pacific(`2019-03-15T${from}:00.0000000`),
            end: pacific(`2019-03-15T${to}:00.0000000`),
          })),
          workingHours: { ...work, timeZone: { name: String } },
        },
      ],
    }),
  },
  {
    page: 'user-findmeetingtimes',
    about: 'an hour for two in a room that is given',
    request: ({ alex }) => ({
      path: '/v1.0/me/findMeetingTimes',
      scope: 'Calendars.Read.Shared',
      headers: inPacific,
      json: {
        attendees: [{ type: 'required', emailAddress: { name: 'Alex Wilbur', address: alex.upn } }],
        locationConstraint: {
          isRequired: false,
          suggestLocation: false,
          locations: [{ resolveAvailability: false, displayName: 'Conf room Hood' }],
        },
        timeConstraint: {
          activityDomain: 'work',
          timeSlots: [{ start: pacific('2019-04-16T09:00:00'), end: pacific('2019-04-18T17:00:00') }],
        },
        isOrganizerOptional: 'false',
        meetingDuration: 'PT1H',
        returnSuggestionReasons: 'true',
        minimumAttendeePercentage: '100',
      },
    }),
    status: 200,
    headers: applied,
    answer: ({ context, alex }) => ({
      '@odata.context': context('microsoft.graph.meetingTimeSuggestionsResult'),
      emptySuggestionsReason: '',
      meetingTimeSuggestions: each({
        confidence: 100,
        order: Number,
        organizerAvailability: 'free',
        suggestionReason: 'Suggested because it is one of the nearest times when all attendees are available.',
        attendeeAvailability: [{ availability: 'free', attendee: { emailAddress: { address: alex.upn } } }],
        locations: [{ displayName: 'Conf room Hood' }],
        meetingTimeSlot: {
          start: { dateTime: /^2019-04-1[678]T\d\d:\d\d:00\.0000000$/, timeZone: 'Pacific Standard Time' },
          end: { dateTime: /^2019-04-1[678]T\d\d:\d\d:00\.0000000$/, timeZone: 'Pacific Standard Time' },
        },
      }),
    }),
    differs: {
      'meetingTimeSuggestions/*/attendeeAvailability/0/attendee/type': 'attendeeBase has it, and it is as it was sent',
      'meetingTimeSuggestions/*/attendeeAvailability/0/attendee/emailAddress/name': 'the name is as it was sent',
    },
  },
  {
    page: 'calendar-allowedcalendarsharingroles (schema alone: there is no page)',
    about: 'the roles that somebody can be given',
    request: ({ megan }) => ({ path: `/v1.0/me/calendar/allowedCalendarSharingRoles(User='${megan.upn}')`, scope: 'Calendars.Read' }),
    status: 200,
    answer: ({ context }) => ({
      '@odata.context': context('Collection(microsoft.graph.calendarRoleType)'),
      value: each(/^(?:freeBusyRead|limitedRead|read|write|delegateWith(?:out)?PrivateEventAccess)$/),
    }),
  },
  {
    page: 'calendar-list-calendarpermissions',
    about: 'who has been given a role, and the organization',
    request: async ({ adele, megan, must }) => {
      await must(adele, '/v1.0/me/calendar/calendarPermissions', { json: { emailAddress: { address: megan.upn }, role: 'read' } });
      return { path: `/v1.0/users/${adele.id}/calendar/calendarPermissions`, scope: 'Calendars.Read' };
    },
    status: 200,
    // The page shows the organization last; a list without $orderby has no order that is promised.
    answer: ({ context, adele, megan }) => ({
      '@odata.context': context(`users('${adele.id}')/calendar/calendarPermissions`),
      value: [
        {
          id: 'RGVmYXVsdA==',
          isRemovable: false,
          isInsideOrganization: true,
          role: 'freeBusyRead',
          allowedRoles: ['none', 'freeBusyRead', 'limitedRead', 'read', 'write'],
          emailAddress: { name: 'My Organization' },
        },
        {
          id: String,
          isRemovable: true,
          isInsideOrganization: true,
          role: 'read',
          allowedRoles: each(String),
          emailAddress: { name: String, address: megan.upn },
        },
      ],
    }),
    differs: { '@odata.context': 'the calendar is named by its id, as by every other path to it' },
  },
  {
    page: 'calendar-update',
    about: 'the default calendar has another name',
    request: () => ({ path: '/v1.0/me/calendar', method: 'PATCH', json: { name: 'Social events' } }),
    status: 200,
    answer: ({ adele }) =>
      part({
        '@odata.context': /\$metadata#.*calendar.*\/\$entity$/,
        id: String,
        name: 'Social events',
        color: 'auto',
        changeKey: String,
        canShare: true,
        canViewPrivateItems: true,
        hexColor: '',
        canEdit: true,
        allowedOnlineMeetingProviders: [],
        defaultOnlineMeetingProvider: String,
        isTallyingResponses: true,
        isRemovable: false,
        owner: { name: String, address: adele.upn },
      }),
  },
  {
    page: 'user-list-calendargroups',
    about: 'the groups of calendars',
    request: () => ({ path: '/v1.0/me/calendarGroups' }),
    status: 200,
    answer: () =>
      part({ value: [part({ name: 'My Calendars', classId: '0006f0b7-0000-0000-c000-000000000046', changeKey: String, id: String })] }),
  },
];
