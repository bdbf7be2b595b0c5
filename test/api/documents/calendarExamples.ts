// The documents' examples of calendars, groups of them and permissions, and of events that are made, changed, tracked and deleted.
import { part, type Shown } from './pageAnswer.ts';
import type { Example, Scene } from './scene.ts';

const noTeams = 'nobody meets online here';
/** What the pages show of a calendar that can be written, whatever it is called. */
const calendarOf = ({ upn }: Scene['adele']) => ({
  '@odata.etag': String,
  '@odata.context': /\$metadata#users\('.+'\)\/calendars\/\$entity$/,
  id: String,
  isDefaultCalendar: Boolean,
  changeKey: String,
  canShare: true,
  canViewPrivateItems: true,
  hexColor: '',
  canEdit: true,
  allowedOnlineMeetingProviders: ['teamsForBusiness'],
  defaultOnlineMeetingProvider: 'teamsForBusiness',
  isTallyingResponses: true,
  owner: { name: String, address: upn },
});
const withoutTeams = { allowedOnlineMeetingProviders: noTeams, defaultOnlineMeetingProvider: noTeams };
const groupOf = { '@odata.etag': String, id: String, classId: String, changeKey: String };

const moreRoles = { allowedRoles: 'a role can be taken away as well, and on a default calendar a delegate’s be given' };

async function made({ must, dana }: Scene, path: string, json: object): Promise<string> {
  return `/v1.0/me/${path}/${String((await must(dana, `/v1.0/me/${path}`, { json })).json.id)}`;
}

const pacific = (dateTime: string) => ({ dateTime, timeZone: 'Pacific Standard Time' });
const lunch = {
  subject: "Let's go for lunch",
  body: { contentType: 'HTML', content: 'Does mid month work for you?' },
  start: pacific('2019-03-15T12:00:00'),
  end: pacific('2019-03-15T14:00:00'),
  location: { displayName: "Harry's Bar" },
};
const bar = { displayName: "Harry's Bar", locationType: 'default', uniqueId: "Harry's Bar", uniqueIdType: 'private' } satisfies Shown;
const asSent = 'a place is shown as it was sent, without what Graph adds';
const barAsSent = Object.fromEntries(
  ['location', 'locations/0'].flatMap((at) => ['locationType', 'uniqueId', 'uniqueIdType'].map((name) => [`${at}/${name}`, asSent])),
);

/** All is dana's, who invites and shares nothing elsewhere. */
export const calendarExamples: readonly Example[] = [
  {
    page: 'calendar-get',
    about: 'the default calendar',
    request: ({ dana }) => ({ path: '/v1.0/me/calendar', as: dana }),
    status: 200,
    answer: ({ dana }) => ({ ...calendarOf(dana), name: 'Calendar', color: 'auto', isDefaultCalendar: true, isRemovable: false }),
    differs: withoutTeams,
  },
  {
    page: 'user-post-calendars',
    about: 'another calendar',
    request: ({ dana }) => ({ path: '/v1.0/me/calendars', as: dana, json: { name: 'Volunteer' } }),
    status: 201,
    answer: ({ dana }) => ({ ...calendarOf(dana), name: 'Volunteer', color: 'auto', isRemovable: false }),
    differs: {
      ...withoutTeams,
      isRemovable: 'all but the default calendar can be removed (calendar resource type)',
      isTallyingResponses: 'only the default calendar tracks responses (calendar resource type)',
    },
  },
  {
    page: 'calendar-delete',
    about: 'a calendar is removed',
    request: async (scene) => ({ path: await made(scene, 'calendars', { name: 'To be removed' }), as: scene.dana, method: 'DELETE' }),
    status: 204,
  },
  {
    page: 'user-post-calendargroups',
    about: 'another group of calendars',
    request: ({ dana }) => ({ path: '/v1.0/me/calendarGroups', as: dana, json: { name: 'Personal events' } }),
    status: 201,
    answer: ({ context, dana }) => ({
      ...groupOf,
      '@odata.context': context(`users('${dana.id}')/calendarGroups/$entity`),
      name: 'Personal events',
    }),
  },
  {
    page: 'calendargroup-update',
    about: 'the group has another name',
    request: async (scene) => ({
      path: await made(scene, 'calendarGroups', { name: 'Before' }),
      as: scene.dana,
      method: 'PATCH',
      json: { name: 'name-value' },
    }),
    status: 200,
    answer: () => ({ ...groupOf, '@odata.context': String, name: 'name-value' }),
  },
  {
    page: 'calendargroup-post-calendars',
    about: 'another calendar in a group',
    request: async (scene) => ({
      path: `${await made(scene, 'calendarGroups', { name: 'Around it' })}/calendars`,
      as: scene.dana,
      json: { name: 'name-value' },
    }),
    // The page writes 201, and 200 in its example.
    status: 201,
    answer: ({ dana }) =>
      part({
        id: String,
        name: 'name-value',
        color: 'auto',
        changeKey: String,
        owner: { name: String, address: dana.upn },
      }),
  },
  {
    page: 'calendar-post-calendarpermissions',
    about: 'a calendar is shared, with what only answers have in the body',
    request: ({ dana, alex }) => ({
      path: '/v1.0/me/calendar/calendarPermissions',
      as: dana,
      json: { emailAddress: { name: 'Samantha Booth', address: alex.upn }, isInsideOrganization: true, isRemovable: true, role: 'read' },
    }),
    // The page shows 200: what is made is answered with 201, as everywhere.
    status: 201,
    answer: ({ context, dana, alex }) => ({
      '@odata.context': context(`users('${dana.id}')/calendar/calendarPermissions/$entity`),
      id: String,
      isRemovable: true,
      isInsideOrganization: true,
      role: 'read',
      allowedRoles: ['freeBusyRead', 'limitedRead', 'read'],
      emailAddress: { name: 'Samantha Booth', address: alex.upn },
    }),
    differs: { '@odata.context': 'the calendar is named by its id, as by every other path to it', ...moreRoles },
  },
  {
    page: 'calendarpermission-update',
    about: 'who shares it may write',
    request: async (scene) => ({
      path: await made(scene, 'calendar/calendarPermissions', { emailAddress: { address: scene.megan.upn }, role: 'read' }),
      as: scene.dana,
      method: 'PATCH',
      json: { role: 'write' },
    }),
    status: 200,
    answer: ({ megan }) =>
      part({
        id: String,
        isRemovable: true,
        isInsideOrganization: true,
        role: 'write',
        allowedRoles: ['freeBusyRead', 'limitedRead', 'read', 'write'],
        emailAddress: { name: String, address: megan.upn },
      }),
    differs: moreRoles,
  },
  {
    page: 'calendar-post-events',
    about: 'an event in a calendar',
    request: async (scene) => ({
      path: `${await made(scene, 'calendars', { name: 'Lunches' })}/events`,
      as: scene.dana,
      headers: { Prefer: 'outlook.timezone="Pacific Standard Time"' },
      json: {
        ...lunch,
        attendees: [{ emailAddress: { address: 'adelev@elsewhere.example', name: 'Adele Vance' }, type: 'required' }],
        transactionId: '7E163156-7762-4BEB-A1C6-729EA81755A7',
      },
    }),
    status: 201,
    answer: ({ dana }) => ({
      '@odata.context': /\$metadata#users\('.+'\)\/calendars\('.+'\)\/events\/\$entity$/,
      '@odata.etag': /^W\/"/,
      id: String,
      createdDateTime: String,
      lastModifiedDateTime: String,
      changeKey: String,
      categories: [],
      originalStartTimeZone: 'Pacific Standard Time',
      originalEndTimeZone: 'Pacific Standard Time',
      iCalUId: String,
      reminderMinutesBeforeStart: 15,
      isReminderOn: true,
      hasAttachments: false,
      hideAttendees: false,
      subject: "Let's go for lunch",
      bodyPreview: 'Does mid month work for you?',
      importance: 'normal',
      sensitivity: 'normal',
      isAllDay: false,
      isCancelled: false,
      isDraft: false,
      isOrganizer: true,
      responseRequested: true,
      allowNewTimeProposals: true,
      seriesMasterId: null,
      transactionId: '7E163156-7762-4BEB-A1C6-729EA81755A7',
      showAs: 'busy',
      type: 'singleInstance',
      webLink: String,
      onlineMeetingUrl: null,
      isOnlineMeeting: false,
      onlineMeetingProvider: 'unknown',
      onlineMeeting: null,
      recurrence: null,
      responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
      body: { contentType: 'html', content: /Does mid month work for you\?/ },
      start: pacific('2019-03-15T12:00:00.0000000'),
      end: pacific('2019-03-15T14:00:00.0000000'),
      location: bar,
      locations: [bar],
      attendees: [
        {
          type: 'required',
          status: { response: 'none', time: '0001-01-01T00:00:00Z' },
          emailAddress: { name: 'Adele Vance', address: 'adelev@elsewhere.example' },
        },
      ],
      organizer: { emailAddress: { name: String, address: dana.upn } },
    }),
    differs: { ...barAsSent, '@odata.context': 'an event is named by its mailbox, as by every other path to it' },
  },
  {
    page: 'event-update',
    about: 'an event is changed, with what only answers have in the body',
    request: async (scene) => ({
      path: await made(scene, 'events', lunch),
      as: scene.dana,
      method: 'PATCH',
      json: {
        originalStartTimeZone: 'originalStartTimeZone-value',
        originalEndTimeZone: 'originalEndTimeZone-value',
        responseStatus: { response: '', time: 'datetime-value' },
        recurrence: null,
        reminderMinutesBeforeStart: 99,
        isReminderOn: true,
        hideAttendees: false,
        categories: ['Red category'],
      },
    }),
    status: 200,
    answer: () =>
      part({
        originalStartTimeZone: String,
        originalEndTimeZone: String,
        responseStatus: { response: String, time: String },
        recurrence: null,
        reminderMinutesBeforeStart: 99,
        isReminderOn: true,
        hideAttendees: false,
        categories: ['Red category'],
      }),
  },
  {
    page: 'event-delete',
    about: 'an event is deleted',
    request: async (scene) => ({ path: await made(scene, 'events', lunch), as: scene.dana, method: 'DELETE' }),
    status: 204,
  },
  {
    page: 'event-delta',
    about: 'the first round of a window, in pages of two',
    request: async (scene) => {
      for (let n = 0; n < 3; n++) await made(scene, 'events', { ...lunch, subject: `Lunch ${n}` });
      return {
        path: '/v1.0/me/calendarView/delta?startdatetime=2019-03-15T00:00:00Z&enddatetime=2019-03-16T00:00:00Z',
        as: scene.dana,
        headers: { Prefer: 'odata.maxpagesize=2' },
      };
    },
    status: 200,
    answer: () => {
      const event = part({
        originalStartTimeZone: 'Pacific Standard Time',
        originalEndTimeZone: 'Pacific Standard Time',
        responseStatus: { response: 'organizer', time: String },
        transactionId: null,
        iCalUId: String,
        reminderMinutesBeforeStart: Number,
        isDraft: false,
        isReminderOn: true,
      });
      return { '@odata.context': String, '@odata.nextLink': /\/calendarView\/delta\?\$skiptoken=./, value: [event, event] };
    },
  },
];
