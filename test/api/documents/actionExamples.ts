// The documents' examples of actions on events: forward, cancel, the three answers, the two of reminders, permanentDelete; and reminderView.
import type { Example } from './scene.ts';
import { attendeesOf } from '../../support/api/meetings.ts';

const pacific = (dateTime: string) => ({ dateTime, timeZone: 'Pacific Standard Time' });
const nextWeek = { start: pacific('2019-12-02T18:00:00'), end: pacific('2019-12-02T19:00:00') };

export const actionExamples: readonly Example[] = [
  {
    page: 'event-forward',
    about: 'a meeting is forwarded, by names in capitals',
    request: async ({ event, megan, alex }) => ({
      path: `/v1.0/me/events/${await event(attendeesOf(megan))}/forward`,
      json: { ToRecipients: [{ EmailAddress: { Address: alex.upn, Name: 'Dana Swope' } }], Comment: 'Dana, can you come?' },
    }),
    status: 202,
  },
  {
    page: 'event-cancel',
    about: 'the organizer calls a meeting off with a comment',
    request: async ({ event, megan }) => ({
      path: `/v1.0/me/events/${await event(attendeesOf(megan))}/cancel`,
      json: { Comment: 'Cancelling for this week' },
    }),
    status: 202,
  },
  {
    page: 'event-cancel',
    about: 'an attendee can’t call it off',
    request: async ({ entry, megan }) => ({ path: `/v1.0/me/events/${await entry()}/cancel`, as: megan, json: {} }),
    status: 400,
    answer: () => ({
      error: {
        code: String,
        message: "Your request can't be completed. You need to be an organizer to cancel a meeting.",
        innerError: error,
      },
    }),
  },
  {
    page: 'event-accept',
    about: 'an attendee comes',
    request: async ({ entry, megan }) => ({
      path: `/v1.0/me/events/${await entry()}/accept`,
      as: megan,
      json: { comment: 'comment-value', sendResponse: true },
    }),
    status: 202,
  },
  ...(['tentativelyAccept', 'decline'] as const).map((action): Example => ({
    page: `event-${action.toLowerCase()}`,
    about: `${action} with another time`,
    request: async ({ entry, megan }) => ({
      path: `/v1.0/me/events/${await entry()}/${action}`,
      as: megan,
      json: { comment: 'How about next week?', sendResponse: true, proposedNewTime: nextWeek },
    }),
    status: 202,
  })),
  ...(
    [
      ['the event takes no proposals', { allowNewTimeProposals: false }, { proposedNewTime: nextWeek }],
      ['no response is sent', {}, { proposedNewTime: nextWeek, sendResponse: false }],
    ] as const
  ).map(([why, more, json]): Example => ({
    page: 'event-tentativelyaccept',
    about: `another time is refused where ${why}`,
    request: async ({ entry, megan }) => ({ path: `/v1.0/me/events/${await entry(more)}/tentativelyAccept`, as: megan, json }),
    status: 400,
    answer: () => ({ error: { code: String, message: String, innerError: error } }),
  })),
  {
    page: 'event-snoozereminder',
    about: 'a reminder is put off',
    request: async ({ event }) => ({
      path: `/v1.0/me/events/${await event()}/snoozeReminder`,
      json: { newReminderTime: pacific('2027-05-03T02:50:00') },
    }),
    status: 200,
  },
  {
    page: 'event-dismissreminder',
    about: 'a reminder is put away',
    request: async ({ event }) => ({ path: `/v1.0/me/events/${await event()}/dismissReminder`, method: 'POST' }),
    status: 200,
  },
  {
    page: 'event-permanentdelete',
    about: 'an event is deleted for good',
    request: async ({ adele, event }) => ({ path: `/v1.0/users/${adele.id}/events/${await event()}/permanentDelete`, method: 'POST' }),
    status: 204,
  },
  {
    page: 'calendar-permanentdelete',
    about: 'a calendar is deleted for good',
    request: async ({ adele, must }) => {
      const { json } = await must(adele, '/v1.0/me/calendars', { json: { name: 'Old' } });
      return { path: `/v1.0/users/${adele.id}/calendars/${String(json.id)}/permanentDelete`, method: 'POST' };
    },
    status: 204,
  },
  {
    page: 'user-reminderview',
    about: 'the reminders of a week',
    request: async ({ event }) => {
      const start = { dateTime: '2017-06-09T18:00:00', timeZone: 'UTC' };
      const end = { dateTime: '2017-06-09T19:00:00', timeZone: 'UTC' };
      const id = await event({ start, end, location: { displayName: 'Conf Room 3' }, reminderMinutesBeforeStart: 15 });
      return {
        path: "/v1.0/me/reminderView(startDateTime='2017-06-05T10:00:00.0000000',endDateTime='2017-06-11T11:00:00.0000000')",
        ids: { id },
      };
    },
    status: 200,
    answer: ({ context }, { ids }) => ({
      '@odata.context': context('Collection(microsoft.graph.reminder)'),
      value: [
        {
          eventId: String(ids?.id),
          changeKey: String,
          eventSubject: 'Plan summer company picnic',
          eventWebLink: /^https?:/,
          eventStartTime: { dateTime: '2017-06-09T18:00:00.0000000', timeZone: 'UTC' },
          eventEndTime: { dateTime: '2017-06-09T19:00:00.0000000', timeZone: 'UTC' },
          eventLocation: { displayName: 'Conf Room 3' },
          reminderFireTime: { dateTime: '2017-06-09T17:45:00.0000000', timeZone: 'UTC' },
        },
      ],
    }),
  },
];

const error = { date: String, 'request-id': String, 'client-request-id': String };
