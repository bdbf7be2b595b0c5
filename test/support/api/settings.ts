// Requests to a mailbox's settings and categories, about free/busy, and where bodies of theirs may name members of enumerations, for tests of the metadata.
import { randomUUID } from 'node:crypto';
import { settingNames } from '../../../lib/paths/reference.ts';
import type { Sent } from './api.ts';

const settings = '/v1.0/me/mailboxSettings';
const outlook = '/v1.0/me/outlook';

const scheduled = {
  scheduledStartDateTime: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' },
  scheduledEndDateTime: { dateTime: '2027-03-02T10:00:00', timeZone: 'UTC' },
};

const customTimeZone = {
  '@odata.type': '#microsoft.graph.customTimeZone',
  bias: 480,
  standardOffset: { time: '02:00', dayOccurrence: 1, dayOfWeek: 'sunday', month: 11 },
  daylightOffset: { time: '02:00', dayOccurrence: 2, dayOfWeek: 'sunday', month: 3, daylightBias: -60 },
};

/** Every kind of answer, with all that it can hold. */
export const settingsRequests = (): readonly (readonly [path: string, sent?: Omit<Sent, 'token'>])[] => [
  [settings],
  [
    settings,
    {
      method: 'PATCH',
      json: { automaticRepliesSetting: { status: 'scheduled', ...scheduled }, workingHours: { timeZone: customTimeZone } },
    },
  ],
  [`${settings}?$select=workingHours,timeZone`],
  ...settingNames.map((name) => [`${settings}/${name}`] as const),
  [outlook],
  [`${outlook}/masterCategories`, { json: { displayName: randomUUID() } }],
  [`${outlook}/masterCategories`],
  [`${outlook}/supportedTimeZones`],
  [`${outlook}/supportedLanguages`],
];

const window = (from: string, to: string) => ({
  start: { dateTime: `2027-03-01T${from}:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-03-01T${to}:00`, timeZone: 'UTC' },
});

/** What is asked about these addresses. */
export const freeBusyRequests = (schedules: readonly string[]): readonly (readonly [path: string, sent: Omit<Sent, 'token'>])[] => {
  const { start, end } = window('00:00', '18:00');
  const attendees = schedules.map((address) => ({ type: 'optional', emailAddress: { address, name: 'Somebody' } }));
  const location = { displayName: 'Hall', locationUri: 'https://contoso.example/hall', coordinates: { latitude: 1, longitude: 2 } };
  return [
    ['/v1.0/me/calendar/getSchedule', { json: { schedules, startTime: start, endTime: end } }],
    [
      '/v1.0/me/findMeetingTimes',
      {
        json: {
          attendees,
          minimumAttendeePercentage: 0,
          returnSuggestionReasons: true,
          locationConstraint: { locations: [location] },
          timeConstraint: { timeSlots: [window('09:00', '11:00')] },
        },
      },
    ],
  ];
};

const patched = (json: object) => ({ path: 'mailboxSettings', json, method: 'PATCH' });

/** By the name of an enumeration, a body that has a member of it. */
export const settingsPlaces = {
  activityDomain: (activityDomain: string) => ({
    path: 'findMeetingTimes',
    json: { timeConstraint: { activityDomain }, meetingDuration: 'PT1H' },
    method: 'POST',
    status: 200,
  }),
  automaticRepliesStatus: (status: string) => patched({ automaticRepliesSetting: { status, ...scheduled } }),
  categoryColor: (color: string) => ({ path: 'outlook/masterCategories', json: { displayName: randomUUID(), color } }),
  delegateMeetingMessageDeliveryOptions: (option: string) => patched({ delegateMeetingMessageDeliveryOptions: option }),
  externalAudienceScope: (externalAudience: string) => patched({ automaticRepliesSetting: { externalAudience } }),
};
